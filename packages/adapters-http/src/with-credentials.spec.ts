import type {
  Credentials,
  PageRequest,
  PageResponse,
  Partner,
  PartnerFailure,
  SecretUnknown,
  StoreUnavailable,
} from '@api-poller/domain';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { withCredentials } from './with-credentials.ts';

const API = 'https://api.example';
const TOKEN_URL = 'https://login.example/token?tenant=1';
const NOW = 1_795_478_400_000;

type Reply = E.Either<
  PartnerFailure,
  { status: number; headers?: Record<string, string>; body?: string; url?: string }
>;
type Script = (request: PageRequest, time: number) => Reply | Promise<Reply>;

const ok = (body = ''): Reply => E.right({ status: 200, body });
const status = (code: number): Reply => E.right({ status: code });
const json = (value: unknown, code = 200): Reply =>
  E.right({ status: code, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) });

/** A partner and a token endpoint made of functions, secrets made of a map, and a clock that is set by hand. */
const bench = (
  script: { readonly api?: Script; readonly token?: Script },
  values: Record<string, string> = {},
) => {
  const api: PageRequest[] = [];
  const token: PageRequest[] = [];
  const clock = { ms: NOW, nowMs: () => clock.ms };
  const read: string[] = [];
  const secrets = new Map(Object.entries({ token: 's3cret', user: 'zoë', pass: 'p:1', ...values }));
  let storeFails = false;
  const inner: Partner = {
    fetch: (request) => async () => {
      const isToken = request.url === TOKEN_URL;
      const asked = isToken ? token : api;
      asked.push(request);
      const reply = await (isToken ? script.token : script.api)?.(request, asked.length);
      return E.map(
        ({
          status: code,
          headers = {},
          body = '',
          url = request.url,
        }: {
          status: number;
          headers?: Record<string, string>;
          body?: string;
          url?: string;
        }): PageResponse => ({
          status: code,
          headers,
          body: new TextEncoder().encode(body),
          url,
          tookMs: 1,
        }),
      )(reply ?? ok());
    },
  };
  const partner = withCredentials(inner, {
    clock,
    secrets: {
      get: (name) => async () => {
        read.push(name);
        if (storeFails) return E.left<StoreUnavailable>({ _tag: 'StoreUnavailable', detail: 'down' });
        const value = secrets.get(name);
        return value === undefined ? E.left<SecretUnknown>({ _tag: 'SecretUnknown', name }) : E.right(value);
      },
    },
  });
  const ask = (credentials?: Credentials, overrides: Partial<PageRequest> = {}) =>
    partner.fetch({
      method: 'GET',
      url: `${API}/x?a=%20b`,
      headers: { accept: 'a' },
      body: null,
      timeouts: { connectMs: 1, firstByteMs: 1, idleBodyMs: 1, wholeRequestMs: 1 },
      maxBodyBytes: 10,
      ...(credentials === undefined ? {} : { credentials, credentialsOrigin: `${API}/other` }),
      ...overrides,
    })();
  return { api, token, clock, read, secrets, ask, failStore: (fails: boolean) => void (storeFails = fails) };
};
const bearer: Credentials = { kind: 'bearer', secret: 'token' };
const oauth2: Credentials = {
  kind: 'oauth2',
  tokenUrl: TOKEN_URL,
  clientId: 'client:1',
  clientSecretSecret: 'token',
  scope: 'a b',
  audience: API,
  authentication: 'basic',
};
const granting =
  (more: (time: number) => object = () => ({})): Script =>
  (_, time) =>
    json({ access_token: `t${time}`, token_type: 'Bearer', expires_in: 600, ...more(time) });

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
    const { api, ask } = bench({});
    await ask(credentials);
    expect(api).toMatchObject([{ url, headers }]);
    expect(Object.keys(api[0]?.headers ?? {})).toEqual(Object.keys(headers));
    expect(api[0]).not.toHaveProperty('credentials');
  });

  it('replaces a header or parameter of the same name', async () => {
    const { api, ask } = bench({});
    await ask(bearer, { headers: { Authorization: 'old', AUTHORIZATION: 'older' } });
    await ask(
      { kind: 'apiKey', in: 'query', name: 'key', secret: 'token' },
      { url: `${API}/x?key=&b=1+2&key=3#part` },
    );
    expect(api[0]?.headers).toEqual({ authorization: 'Bearer s3cret' });
    expect(api[1]?.url).toBe(`${API}/x?b=1+2&key=s3cret`);
  });

  it('to another origin than theirs carries none', async () => {
    const { api, read, ask } = bench({});
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
    const { api, ask } = bench({});
    expect(await ask(undefined, { credentials: bearer })).toEqual(
      E.left({ _tag: 'RequestRefused', reason: 'it has credentials but not the origin that they are for' }),
    );
    expect(api).toEqual([]);
    expect(await ask()).toMatchObject({ right: { status: 200 } });
    expect(api[0]?.headers).toEqual({ accept: 'a' });
  });

  it('whose key a partner repeats gives it away in no url and no header', async () => {
    const { ask } = bench({
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
    const { ask } = bench({ api: () => E.right({ status: 200, headers: { link: '<?aXb=1&a.b=s3cret>' } }) });
    expect(await ask({ kind: 'apiKey', in: 'query', name: 'a.b', secret: 'token' })).toMatchObject({
      right: { headers: { link: '<?aXb=1&a.b=>' } },
    });
  });
});

describe('a secret', () => {
  it('is read once for many requests, and again after five minutes', async () => {
    const { api, read, clock, secrets, ask } = bench({});
    await Promise.all([ask(bearer), ask(bearer), ask(bearer)]);
    clock.ms += 299_999;
    await ask(bearer);
    expect(read).toEqual(['token']);
    secrets.set('token', 'rotated');
    clock.ms += 1;
    await ask(bearer);
    expect(read).toEqual(['token', 'token']);
    expect(api.at(-1)?.headers['authorization']).toBe('Bearer rotated');
  });

  it('that was rotated is read again after a 401, and the request sent once more', async () => {
    const { api, secrets, ask } = bench({
      api: (_, time) => {
        secrets.set('token', 'new');
        return status(time === 1 ? 401 : 200);
      },
    });
    expect(await ask(bearer)).toMatchObject({ right: { status: 200 } });
    expect(api.map(({ headers }) => headers['authorization'])).toEqual(['Bearer s3cret', 'Bearer new']);
  });

  it('that is always refused costs three requests more, then one a minute', async () => {
    const { api, read, clock, ask } = bench({ api: () => status(401) });
    for (let i = 0; i < 10; i += 1) expect(await ask(bearer)).toMatchObject({ right: { status: 401 } });
    expect([api.length, read.length]).toEqual([13, 4]);
    clock.ms += 60_000;
    await ask(bearer);
    expect(api).toHaveLength(15);
  });

  it.each<[Credentials, string]>([
    [{ kind: 'bearer', secret: 'none' }, 'there is no secret "none"'],
    [{ kind: 'bearer', secret: 'blank' }, 'the secret "blank" is empty'],
    [{ kind: 'basic', usernameSecret: 'pass', passwordSecret: 'token' }, 'the user name holds a colon'],
    [{ kind: 'basic', username: 'u', passwordSecret: 'none' }, 'there is no secret "none"'],
  ])('that %j needs and is not to be had is final', async (credentials, reason) => {
    const { api, ask } = bench({}, { blank: '' });
    expect(await ask(credentials)).toEqual(
      E.left({ _tag: 'CredentialsUnavailable', reason, mayPass: false }),
    );
    expect(api).toEqual([]);
  });

  it('that cannot be read now may be read later; one that is known goes on', async () => {
    const { clock, ask, failStore, read } = bench({});
    failStore(true);
    expect(await ask(bearer)).toEqual(
      E.left({
        _tag: 'CredentialsUnavailable',
        reason: 'the secret "token" could not be read: down',
        mayPass: true,
      }),
    );
    failStore(false);
    expect(await ask(bearer)).toMatchObject({ right: { status: 200 } });
    failStore(true);
    clock.ms += 300_000;
    expect(await ask(bearer)).toMatchObject({ right: { status: 200 } });
    expect(await ask(bearer)).toMatchObject({ right: { status: 200 } });
    expect(read).toHaveLength(3);
    clock.ms += 5_000;
    await ask(bearer);
    expect(read).toHaveLength(4);
  });
});

describe('a token', () => {
  it('is asked for by the client credentials grant, once for many requests', async () => {
    const { api, token, ask } = bench({ token: granting() });
    await Promise.all(Array.from({ length: 25 }, () => ask(oauth2)));
    expect(token).toMatchObject([
      {
        method: 'POST',
        url: TOKEN_URL,
        headers: {
          authorization: 'Basic Y2xpZW50JTNBMTpzM2NyZXQ=',
          'content-type': 'application/x-www-form-urlencoded;charset=UTF-8',
        },
        body: 'scope=a+b&audience=https%3A%2F%2Fapi.example&grant_type=client_credentials',
      },
    ]);
    expect(api).toHaveLength(25);
    expect(new Set(api.map(({ headers }) => headers['authorization']))).toEqual(new Set(['Bearer t1']));
  });

  it('may be asked for with the secret in the body', async () => {
    const { token, ask } = bench({ token: granting() });
    await ask({
      kind: 'oauth2',
      tokenUrl: TOKEN_URL,
      clientIdSecret: 'user',
      clientSecretSecret: 'pass',
      authentication: 'body',
    });
    expect(token[0]?.body).toBe('grant_type=client_credentials&client_id=zo%C3%AB&client_secret=p%3A1');
    expect(token[0]?.headers).not.toHaveProperty('authorization');
  });

  it('is renewed a minute before it expires, or a tenth of a short life', async () => {
    const { token, clock, ask } = bench({
      token: granting((time) => (time === 2 ? { expires_in: '60' } : {})),
    });
    await ask(oauth2);
    clock.ms += 539_999;
    await ask(oauth2);
    expect(token).toHaveLength(1);
    clock.ms += 1;
    await ask(oauth2);
    expect(token).toHaveLength(2);
    clock.ms += 53_999;
    await ask(oauth2);
    expect(token).toHaveLength(2);
    clock.ms += 1;
    await ask(oauth2);
    expect(token).toHaveLength(3);
  });

  it('without a stated life is kept until it is refused', async () => {
    const { token, clock, ask } = bench({ token: granting(() => ({ expires_in: undefined })) });
    await ask(oauth2);
    clock.ms += 100 * 24 * 3_600_000;
    await ask(oauth2);
    expect(token).toHaveLength(1);
  });

  it('that was revoked is renewed once, however many requests it failed', async () => {
    const { api, token, ask } = bench({
      token: granting(),
      api: ({ headers }) => status(headers['authorization'] === 'Bearer t2' ? 200 : 401),
    });
    const answers = await Promise.all(Array.from({ length: 25 }, () => ask(oauth2)));
    for (const answer of answers) expect(answer).toMatchObject({ right: { status: 200 } });
    expect([token.length, api.length]).toEqual([2, 50]);
  });

  it('that is refused again is not asked for with every page', async () => {
    const { api, token, ask } = bench({ token: granting(), api: () => status(401) });
    for (let i = 0; i < 10; i += 1) expect(await ask(oauth2)).toMatchObject({ right: { status: 401 } });
    expect([token.length, api.length]).toEqual([4, 13]);
  });

  it('is renewed by the refresh token that came last, and by the client where that is refused', async () => {
    const { token, clock, ask } = bench({
      token: ({ body }, time) =>
        body?.includes('r2') === true
          ? json({ error: 'invalid_grant' }, 400)
          : json({
              access_token: `t${time}`,
              token_type: 'bearer',
              expires_in: 600,
              ...(time < 3 ? { refresh_token: `r${time}` } : {}),
            }),
    });
    for (let i = 0; i < 3; i += 1) {
      await ask(oauth2);
      clock.ms += 600_000;
    }
    expect(token.map(({ body }) => body)).toEqual([
      expect.stringContaining('grant_type=client_credentials'),
      'refresh_token=r1&grant_type=refresh_token',
      'refresh_token=r2&grant_type=refresh_token',
      expect.stringContaining('grant_type=client_credentials'),
    ]);
  });

  it('is renewed by the refresh token that there is when no other comes', async () => {
    const { token, clock, ask } = bench({
      token: granting((time) => (time === 1 ? { refresh_token: 'r1' } : {})),
    });
    for (let i = 0; i < 3; i += 1) {
      await ask(oauth2);
      clock.ms += 600_000;
    }
    expect(token.slice(1).map(({ body }) => body)).toEqual([
      'refresh_token=r1&grant_type=refresh_token',
      'refresh_token=r1&grant_type=refresh_token',
    ]);
  });

  it('that was renewed meanwhile is not renewed for a 401 that comes late', async () => {
    let refuse: (reply: Reply) => void = () => undefined;
    const late = new Promise<Reply>((resolve) => {
      refuse = resolve;
    });
    const { token, ask } = bench({
      token: granting(),
      api: ({ headers }, time) => {
        if (time === 1) return late;
        return status(headers['authorization'] === 'Bearer t2' ? 200 : 401);
      },
    });
    const first = ask(oauth2);
    await ask(oauth2);
    refuse(status(401));
    expect(await first).toMatchObject({ right: { status: 200 } });
    expect(token).toHaveLength(2);
  });

  it('may be revoked again and again, as long as the next one is taken', async () => {
    let valid = 1;
    const { token, ask } = bench({
      token: granting(),
      api: ({ headers }) => status(headers['authorization'] === `Bearer t${valid}` ? 200 : 401),
    });
    for (; valid <= 6; valid += 1) expect(await ask(oauth2)).toMatchObject({ right: { status: 200 } });
    expect(token).toHaveLength(6);
  });

  it('that cannot be renewed is used as long as it lives', async () => {
    const { api, token, clock, ask } = bench({
      token: (request, time) => (time === 1 ? granting()(request, time) : status(503)),
    });
    await ask(oauth2);
    clock.ms += 550_000;
    expect(await ask(oauth2)).toMatchObject({ right: { status: 200 } });
    expect(await ask(oauth2)).toMatchObject({ right: { status: 200 } });
    expect(token).toHaveLength(2);
    clock.ms += 50_000;
    expect(await ask(oauth2)).toMatchObject({ left: { _tag: 'CredentialsUnavailable', mayPass: true } });
    expect(api).toHaveLength(3);
  });

  it.each<[Reply, string, boolean]>([
    [
      json({ error: 'invalid_client', error_description: 's3cret' }, 401),
      'login.example answered 401 (invalid_client)',
      false,
    ],
    [json({ error: 'S3CRET s3cret' }, 400), 'login.example answered 400', false],
    [
      E.right({ status: 401, headers: { 'www-authenticate': 'Basic realm="s3cret"' } }),
      'login.example answered 401',
      false,
    ],
    [status(404), 'login.example answered 404', false],
    [status(429), 'login.example answered 429', true],
    [status(503), 'login.example answered 503', true],
    [status(304), 'login.example answered 304', true],
    [ok('<html>s3cret</html>'), 'login.example answered something that is no bearer token', true],
    [json({ token: 's3cret' }), 'login.example answered something that is no bearer token', true],
    [
      json({ access_token: 's3cret', token_type: 'DPoP' }),
      'login.example answered something that is no bearer token',
      true,
    ],
    [
      json({ access_token: 's3cret', token_type: 'mac' }),
      'login.example answered something that is no bearer token',
      true,
    ],
    [
      E.left({ _tag: 'AddressBlocked', host: 'login.example', address: '::1', range: 'loopback' }),
      'login.example: login.example is not a public address (loopback); allow it with --allow-host if you trust it',
      false,
    ],
    [
      E.left({ _tag: 'TimedOut', interval: 'connect', afterMs: 5 }),
      'login.example: no connect within 5 ms',
      true,
    ],
  ])('for which the endpoint gives %j is not to be had', async (reply, reason, mayPass) => {
    const { api, ask } = bench({ token: () => reply });
    const answer = await ask(oauth2);
    expect(answer).toEqual(
      E.left({ _tag: 'CredentialsUnavailable', reason: `the token endpoint ${reason}`, mayPass }),
    );
    expect(api).toEqual([]);
    expect(JSON.stringify(answer)).not.toMatch(/s3cret/i);
  });

  it('from a server that creates it with 201 is one', async () => {
    const { ask } = bench({ token: () => json({ access_token: 't', token_type: 'bearer' }, 201) });
    expect(await ask(oauth2)).toMatchObject({ right: { status: 200 } });
  });
});
