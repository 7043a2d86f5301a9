// Real clocks: each deadline that must pass is short (60 ms) and each that must not is long (5 s and more), so that a slow
// machine makes a test slower and not wrong.
import type { Timeouts } from '@api-poller/domain';
import { describe, expect, it } from 'vitest';
import { get, httpServer, partnerFor, tcpServer } from './testing/servers.ts';

const long: Timeouts = { connectMs: 20_000, firstByteMs: 20_000, idleBodyMs: 20_000, wholeRequestMs: 20_000 };
const short = (interval: keyof Timeouts, ms = 60): { readonly timeouts: Timeouts } => ({
  timeouts: { ...long, [interval]: ms },
});
const timedOut = (interval: string, afterMs = 60) => ({
  _tag: 'Left',
  left: { _tag: 'TimedOut', interval, afterMs },
});

describe('a deadline', () => {
  it('bounds the look-up as part of connecting', async () => {
    const partner = partnerFor([], { lookUp: () => new Promise(() => undefined) });
    expect(await partner.fetch(get('http://partner.example/', short('connectMs')))()).toEqual(
      timedOut('connect'),
    );
  });

  it('bounds the TLS handshake as part of connecting, and closes the connection', async () => {
    const server = await tcpServer(() => undefined);
    const outcome = await partnerFor([server.place]).fetch(
      get(server.origin.replace('http:', 'https:'), short('connectMs')),
    )();
    expect(outcome).toEqual(timedOut('connect'));
    await server.allClosed();
  });

  it('bounds the wait for an answer, and drops the connection', async () => {
    const server = await httpServer(() => undefined);
    expect(await partnerFor([server.place]).fetch(get(server.origin, short('firstByteMs')))()).toEqual(
      timedOut('firstByte'),
    );
    await server.allClosed();
  });

  it('bounds the wait for a head that was begun', async () => {
    const server = await tcpServer((socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-'));
    expect(await partnerFor([server.place]).fetch(get(server.origin, short('firstByteMs')))()).toEqual(
      timedOut('firstByte'),
    );
  });

  it('is not met by an informational answer', async () => {
    const server = await httpServer((_, response) => response.writeProcessing());
    expect(await partnerFor([server.place]).fetch(get(server.origin, short('firstByteMs')))()).toEqual(
      timedOut('firstByte'),
    );
  });

  it('bounds the silence in a body, and drops the connection', async () => {
    const server = await httpServer((_, response) =>
      response.writeHead(200, { 'content-length': 10 }).write('12345'),
    );
    expect(await partnerFor([server.place]).fetch(get(server.origin, short('idleBodyMs')))()).toEqual(
      timedOut('idleBody'),
    );
    await server.allClosed();
  });

  it('bounds the silence after a head', async () => {
    const server = await httpServer((_, response) =>
      response.writeHead(200, { 'content-length': 10 }).flushHeaders(),
    );
    expect(await partnerFor([server.place]).fetch(get(server.origin, short('idleBodyMs')))()).toEqual(
      timedOut('idleBody'),
    );
  });

  it('for silence is begun anew by each piece of the body', async () => {
    const server = await httpServer((_, response) => {
      let pieces = 0;
      const timer = setInterval(() => {
        response.write('x');
        pieces += 1;
        if (pieces < 12) return;
        clearInterval(timer);
        response.end();
      }, 50);
    });
    const outcome = await partnerFor([server.place]).fetch(get(server.origin, short('idleBodyMs', 500)))();
    expect(outcome).toMatchObject({ right: { body: Buffer.from('xxxxxxxxxxxx') } });
  });

  it('for the whole request ends a body that drips without end', async () => {
    const server = await httpServer((_, response) => {
      const timer = setInterval(() => response.write('x'), 5);
      response.on('close', () => clearInterval(timer));
    });
    expect(
      await partnerFor([server.place]).fetch(get(server.origin, short('wholeRequestMs', 200)))(),
    ).toEqual(timedOut('wholeRequest', 200));
    await server.allClosed();
  });

  it('for the whole request covers all hops of a redirect together', async () => {
    const server = await httpServer(
      (_, response) => void setTimeout(() => response.writeHead(302, { location: '/next' }).end(), 80),
    );
    expect(
      await partnerFor([server.place]).fetch(get(server.origin, short('wholeRequestMs', 200)))(),
    ).toEqual(timedOut('wholeRequest', 200));
    expect(server.received.length).toBeLessThan(5);
  });

  it('for connecting does not run while a request waits for a free connection; the one for the whole request does', async () => {
    const server = await httpServer((request, response) => {
      if (request.url === '/slow') setTimeout(() => response.end('slow'), 400);
      else response.end('fast');
    });
    const partner = partnerFor([server.place], { connections: 1 });
    const slow = partner.fetch(get(`${server.origin}/slow`, short('connectMs', 150)))();
    const impatient = partner.fetch(
      get(`${server.origin}/impatient`, { timeouts: { ...long, connectMs: 150, wholeRequestMs: 100 } }),
    )();
    const fast = partner.fetch(get(`${server.origin}/fast`, short('connectMs', 150)))();
    expect(await impatient).toEqual(timedOut('wholeRequest', 100));
    expect(await slow).toMatchObject({ right: { body: Buffer.from('slow') } });
    expect(await fast).toMatchObject({ right: { body: Buffer.from('fast') } });
    expect(server.received.map(({ path }) => path)).toEqual(['/slow', '/fast']);
  });

  it('for connecting does not end a connection that was made in time', async () => {
    const server = await httpServer((_, response) => void setTimeout(() => response.end('ok'), 200));
    const partner = partnerFor([server.place], { connections: 1 });
    await partner.fetch(get(server.origin, short('connectMs')))();
    await partner.fetch(get(server.origin, short('connectMs')))();
    expect(server.connections()).toBe(1);
  });

  it('that has passed leaves the partner usable', async () => {
    const server = await httpServer(
      (request, response) => void (request.url === '/never' ? undefined : response.end('ok')),
    );
    const partner = partnerFor([server.place], { connections: 1 });
    expect(await partner.fetch(get(`${server.origin}/never`, short('firstByteMs')))()).toEqual(
      timedOut('firstByte'),
    );
    expect(await partner.fetch(get(server.origin, short('firstByteMs', 5_000)))()).toMatchObject({
      right: { status: 200 },
    });
  });
});
