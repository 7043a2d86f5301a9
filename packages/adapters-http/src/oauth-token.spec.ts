// How a token is asked for, and what is said when the endpoint gives none.
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import {
  credentialsBench,
  granting,
  json,
  oauth2,
  ok,
  status,
  TOKEN_URL,
  type Reply,
} from './testing/credentials-bench.ts';

describe('a token', () => {
  it('is asked for by the client credentials grant, once for many requests', async () => {
    const { api, token, ask } = credentialsBench({ token: granting() });
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
    const { token, ask } = credentialsBench({ token: granting() });
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
    const { api, ask } = credentialsBench({ token: () => reply });
    const answer = await ask(oauth2);
    expect(answer).toEqual(
      E.left({ _tag: 'CredentialsUnavailable', reason: `the token endpoint ${reason}`, mayPass }),
    );
    expect(api).toEqual([]);
    expect(JSON.stringify(answer)).not.toMatch(/s3cret/i);
  });

  it('from a server that creates it with 201 is one', async () => {
    const { ask } = credentialsBench({ token: () => json({ access_token: 't', token_type: 'bearer' }, 201) });
    expect(await ask(oauth2)).toMatchObject({ right: { status: 200 } });
  });
});
