import { publicOnly } from '@api-poller/domain';
import { describe, expect, it } from 'vitest';
import { isRedirect, nextHop, type Hop } from './redirect.ts';

const post: Hop = {
  method: 'POST',
  url: new URL('https://api.example.com/v1/search?page=1'),
  headers: {
    Accept: 'application/json',
    'Content-Type': 'application/json',
    'X-Api-Key': 's3cret',
    authorization: 'Bearer s3cret',
  },
  body: '{"q":1}',
};
const getPage: Hop = {
  method: 'GET',
  url: post.url,
  headers: { 'X-Api-Key': 's3cret', Cookie: 's3cret', 'User-Agent': 'u', 'Accept-Language': 'de' },
  body: null,
};

describe('a redirect', () => {
  it.each([301, 302, 303, 307, 308])('is what status %i means', (status) =>
    expect(isRedirect(status)).toBe(true),
  );
  it.each([200, 201, 204, 300, 304, 305, 306, 400, 500])('is not what status %i means', (status) =>
    expect(isRedirect(status)).toBe(false),
  );

  it.each([301, 302, 303])('turns a POST into a GET without body and its headers after %i', (status) => {
    expect(nextHop(publicOnly, post, status, '/v2')).toMatchObject({
      right: {
        method: 'GET',
        body: null,
        headers: { Accept: 'application/json', 'X-Api-Key': 's3cret', authorization: 'Bearer s3cret' },
      },
    });
    expect(JSON.stringify(nextHop(publicOnly, post, status, '/v2'))).not.toContain('Content-Type');
  });

  it.each([
    [301, '/v2', 'the POST would become a GET after a 301'],
    [302, '/v2', 'the POST would become a GET after a 302'],
    [303, '/v2', 'the POST would become a GET after a 303'],
    [307, 'https://other.example.com/', 'it leads to another origin'],
    [308, 'https://api.example.com:444/', 'it leads to another origin'],
  ])('that would change a request that must stay as it is, by %i to %s, is refused', (status, to, reason) => {
    expect(nextHop(publicOnly, post, status, to, 'unchanged')).toEqual({
      _tag: 'Left',
      left: { _tag: 'RedirectRefused', reason },
    });
  });
  it('that leaves a request as it is, is followed', () =>
    expect(nextHop(publicOnly, post, 307, '/v2', 'unchanged')).toMatchObject({
      right: { method: 'POST', body: '{"q":1}', headers: post.headers },
    }));

  it.each([307, 308])('repeats a POST with its body after %i', (status) => {
    expect(nextHop(publicOnly, post, status, '/v2')).toMatchObject({
      right: { method: 'POST', body: '{"q":1}', headers: post.headers },
    });
  });

  it.each([
    ['/v2?a=1', 'https://api.example.com/v2?a=1'],
    ['?page=2', 'https://api.example.com/v1/search?page=2'],
    ['next', 'https://api.example.com/v1/next'],
    ['//other.example.com/x', 'https://other.example.com/x'],
    ['https://api.example.com/a#fragment', 'https://api.example.com/a'],
    ['/caf\u00c3\u00a9', 'https://api.example.com/caf%C3%A9'],
    ['/caf%C3%A9', 'https://api.example.com/caf%C3%A9'],
  ])('to %s leads to %s', (location, href) => {
    expect(nextHop(publicOnly, getPage, 302, location)).toMatchObject({ right: { url: { href } } });
  });

  it.each([
    'https://other.example.com/',
    'https://api.example.com:8443/',
    'https://example.com/',
    'https://sub.api.example.com/',
  ])('to another origin, %s, takes no header along that could be a secret', (location) => {
    expect(nextHop(publicOnly, getPage, 302, location)).toMatchObject({
      right: { headers: { 'User-Agent': 'u', 'Accept-Language': 'de' } },
    });
    expect(JSON.stringify(nextHop(publicOnly, getPage, 302, location))).not.toContain('s3cret');
  });

  it('from http to https of the same host is another origin', () => {
    const plain = { ...getPage, url: new URL('http://api.example.com/') };
    expect(nextHop(publicOnly, plain, 301, 'https://api.example.com/')).toMatchObject({
      right: { headers: { 'User-Agent': 'u' } },
    });
    expect(JSON.stringify(nextHop(publicOnly, plain, 301, 'https://api.example.com/'))).not.toContain(
      's3cret',
    );
  });

  it.each([
    [undefined, 'there is no Location'],
    ['', 'there is no Location'],
    ['http://[', 'the Location is not a url'],
    ['https://user:s3cret@api.example.com/', 'the Location holds credentials'],
    ['ftp://api.example.com/', 'the Location is not http or https'],
    ['file:///etc/passwd', 'the Location is not http or https'],
    ['http://api.example.com/', 'it leads from https to http'],
    ['http://other.example.com/', 'it leads from https to http'],
  ])('to %s is refused: %s', (location, reason) => {
    expect(nextHop(publicOnly, getPage, 302, location)).toEqual({
      _tag: 'Left',
      left: { _tag: 'RedirectRefused', reason },
    });
  });

  it.each([307, 308])('after %i does not carry a body to another origin', (status) => {
    expect(nextHop(publicOnly, post, status, 'https://other.example.com/')).toEqual({
      _tag: 'Left',
      left: { _tag: 'RedirectRefused', reason: 'a request body would go to another origin' },
    });
  });

  it.each([
    ['https://127.0.0.1/', '127.0.0.1:443', '127.0.0.1', 'loopback'],
    ['https://2852039166/latest/meta-data/', '169.254.169.254:443', '169.254.169.254', 'metadata'],
    ['//[::ffff:10.0.0.1]/', '[::ffff:a00:1]:443', '::ffff:a00:1', 'private'],
    ['https://localhost/', 'localhost:443', 'localhost', 'loopback'],
  ])('to %s is blocked', (location, host, address, range) => {
    expect(nextHop(publicOnly, getPage, 302, location)).toEqual({
      _tag: 'Left',
      left: { _tag: 'AddressBlocked', host, address, range },
    });
  });
});
