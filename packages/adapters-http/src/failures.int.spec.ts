import { describe, expect, it } from 'vitest';
import { certificate } from './testing/certificate.ts';
import {
  closedPort,
  get,
  httpServer,
  httpsServer,
  partnerFor,
  tcpServer,
  type TestServer,
} from './testing/servers.ts';

const fetched = (server: TestServer, overrides = {}) =>
  partnerFor([server.place]).fetch(get(server.origin, overrides))();
const lost = (server: TestServer, code: string) => ({
  _tag: 'Left',
  left: { _tag: 'ConnectionLost', host: `127.0.0.1:${server.port}`, code },
});

describe('an answer', () => {
  it('comes with its status, its headers in lower case and its body byte for byte', async () => {
    const server = await httpServer((_, response) =>
      response
        .writeHead(
          200,
          [
            ['Content-Type', 'application/octet-stream'],
            ['X-Total', '7'],
            ['Link', '<a>'],
            ['Link', '<b>'],
            ['date', 'd'],
          ].flat(),
        )
        .end(Buffer.from([0, 255, 10, 13])),
    );
    const outcome = await fetched(server);
    expect(outcome).toMatchObject({
      right: {
        status: 200,
        url: `${server.origin}/`,
        body: Buffer.from([0, 255, 10, 13]),
        headers: { 'content-type': 'application/octet-stream', 'x-total': '7', link: '<a>, <b>' },
      },
    });
    expect(outcome._tag === 'Right' && outcome.right.tookMs).toBeGreaterThan(0);
  });

  it.each([204, 400, 401, 404, 429, 500, 503])('of status %i is an answer, not a failure', async (status) => {
    const server = await httpServer((_, response) =>
      response.writeHead(status, { 'retry-after': '3' }).end(),
    );
    expect(await fetched(server)).toMatchObject({ right: { status, headers: { 'retry-after': '3' } } });
  });

  it('is made from the request as it was given', async () => {
    const server = await httpServer((_, response) => response.end());
    const partner = partnerFor([server.place]);
    await partner.fetch(get(`${server.origin}/a%20b?q=ü&empty=&x=1&x=2#part`))();
    await partner.fetch(
      get(`${server.origin}/p`, {
        method: 'POST',
        body: '{"é":1}',
        headers: { 'Content-Type': 'application/json', 'User-Agent': 'mine' },
      }),
    )();
    expect(server.received).toMatchObject([
      {
        method: 'GET',
        path: '/a%20b?q=%C3%BC&empty=&x=1&x=2',
        body: '',
        headers: { 'user-agent': 'api-poller-test' },
      },
      {
        method: 'POST',
        path: '/p',
        body: '{"é":1}',
        headers: { 'content-type': 'application/json', 'user-agent': 'mine' },
      },
    ]);
  });

  it('is asked for with each header once', async () => {
    const names: Array<ReadonlyArray<string>> = [];
    const server = await httpServer((request, response) => {
      names.push(request.rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase()));
      response.end();
    });
    await fetched(server, { headers: { 'USER-AGENT': 'mine', 'Accept-encoding': 'gzip' } });
    await fetched(server);
    expect(names).toEqual([
      ['host', 'connection', 'user-agent', 'accept-encoding'],
      ['host', 'connection', 'user-agent', 'accept-encoding'],
    ]);
  });

  it('in many pieces, with and without a stated length, is joined', async () => {
    const pieces = Array.from({ length: 50 }, (_, index) => Buffer.alloc(5_000, index));
    const whole = Buffer.concat(pieces);
    const server = await httpServer(async (request, response) => {
      if (request.url === '/known') response.setHeader('content-length', 250_000);
      for (const piece of pieces) await new Promise((resolve) => response.write(piece, resolve));
      response.end();
    });
    const partner = partnerFor([server.place]);
    for (const path of ['/known', '/chunked']) {
      const outcome = await partner.fetch(get(server.origin + path))();
      expect(outcome._tag === 'Right' && whole.equals(outcome.right.body)).toBe(true);
    }
  });

  it('ends with the connection where it has no stated length (HTTP/1.0)', async () => {
    const server = await tcpServer((socket) => socket.end('HTTP/1.0 200 OK\r\n\r\nuntil the end'));
    expect(await fetched(server)).toMatchObject({ right: { body: Buffer.from('until the end') } });
  });

  it('keeps its connection for the next request', async () => {
    const server = await httpServer((_, response) => response.end('ok'));
    const partner = partnerFor([server.place], { connections: 2 });
    for (let page = 0; page < 20; page += 1) await partner.fetch(get(`${server.origin}/${page}`))();
    expect(server.connections()).toBeLessThanOrEqual(2);
  });

  it('comes over TLS from a host whose certificate names it', async () => {
    const server = await httpsServer((_, response) => response.end('ok'));
    const partner = partnerFor([{ host: 'partner.test', port: server.port }], {
      certificateAuthorities: [certificate],
      lookUp: async () => [{ address: '127.0.0.1', family: 4 }],
    });
    expect(await partner.fetch(get(`https://partner.test:${server.port}/`))()).toMatchObject({
      right: { status: 200, body: Buffer.from('ok') },
    });
  });
});

describe('a connection', () => {
  it('that nobody accepts is refused', async () => {
    const place = await closedPort();
    expect(await partnerFor([place]).fetch(get(`http://127.0.0.1:${place.port}/`))()).toEqual({
      _tag: 'Left',
      left: { _tag: 'ConnectionRefused', host: `127.0.0.1:${place.port}` },
    });
  });

  it('that closes before the stated length has come is lost', async () => {
    const server = await tcpServer((socket) =>
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nonly this'),
    );
    expect(await fetched(server)).toEqual(lost(server, 'UND_ERR_SOCKET'));
  });

  it('that closes in the middle of a chunked body is lost', async () => {
    const server = await tcpServer((socket) =>
      socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n'),
    );
    expect(await fetched(server)).toEqual(lost(server, 'UND_ERR_SOCKET'));
  });

  it('that says close and keeps back a part of what it stated is lost', async () => {
    const server = await tcpServer((socket) =>
      socket.end('HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 100\r\n\r\nonly this'),
    );
    expect(await fetched(server)).toEqual(lost(server, 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH'));
  });

  it('that is reset in the middle of a body is lost', async () => {
    const server = await tcpServer(
      (socket) =>
        void socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nonly this', () =>
          setTimeout(() => socket.resetAndDestroy(), 20),
        ),
    );
    expect(await fetched(server)).toEqual(lost(server, 'ECONNRESET'));
  });

  it('that closes before any answer is lost', async () => {
    const server = await tcpServer((socket) => socket.end());
    expect(await fetched(server)).toEqual(lost(server, 'UND_ERR_SOCKET'));
  });

  it('that does not speak HTTP is lost', async () => {
    const server = await tcpServer((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'));
    expect(await fetched(server)).toEqual(lost(server, 'HPE_INVALID'));
  });

  it('with a head beyond 16 KiB is lost', async () => {
    const server = await tcpServer((socket) =>
      socket.write(`HTTP/1.1 200 OK\r\nx: ${'x'.repeat(17_000)}\r\n`),
    );
    expect(await fetched(server)).toEqual(lost(server, 'UND_ERR_HEADERS_OVERFLOW'));
  });

  it.each([
    ['partner.test', 'a certificate that nobody vouches for', [], 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['other.test', 'a certificate for another name', [certificate], 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ])('to %s with %s is rejected before anything is sent', async (host, _, certificateAuthorities, code) => {
    const server = await httpsServer((_request, response) => response.end());
    const partner = partnerFor([{ host, port: server.port }], {
      certificateAuthorities,
      lookUp: async () => [{ address: '127.0.0.1', family: 4 }],
    });
    expect(await partner.fetch(get(`https://${host}:${server.port}/`))()).toEqual({
      _tag: 'Left',
      left: { _tag: 'TlsRejected', host: `${host}:${server.port}`, code },
    });
    expect(server.received).toEqual([]);
  });

  it('by TLS to a port that does not speak it is rejected', async () => {
    const server = await httpServer((_, response) => response.end());
    expect(await partnerFor([server.place]).fetch(get(`https://127.0.0.1:${server.port}/`))()).toMatchObject({
      left: { _tag: 'TlsRejected' },
    });
  });

  it('after close is lost at once, and close waits for what is under way', async () => {
    const server = await httpServer((_, response) => void setTimeout(() => response.end('late'), 100));
    const partner = partnerFor([server.place]);
    const underWay = partner.fetch(get(server.origin))();
    await partner.close();
    expect(await underWay).toMatchObject({ right: { body: Buffer.from('late') } });
    expect(await partner.fetch(get(server.origin))()).toEqual(lost(server, 'CLOSED'));
    await partner.close();
  });
});

describe('a request', () => {
  it.each([
    ['/pages', 'the url is not absolute'],
    ['ftp://example.com/', 'the url is not http or https'],
    ['https://user:s3cret@example.com/', 'the url holds credentials'],
  ])('to %s is refused: %s', async (url, reason) => {
    expect(await partnerFor([]).fetch(get(url))()).toEqual({
      _tag: 'Left',
      left: { _tag: 'RequestRefused', reason },
    });
  });

  it.each([
    { 'x-key': 's3cret\r\nx: y' },
    { 'x-key': 's3cret\u0100' },
    { 'bad name': 's3cret' },
    { 'transfer-encoding': 's3cret' },
    { 'content-length': '7' },
  ])(
    'with a header that HTTP forbids (%#) is refused, without its value and before it is sent',
    async (headers) => {
      const server = await httpServer((_, response) => response.end());
      const outcome = await fetched(server, { headers: { ...headers }, method: 'POST', body: '{}' });
      expect(outcome).toMatchObject({ left: { _tag: 'RequestRefused' } });
      expect(JSON.stringify(outcome)).not.toContain('s3cret');
      expect(server.received).toEqual([]);
    },
  );
});
