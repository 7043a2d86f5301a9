import { describe, expect, it } from 'vitest';
import { certificate } from './testing/certificate.ts';
import { get, httpServer, httpsServer, partnerFor, type TestServer } from './testing/servers.ts';

const redirecting = (status: number, location: () => string): Promise<TestServer> =>
  httpServer((request, response) => {
    if (request.url === '/from') response.writeHead(status, { location: location() }).end('moved');
    else response.end('arrived');
  });
const secrets = {
  Authorization: 'Bearer s3cret',
  Cookie: 'c=s3cret',
  'Proxy-Authorization': 's3cret',
  'X-Api-Key': 's3cret',
  Accept: 'application/json',
  'Accept-Language': 'de',
  'User-Agent': 'mine',
};
const post = {
  method: 'POST',
  body: '{"q":1}',
  headers: { 'content-type': 'application/json', 'x-api-key': 'k' },
} as const;

describe('a redirect', () => {
  it.each([301, 302, 303, 307, 308])(
    'by %i is followed, and the answer says where from it came',
    async (status) => {
      const server = await redirecting(status, () => '/to?page=2#part');
      const outcome = await partnerFor([server.place]).fetch(
        get(`${server.origin}/from`, { headers: secrets }),
      )();
      expect(outcome).toMatchObject({
        right: { status: 200, url: `${server.origin}/to?page=2`, body: Buffer.from('arrived') },
      });
      expect(server.received.map(({ path }) => path)).toEqual(['/from', '/to?page=2']);
      expect(server.received[1]?.headers).toMatchObject({
        authorization: 'Bearer s3cret',
        cookie: 'c=s3cret',
        'x-api-key': 's3cret',
      });
    },
  );

  it('to another origin carries no secret', async () => {
    const other = await httpServer((_, response) => response.end('arrived'));
    const server = await redirecting(302, () => `${other.origin}/to`);
    const outcome = await partnerFor([server.place, other.place]).fetch(
      get(`${server.origin}/from`, { headers: secrets }),
    )();
    expect(outcome).toMatchObject({ right: { url: `${other.origin}/to` } });
    expect(other.received).toEqual([
      {
        method: 'GET',
        path: '/to',
        body: '',
        headers: {
          host: `127.0.0.1:${other.port}`,
          connection: 'keep-alive',
          accept: 'application/json',
          'accept-language': 'de',
          'user-agent': 'mine',
          'accept-encoding': 'gzip, deflate, br',
        },
      },
    ]);
  });

  it('back to the first origin does not bring the secrets back', async () => {
    const server: TestServer = await httpServer((request, response) => {
      if (request.url === '/from') response.writeHead(302, { location: `${other.origin}/back` }).end();
      else response.end('arrived');
    });
    const other = await httpServer((_, response) =>
      response.writeHead(302, { location: `${server.origin}/to` }).end(),
    );
    await partnerFor([server.place, other.place]).fetch(get(`${server.origin}/from`, { headers: secrets }))();
    expect(server.received.map(({ path }) => path)).toEqual(['/from', '/to']);
    expect(JSON.stringify(server.received[1])).not.toContain('s3cret');
  });

  it.each([301, 302, 303])('of a POST by %i goes on as a GET without body', async (status) => {
    const server = await redirecting(status, () => '/to');
    await partnerFor([server.place]).fetch(get(`${server.origin}/from`, post))();
    expect(server.received).toMatchObject([
      { method: 'POST', body: '{"q":1}' },
      { method: 'GET', body: '', headers: { 'x-api-key': 'k' } },
    ]);
    expect(server.received[1]?.headers).not.toHaveProperty('content-type');
    expect(server.received[1]?.headers).not.toHaveProperty('content-length');
  });

  it.each([307, 308])('of a POST by %i repeats it, but never to another origin', async (status) => {
    const server = await redirecting(status, () => '/to');
    await partnerFor([server.place]).fetch(get(`${server.origin}/from`, post))();
    expect(server.received).toMatchObject([
      { method: 'POST', body: '{"q":1}' },
      { method: 'POST', body: '{"q":1}', headers: { 'content-type': 'application/json' } },
    ]);

    const other = await httpServer((_, response) => response.end());
    const leading = await redirecting(status, () => other.origin);
    expect(
      await partnerFor([leading.place, other.place]).fetch(get(`${leading.origin}/from`, post))(),
    ).toEqual({
      _tag: 'Left',
      left: { _tag: 'RedirectRefused', reason: 'a request body would go to another origin' },
    });
    expect(other.connections()).toBe(0);
  });

  it.each([
    [(port: number) => `http://127.0.0.1:${port}/`, '127.0.0.1', 'loopback'],
    [(port: number) => `http://2130706433:${port}/`, '127.0.0.1', 'loopback'],
    [(port: number) => `//0x7f.1:${port}/`, '127.0.0.1', 'loopback'],
    [(port: number) => `http://[::ffff:127.0.0.1]:${port}/`, '::ffff:7f00:1', 'loopback'],
    [(port: number) => `http://localhost:${port}/`, 'localhost', 'loopback'],
    [(port: number) => `http://innocent.example:${port}/`, '127.0.0.1', 'loopback'],
    [() => 'http://169.254.169.254/latest/meta-data/', '169.254.169.254', 'metadata'],
  ])('to a private address (%#) is blocked, and nothing is sent there', async (location, address, range) => {
    const inner = await httpServer((_, response) => response.end('internal'));
    const server = await redirecting(302, () => location(inner.port));
    const partner = partnerFor([server.place], { lookUp: async () => [{ address: '127.0.0.1', family: 4 }] });
    expect(await partner.fetch(get(`${server.origin}/from`))()).toMatchObject({
      left: { _tag: 'AddressBlocked', address, range },
    });
    expect(inner.connections()).toBe(0);
  });

  it('that is the sixth in a row is one too many; the fifth is not', async () => {
    const server = await httpServer((request, response) => {
      const left = Number(request.url?.slice(1));
      if (left > 0) response.writeHead(302, { location: `/${left - 1}` }).end();
      else response.end('arrived');
    });
    const partner = partnerFor([server.place]);
    expect(await partner.fetch(get(`${server.origin}/5`))()).toMatchObject({
      right: { url: `${server.origin}/0` },
    });
    expect(await partner.fetch(get(`${server.origin}/6`))()).toEqual({
      _tag: 'Left',
      left: { _tag: 'TooManyRedirects', limit: 5 },
    });
    expect(server.received.map(({ path }) => path)).toEqual([
      '/5',
      '/4',
      '/3',
      '/2',
      '/1',
      '/0',
      '/6',
      '/5',
      '/4',
      '/3',
      '/2',
      '/1',
    ]);
  });

  it('without a Location is refused; a status that is no redirect is an answer with or without one', async () => {
    const server = await httpServer((request, response) =>
      response
        .writeHead(Number(request.url?.slice(1)), request.url === '/304' ? { location: '/x' } : {})
        .end(),
    );
    const partner = partnerFor([server.place]);
    expect(await partner.fetch(get(`${server.origin}/302`))()).toEqual({
      _tag: 'Left',
      left: { _tag: 'RedirectRefused', reason: 'there is no Location' },
    });
    expect(await partner.fetch(get(`${server.origin}/300`))()).toMatchObject({ right: { status: 300 } });
    expect(await partner.fetch(get(`${server.origin}/304`))()).toMatchObject({ right: { status: 304 } });
  });

  it('from https to http is refused, and nothing is sent there', async () => {
    const plain = await httpServer((_, response) => response.end());
    const server = await httpsServer((_, response) =>
      response.writeHead(302, { location: `${plain.origin}/` }).end(),
    );
    const place = { host: 'partner.test', port: server.port };
    const partner = partnerFor([place, plain.place], {
      certificateAuthorities: [certificate],
      lookUp: async () => [{ address: '127.0.0.1', family: 4 }],
    });
    expect(await partner.fetch(get(`https://partner.test:${server.port}/`))()).toEqual({
      _tag: 'Left',
      left: { _tag: 'RedirectRefused', reason: 'it leads from https to http' },
    });
    expect(plain.connections()).toBe(0);
  });

  it('whose body never ends is followed all the same', async () => {
    const server = await httpServer((request, response) => {
      if (request.url !== '/from') return response.end('arrived');
      response.writeHead(302, { location: '/to' });
      const more = (): unknown =>
        response.writable &&
        response.write(Buffer.alloc(10_000), (error) => void (error ?? setImmediate(more)));
      return more();
    });
    expect(await partnerFor([server.place]).fetch(get(`${server.origin}/from`))()).toMatchObject({
      right: { body: Buffer.from('arrived') },
    });
  });

  it('sets no cookie that a later request would carry', async () => {
    const server = await httpServer((request, response) => {
      if (request.url === '/from')
        response.writeHead(302, { location: '/to', 'set-cookie': 'session=1' }).end();
      else response.end('arrived');
    });
    const partner = partnerFor([server.place]);
    await partner.fetch(get(`${server.origin}/from`))();
    await partner.fetch(get(`${server.origin}/to`))();
    expect(server.received.map(({ headers }) => headers.cookie)).toEqual([undefined, undefined, undefined]);
  });
});
