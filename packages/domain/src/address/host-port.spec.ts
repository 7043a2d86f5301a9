import * as E from 'fp-ts/lib/Either.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostPortOf, parseHostPort, showHostPort } from './host-port.ts';

describe('a host and port', () => {
  it.each([
    ['127.0.0.1:4010', '127.0.0.1', 4010],
    ['127.1:4010', '127.0.0.1', 4010],
    ['localhost:4010', 'localhost', 4010],
    ['LOCALHOST.:4010', 'localhost', 4010],
    [' partner.internal:8443 ', 'partner.internal', 8443],
    ['[::1]:80', '::1', 80],
    ['[0:0:0:0:0:0:0:1]:443', '::1', 443],
    ['bücher.example:1', 'xn--bcher-kva.example', 1],
    ['example.com:65535', 'example.com', 65535],
  ])('reads %s', (text, host, port) => {
    expect(parseHostPort(text)).toEqual(E.right({ host, port }));
  });

  it.each([
    ['localhost', 'noPort'],
    ['localhost:', 'noPort'],
    ['[::1]', 'noPort'],
    ['localhost:0', 'portOutOfRange'],
    ['localhost:65536', 'portOutOfRange'],
    ['', 'notAHost'],
    [':80', 'notAHost'],
    ['.:80', 'notAHost'],
    ['::1:80', 'notAHost'],
    ['http://localhost:80', 'notAHost'],
    ['localhost:80/path', 'notAHost'],
    ['user@localhost:80', 'notAHost'],
    ['a b:80', 'notAHost'],
    ['[nonsense]:80', 'notAHost'],
    ['1.2.3.4.5:80', 'notAHost'],
    ['localhost:8o', 'notAHost'],
  ])('refuses %s: %s', (text, reason) => {
    expect(parseHostPort(text)).toMatchObject(E.left({ _tag: 'HostPortInvalid', text, reason }));
  });

  it('says what was wrong and what would be right', () => {
    expect(parseHostPort('localhost')).toMatchObject({
      left: {
        message:
          '"localhost" has no port; write host:port, such as localhost:4010, 127.0.0.1:4010 or [::1]:4010',
      },
    });
  });

  it('takes the port of the scheme when a url names none', () => {
    expect(hostPortOf(new URL('http://example.com/a'))).toEqual({ host: 'example.com', port: 80 });
    expect(hostPortOf(new URL('https://example.com./a'))).toEqual({ host: 'example.com', port: 443 });
    expect(hostPortOf(new URL('https://[::1]:80/a'))).toEqual({ host: '::1', port: 80 });
  });

  it('can be read back from what it shows', () => {
    const host = fc.oneof(
      fc.domain(),
      fc.ipV4(),
      fc.ipV6().map((text) => `[${text}]`),
    );
    fc.assert(
      fc.property(host, fc.integer({ min: 1, max: 65_535 }), (name, port) => {
        const read = parseHostPort(`${name}:${port}`);
        return E.isRight(read) && E.isRight(parseHostPort(showHostPort(read.right)));
      }),
    );
  });
});
