// How credentials stand in a request, and to whom they are shown.
import type { Credentials } from '@api-poller/domain';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { API, bearer, credentialsBench } from './testing/credentials-bench.ts';

describe('a request with credentials', () => {
  it.each<[Credentials, string, Record<string, string>]>([
    [bearer, `${API}/x?a=%20b`, { accept: 'a', authorization: 'Bearer s3cret' }],
    [
      { kind: 'basic', username: 'u', passwordSecret: 'pass' },
      `${API}/x?a=%20b`,
      { accept: 'a', authorization: 'Basic dTpwOjE=' },
    ],
    [
      { kind: 'basic', usernameSecret: 'user', passwordSecret: 'pass' },
      `${API}/x?a=%20b`,
      { accept: 'a', authorization: 'Basic em/DqzpwOjE=' },
    ],
    [
      { kind: 'apiKey', in: 'header', name: 'X-Key', secret: 'token' },
      `${API}/x?a=%20b`,
      { accept: 'a', 'X-Key': 's3cret' },
    ],
    [
      { kind: 'apiKey', in: 'query', name: 'api key', secret: 'pass' },
      `${API}/x?a=%20b&api%20key=p%3A1`,
      { accept: 'a' },
    ],
  ])('of %j shows them', async (credentials, url, headers) => {
    const { api, ask } = credentialsBench();
    await ask(credentials);
    expect(api).toMatchObject([{ url, headers }]);
    expect(Object.keys(api[0]?.headers ?? {})).toEqual(Object.keys(headers));
    expect(api[0]).not.toHaveProperty('credentials');
  });

  it('replaces a header or parameter of the same name', async () => {
    const { api, ask } = credentialsBench();
    await ask(bearer, { headers: { Authorization: 'old', AUTHORIZATION: 'older' } });
    await ask(
      { kind: 'apiKey', in: 'query', name: 'key', secret: 'token' },
      { url: `${API}/x?key=&b=1+2&key=3#part` },
    );
    expect(api[0]?.headers).toEqual({ authorization: 'Bearer s3cret' });
    expect(api[1]?.url).toBe(`${API}/x?b=1+2&key=s3cret`);
  });

  it('to another origin than theirs carries none', async () => {
    const { api, read, ask } = credentialsBench();
    for (const url of [
      'https://evil.example/x',
      'http://api.example/x',
      `${API}:8443/x`,
      `${API}.evil.example/`,
    ])
      await ask(bearer, { url });
    expect(api).toHaveLength(4);
    expect(JSON.stringify(api)).not.toContain('authorization');
    expect(read).toEqual([]);
  });

  it('but not the origin that they are for is refused, and one without any goes as it is', async () => {
    const { api, ask } = credentialsBench();
    expect(await ask(undefined, { credentials: bearer })).toEqual(
      E.left({ _tag: 'RequestRefused', reason: 'it has credentials but not the origin that they are for' }),
    );
    expect(api).toEqual([]);
    expect(await ask()).toMatchObject({ right: { status: 200 } });
    expect(api[0]?.headers).toEqual({ accept: 'a' });
  });

  it('whose key a partner repeats gives it away in no url and no header', async () => {
    const { ask } = credentialsBench({
      api: ({ url }) =>
        E.right({
          status: 200,
          url: `${url}&page=1`,
          headers: { link: `<${url}&page=2>; rel="next", <${url}>; rel="first"`, etag: '"s3"' },
        }),
    });
    const answer = await ask({ kind: 'apiKey', in: 'query', name: 'key', secret: 'token' });
    expect(answer).toMatchObject({
      right: {
        url: `${API}/x?a=%20b&page=1`,
        headers: {
          link: `<${API}/x?a=%20b&key=&page=2>; rel="next", <${API}/x?a=%20b&key=>; rel="first"`,
          etag: '"s3"',
        },
      },
    });
  });

  it('has no other parameter hidden than its key', async () => {
    const { ask } = credentialsBench({
      api: () => E.right({ status: 200, headers: { link: '<?aXb=1&a.b=s3cret>' } }),
    });
    expect(await ask({ kind: 'apiKey', in: 'query', name: 'a.b', secret: 'token' })).toMatchObject({
      right: { headers: { link: '<?aXb=1&a.b=>' } },
    });
  });
});
