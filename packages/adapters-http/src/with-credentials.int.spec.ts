import type { Credentials } from '@api-poller/domain';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { describe, expect, it } from 'vitest';
import { get, httpServer, partnerFor, type TestServer } from './testing/servers.ts';
import { withCredentials } from './with-credentials.ts';

const tokenServer = (): Promise<TestServer> =>
  httpServer((_, response) =>
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end('{"access_token":"t0ken","token_type":"Bearer","expires_in":600}'),
  );
const environment = {
  clock: { nowMs: () => Date.now() },
  secrets: { get: () => TE.right('s3cret') },
};
const oauth2 = (tokenUrl: string): Credentials => ({
  kind: 'oauth2',
  tokenUrl,
  clientId: 'client',
  clientSecretSecret: 'secret',
  authentication: 'basic',
});
const asking = (url: string, credentials: Credentials) =>
  get(url, { credentials, credentialsOrigin: url, headers: { 'x-plain': 'mine' } });

describe('credentials over real connections', () => {
  it('fetch a token and show it', async () => {
    const login = await tokenServer();
    const api = await httpServer((_, response) => response.end('in'));
    const partner = withCredentials(partnerFor([login.place, api.place]), environment);
    expect(await partner.fetch(asking(`${api.origin}/x`, oauth2(`${login.origin}/token`)))()).toMatchObject({
      right: { status: 200 },
    });
    expect(login.received).toMatchObject([
      {
        method: 'POST',
        body: 'grant_type=client_credentials',
        headers: { authorization: 'Basic Y2xpZW50OnMzY3JldA==' },
      },
    ]);
    expect(api.received[0]?.headers['authorization']).toBe('Bearer t0ken');
  });

  it('go to no token endpoint that the address policy forbids, by its url or by a redirect', async () => {
    const inner = await tokenServer();
    const leading = await httpServer((_, response) =>
      response.writeHead(307, { location: `${inner.origin}/token` }).end(),
    );
    const api = await httpServer((_, response) => response.end('in'));
    const partner = withCredentials(partnerFor([api.place, leading.place]), environment);
    for (const url of [`${inner.origin}/token`, `${leading.origin}/token`])
      expect(await partner.fetch(asking(`${api.origin}/x`, oauth2(url)))()).toMatchObject({
        left: { _tag: 'CredentialsUnavailable', mayPass: false },
      });
    expect([inner.connections(), api.connections()]).toEqual([0, 0]);
  });

  it.each<Credentials>([
    { kind: 'bearer', secret: 'secret' },
    { kind: 'basic', username: 'u', passwordSecret: 'secret' },
    { kind: 'apiKey', in: 'header', name: 'X-Key', secret: 'secret' },
    { kind: 'apiKey', in: 'query', name: 'key', secret: 'secret' },
  ])('of %j do not follow a redirect to another origin', async (credentials) => {
    const other = await httpServer((_, response) => response.end('out'));
    const api = await httpServer((_, response) =>
      response.writeHead(302, { location: `${other.origin}/y` }).end(),
    );
    const partner = withCredentials(partnerFor([api.place, other.place]), environment);
    expect(await partner.fetch(asking(`${api.origin}/x`, credentials))()).toMatchObject({
      right: { url: `${other.origin}/y` },
    });
    expect(JSON.stringify(api.received)).toMatch(/s3cret|dTpzM2NyZXQ=/);
    expect(other.received).toHaveLength(1);
    expect(JSON.stringify(other.received)).not.toMatch(/s3cret|dTpzM2NyZXQ=|mine/);
  });

  it('that hold a line break are refused and not repeated', async () => {
    const api = await httpServer((_, response) => response.end('in'));
    const partner = withCredentials(partnerFor([api.place]), {
      ...environment,
      secrets: { get: () => TE.right('s3cret\r\nx-injected: 1') },
    });
    const answer = await partner.fetch(asking(api.origin, { kind: 'bearer', secret: 'secret' }))();
    expect(answer).toMatchObject({ left: { _tag: 'RequestRefused' } });
    expect(JSON.stringify(answer)).not.toContain('s3cret');
    expect(api.received).toEqual([]);
  });
});
