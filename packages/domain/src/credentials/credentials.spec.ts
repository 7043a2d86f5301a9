import { isRight } from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { headersTowards } from './other-origin.ts';
import { reportErrors } from '../job/report-errors.ts';
import { credentialsCodec } from './credentials.codec.ts';
import {
  isSecretName,
  sameOrigin,
  secretNamesOf,
  withoutApiKey,
  withoutParameter,
  type Credentials,
} from './credentials.ts';

const decode = (input: unknown) => {
  const decoded = credentialsCodec.decode(input);
  return isRight(decoded)
    ? decoded.right
    : reportErrors(decoded.left).map(({ field, expected }) => `${field}: ${expected}`);
};
const NAME =
  'the name of a secret: up to 200 letters, digits and . _ / -, no step of a path that is empty or dots';
const tokenUrl = 'https://a.example/token';
const oauth2 = { kind: 'oauth2', tokenUrl, clientId: 'c', clientSecretSecret: 's' };

describe('credentials', () => {
  it.each([
    { kind: 'bearer', secret: 'team/partner.token-1_a' },
    { kind: 'basic', username: 'zoë', passwordSecret: 'p' },
    { kind: 'basic', usernameSecret: 'u', passwordSecret: 'p' },
    { kind: 'apiKey', in: 'header', name: 'X-Api-Key', secret: 'k' },
    { kind: 'apiKey', in: 'query', name: 'api key', secret: 'k' },
    { ...oauth2, authentication: 'body', scope: 'a b', audience: 'https://api.example' },
    { kind: 'oauth2', tokenUrl, clientIdSecret: 'i', clientSecretSecret: 's', authentication: 'basic' },
  ])('may be %j', (credentials) => {
    expect(decode(credentials)).toEqual(credentials);
  });

  it('show the client’s secret in a header unless told otherwise', () => {
    expect(decode(oauth2)).toEqual({ ...oauth2, authentication: 'basic' });
  });

  it.each([
    ['s3cret', [': an object']],
    [{ kind: 's3cret' }, ['kind: "bearer", "basic", "apiKey" or "oauth2"']],
    [{ kind: 'toString' }, ['kind: "bearer", "basic", "apiKey" or "oauth2"']],
    [{ kind: 'bearer' }, [`secret: ${NAME}`]],
    [{ kind: 'bearer', secret: 's3cret value' }, [`secret: ${NAME}`]],
    [{ kind: 'bearer', secret: '../s3cret' }, [`secret: ${NAME}`]],
    [{ kind: 'bearer', token: 's3cret' }, ['token: no such field; there are: kind, secret']],
    [{ kind: 'basic', passwordSecret: 'p' }, ['username: given, or "usernameSecret" instead']],
    [
      { kind: 'basic', username: 'u', usernameSecret: 'u', passwordSecret: 'p' },
      ['username: left out beside "usernameSecret"'],
    ],
    [
      { kind: 'basic', username: 'a:b', passwordSecret: 'p' },
      ['username: a user name of 1 to 200 characters without a colon'],
    ],
    [{ kind: 'apiKey', name: 'k', secret: 's' }, ['in: "header" or "query"']],
    [
      { kind: 'apiKey', in: 'header', name: 'Host', secret: 's' },
      ['name: the name of a header that may hold a key'],
    ],
    [
      { kind: 'apiKey', in: 'header', name: 'a b', secret: 's' },
      ['name: the name of a header that may hold a key'],
    ],
    [
      { ...oauth2, tokenUrl: 'https://u:s3cret@a.example/' },
      ['tokenUrl: an absolute http or https url without credentials in it'],
    ],
    [{ ...oauth2, authentication: 's3cret' }, ['authentication: "basic" or "body"']],
  ])('may not be %j', (input, expected) => {
    expect(decode(input)).toEqual(expected);
    expect(JSON.stringify(decode(input))).not.toContain('s3cret');
  });

  it('name the secrets that they need', () => {
    const names = (credentials: Credentials) => secretNamesOf(credentials);
    expect(names({ kind: 'bearer', secret: 'b' })).toEqual(['b']);
    expect(names({ kind: 'apiKey', in: 'query', name: 'n', secret: 'k' })).toEqual(['k']);
    expect(names({ kind: 'basic', username: 'u', passwordSecret: 'p' })).toEqual(['p']);
    expect(names({ kind: 'basic', usernameSecret: 'u', passwordSecret: 'p' })).toEqual(['u', 'p']);
    const client = { kind: 'oauth2', tokenUrl, clientSecretSecret: 's', authentication: 'basic' } as const;
    expect(names({ ...client, clientId: 'c' })).toEqual(['s']);
    expect(names({ ...client, clientIdSecret: 'i' })).toEqual(['i', 's']);
  });
});

describe('the name of a secret', () => {
  it.each(['a', 'A/b.c_d-9', 'x'.repeat(200)])('may be %s', (name) => expect(isSecretName(name)).toBe(true));
  it.each(['', 'x'.repeat(201), 'a b', 'a\n', '..', '../a', 'a/../b', '/a', 'a/', 'a//b', './a', 'ä'])(
    'may not be %j',
    (name) => expect(isSecretName(name)).toBe(false),
  );
});

describe('one origin', () => {
  it.each([
    ['https://a.example/x', 'https://a.example:443/y?z'],
    ['http://A.example', 'http://a.example:80/'],
  ])('is that of %s and %s', (a, b) => expect(sameOrigin(a, b)).toBe(true));
  it.each([
    ['https://a.example', 'http://a.example'],
    ['https://a.example', 'https://a.example:8443'],
    ['https://a.example', 'https://b.a.example'],
    ['https://a.example', 'https://a.example.evil.example'],
    ['https://a.example', 'https://a.example@evil.example/'],
    ['https://a.example', '/y'],
    ['file:///a', 'file:///a'],
    ['data:,a', 'data:,a'],
    ['', ''],
  ])('is not that of %s and %s', (a, b) => expect(sameOrigin(a, b)).toBe(false));
});

describe('the headers of a request to a next url', () => {
  const headers = {
    Accept: 'a',
    'X-Key': 's3cret',
    authorization: 's3cret',
    'user-AGENT': 'u',
    Cookie: 's3cret',
  };
  it('are all of them to the same origin, and the harmless ones to another', () => {
    expect(headersTowards('https://a.example/x', 'https://a.example/y', headers)).toEqual(headers);
    for (const url of ['https://b.example/y', 'http://a.example/y', 'https://a.example:1/y', 'nonsense'])
      expect(headersTowards('https://a.example/x', url, headers)).toEqual({ Accept: 'a', 'user-AGENT': 'u' });
  });
});

describe('a url without its key', () => {
  it.each([
    ['https://a.example/x?key=s3cret&a=%20b+c', 'https://a.example/x?a=%20b+c'],
    ['/x?a=1&key=s3cret', '/x?a=1'],
    ['/x?k%65y=s3cret&key=s3cret#key=1', '/x#key=1'],
    ['/x?a=1&a=2&mykey=1', '/x?a=1&a=2&mykey=1'],
    ['/x?%=1&key', '/x?%=1'],
    ['/x', '/x'],
  ])('%s is %s', (url, expected) => {
    expect(withoutParameter(url, 'key')).toBe(expected);
    expect(withoutApiKey(url, { kind: 'apiKey', in: 'query', name: 'key', secret: 'k' })).toBe(expected);
    expect(withoutApiKey(url, { kind: 'apiKey', in: 'header', name: 'key', secret: 'k' })).toBe(url);
    expect(withoutApiKey(url, undefined)).toBe(url);
  });
});
