import * as E from 'fp-ts/lib/Either.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeUrl, permitsAddress, publicOnly, type AddressPolicy } from './address-policy.ts';

const allowing = (...allow: AddressPolicy['allow']): AddressPolicy => ({ allow });
const blocked = (host: string, address: string, range: string) => ({
  left: { _tag: 'AddressBlocked', host, address, range },
});

/** [host as written, host as reported, address, range], for `http://<host>/`. */
const literals: ReadonlyArray<readonly [string, string, string, string]> = [
  ['127.0.0.1', '127.0.0.1:80', '127.0.0.1', 'loopback'],
  ['127.0.0.1.', '127.0.0.1:80', '127.0.0.1', 'loopback'],
  ['127.1', '127.0.0.1:80', '127.0.0.1', 'loopback'],
  ['127.0.1', '127.0.0.1:80', '127.0.0.1', 'loopback'],
  ['2130706433', '127.0.0.1:80', '127.0.0.1', 'loopback'],
  ['017700000001', '127.0.0.1:80', '127.0.0.1', 'loopback'],
  ['0x7f000001', '127.0.0.1:80', '127.0.0.1', 'loopback'],
  ['0X7F.1', '127.0.0.1:80', '127.0.0.1', 'loopback'],
  ['0x7f.1', '127.0.0.1:80', '127.0.0.1', 'loopback'],
  ['0177.0.0.1', '127.0.0.1:80', '127.0.0.1', 'loopback'],
  ['0177.0x0.0.01', '127.0.0.1:80', '127.0.0.1', 'loopback'],
  ['%31%32%37.0.0.1', '127.0.0.1:80', '127.0.0.1', 'loopback'],
  ['１２７．０．０．１', '127.0.0.1:80', '127.0.0.1', 'loopback'],
  ['①②⑦.0.0.1', '127.0.0.1:80', '127.0.0.1', 'loopback'],
  ['127。0。0。1', '127.0.0.1:80', '127.0.0.1', 'loopback'],
  ['0', '0.0.0.0:80', '0.0.0.0', 'unspecified'],
  ['0x0', '0.0.0.0:80', '0.0.0.0', 'unspecified'],
  ['10.1', '10.0.0.1:80', '10.0.0.1', 'private'],
  ['012.1', '10.0.0.1:80', '10.0.0.1', 'private'],
  ['169.254.169.254', '169.254.169.254:80', '169.254.169.254', 'metadata'],
  ['2852039166', '169.254.169.254:80', '169.254.169.254', 'metadata'],
  ['0xa9fea9fe', '169.254.169.254:80', '169.254.169.254', 'metadata'],
  ['4294967295', '255.255.255.255:80', '255.255.255.255', 'broadcast'],
  ['[::1]', '[::1]:80', '::1', 'loopback'],
  ['[0:0:0:0:0:0:0:1]', '[::1]:80', '::1', 'loopback'],
  ['[::]', '[::]:80', '::', 'unspecified'],
  ['[::ffff:127.0.0.1]', '[::ffff:7f00:1]:80', '::ffff:7f00:1', 'loopback'],
  ['[::ffff:a00:1]', '[::ffff:a00:1]:80', '::ffff:a00:1', 'private'],
  ['[::127.0.0.1]', '[::7f00:1]:80', '::7f00:1', 'loopback'],
  ['[64:ff9b::10.0.0.1]', '[64:ff9b::a00:1]:80', '64:ff9b::a00:1', 'private'],
  ['[2002:7f00:1::]', '[2002:7f00:1::]:80', '2002:7f00:1::', 'loopback'],
  ['[fe80::1]', '[fe80::1]:80', 'fe80::1', 'linkLocal'],
  ['[fd00:ec2::254]', '[fd00:ec2::254]:80', 'fd00:ec2::254', 'metadata'],
  ['localhost', 'localhost:80', 'localhost', 'loopback'],
  ['LocalHost', 'localhost:80', 'localhost', 'loopback'],
  ['localhost.', 'localhost:80', 'localhost', 'loopback'],
  ['a.b.localhost', 'a.b.localhost:80', 'a.b.localhost', 'loopback'],
  ['ⓛocalhost', 'localhost:80', 'localhost', 'loopback'],
];

describe('the address policy, before any look-up', () => {
  it.each(literals)('refuses http://%s/', (written, host, address, range) => {
    expect(judgeUrl(publicOnly, `http://${written}/`)).toEqual({
      ...blocked(host, address, range),
      _tag: 'Left',
    });
  });

  it.each([
    'http://example.com/',
    'https://93.184.215.14/',
    'http://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/',
    'http://localhost.example.com/',
  ])('lets %s pass to the look-up', (text) => {
    expect(judgeUrl(publicOnly, text)).toMatchObject({ right: { href: text } });
  });

  it.each([
    ['/pages?page=1', { _tag: 'UrlNotAbsolute' }],
    ['example.com', { _tag: 'UrlNotAbsolute' }],
    ['', { _tag: 'UrlNotAbsolute' }],
    ['http://', { _tag: 'UrlNotAbsolute' }],
    ['http://1.2.3.4.5/', { _tag: 'UrlNotAbsolute' }],
    ['ftp://example.com/', { _tag: 'UrlNotHttp', protocol: 'ftp:' }],
    ['file:///etc/passwd', { _tag: 'UrlNotHttp', protocol: 'file:' }],
    ['data:text/plain,1', { _tag: 'UrlNotHttp', protocol: 'data:' }],
    ['javascript:1', { _tag: 'UrlNotHttp', protocol: 'javascript:' }],
    ['https://user:secret@example.com/', { _tag: 'UrlHasCredentials', host: 'example.com:443' }],
    ['https://user@example.com/', { _tag: 'UrlHasCredentials', host: 'example.com:443' }],
    ['https://:secret@example.com/', { _tag: 'UrlHasCredentials', host: 'example.com:443' }],
    ['https://example.com@127.0.0.1/', { _tag: 'UrlHasCredentials', host: '127.0.0.1:443' }],
  ])('refuses %s', (text, refusal) => {
    expect(judgeUrl(publicOnly, text)).toEqual(E.left(refusal));
  });

  it('repeats nothing of a refused url that could be a secret', () => {
    for (const text of [
      'https://user:s3cret@example.com/?key=s3cret',
      'http://127.0.0.1/?key=s3cret',
      'ftp://x/?key=s3cret',
      '/?key=s3cret',
    ])
      expect(JSON.stringify(judgeUrl(publicOnly, text))).not.toContain('s3cret');
  });

  it('drops the fragment, which is never sent', () => {
    expect(judgeUrl(publicOnly, 'https://example.com/a?b=1#c')).toMatchObject({
      right: { href: 'https://example.com/a?b=1' },
    });
  });

  it('refuses every not public IPv4 address in every notation that a url accepts', () => {
    const ranges = [
      [0x00000000, 8],
      [0x0a000000, 8],
      [0x64400000, 10],
      [0x7f000000, 8],
      [0xa9fe0000, 16],
      [0xac100000, 12],
      [0xc0000200, 24],
      [0xc0a80000, 16],
      [0xc6120000, 15],
      [0xe0000000, 4],
      [0xf0000000, 4],
    ] as const;
    const address = fc
      .constantFrom(...ranges)
      .chain(([base, bits]) =>
        fc.integer({ min: 0, max: 2 ** (32 - bits) - 1 }).map((offset) => base + offset),
      );
    const notation = fc.constantFrom<(part: number) => string>(
      (part) => String(part),
      (part) => `0${part.toString(8)}`,
      (part) => `000${part.toString(8)}`,
      (part) => `0x${part.toString(16)}`,
      (part) => `0X00${part.toString(16).toUpperCase()}`,
    );
    const notations = fc.tuple(notation, notation, notation, notation);
    fc.assert(
      fc.property(
        address,
        fc.integer({ min: 1, max: 4 }),
        notations,
        fc.constantFrom('', '.'),
        (value, parts, write, end) => {
          const heads = [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255].slice(0, parts - 1);
          const tail = value % 2 ** (32 - 8 * (parts - 1));
          const host = [...heads, tail].map((part, index) => (write[index] ?? String)(part)).join('.') + end;
          expect(judgeUrl(publicOnly, `http://${host}/`)).toMatchObject({
            _tag: 'Left',
            left: { _tag: 'AddressBlocked' },
          });
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe('an entry of the allow list', () => {
  const policy = allowing(
    { host: '127.0.0.1', port: 4010 },
    { host: 'localhost', port: 4010 },
    { host: '::1', port: 80 },
  );

  it.each([
    'http://127.0.0.1:4010/',
    'http://127.1:4010/',
    'http://localhost:4010/',
    'http://LOCALHOST.:4010/',
    'http://[::1]/',
  ])('permits %s', (text) => {
    expect(E.isRight(judgeUrl(policy, text))).toBe(true);
  });

  it.each([
    'http://127.0.0.1:4011/',
    'http://127.0.0.1/',
    'http://127.0.0.2:4010/',
    'http://a.localhost:4010/',
    'http://[::1]:81/',
    'http://[::ffff:127.0.0.1]:4010/',
  ])('does not permit %s', (text) => {
    expect(judgeUrl(policy, text)).toMatchObject({ left: { _tag: 'AddressBlocked' } });
  });

  it('does not excuse credentials in the url', () => {
    expect(judgeUrl(policy, 'http://a:b@localhost:4010/')).toMatchObject({
      left: { _tag: 'UrlHasCredentials' },
    });
  });

  it('lets its host resolve to any address, and no other host or port', () => {
    const named = allowing({ host: 'partner.internal', port: 8443 });
    expect(permitsAddress(named, { host: 'partner.internal', port: 8443 }, '10.1.2.3')).toEqual(
      E.right('10.1.2.3'),
    );
    expect(permitsAddress(named, { host: 'partner.internal', port: 443 }, '10.1.2.3')).toEqual({
      ...blocked('partner.internal:443', '10.1.2.3', 'private'),
      _tag: 'Left',
    });
    expect(permitsAddress(named, { host: 'other.internal', port: 8443 }, '10.1.2.3')).toMatchObject({
      _tag: 'Left',
    });
  });
});

describe('a looked-up address', () => {
  it.each([
    ['10.0.0.1', 'private'],
    ['::ffff:192.168.0.1', 'private'],
    ['fd00:ec2::254', 'metadata'],
    ['not an address', 'unrecognised'],
  ])('is blocked when it is %s', (address, range) => {
    expect(permitsAddress(publicOnly, { host: 'example.com', port: 443 }, address)).toEqual({
      ...blocked('example.com:443', address, range),
      _tag: 'Left',
    });
  });

  it('passes when it is public', () => {
    expect(permitsAddress(publicOnly, { host: 'example.com', port: 443 }, '93.184.215.14')).toEqual(
      E.right('93.184.215.14'),
    );
  });
});
