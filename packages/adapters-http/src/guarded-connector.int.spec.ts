import { publicOnly, type AddressPolicy } from '@api-poller/domain';
import { describe, expect, it } from 'vitest';
import { classify } from './classify.ts';
import { guardedConnector } from './guarded-connector.ts';
import { httpServer } from './testing/servers.ts';

/** The failure that a connector reports for an origin, or the socket's remote address. */
const connecting = (origin: string, policy: AddressPolicy): Promise<unknown> => {
  const { hostname, protocol, port } = new URL(origin);
  const connect = guardedConnector(new URL(origin), {
    policy,
    connectMs: 5_000,
    certificateAuthorities: [],
    lookUp: () => Promise.reject(new Error('an IP literal was looked up')),
  });
  return new Promise((resolve) => {
    connect({ hostname: hostname.replace(/^\[|\]$/g, ''), protocol, port }, (error, socket) => {
      resolve(
        error === null
          ? socket.remoteAddress
          : classify(error, { host: 'h', connected: false, connectMs: 5_000 }),
      );
      socket?.destroy();
    });
  });
};

// The url is judged before a connector is asked; this is the second lock on the same door.
describe('the connector', () => {
  it.each([
    ['http://127.0.0.1', '127.0.0.1', 'loopback'],
    ['http://2130706433', '127.0.0.1', 'loopback'],
    ['http://[::ffff:127.0.0.1]', '::ffff:7f00:1', 'loopback'],
  ])('itself refuses the IP literal of %s', async (start, address, range) => {
    const server = await httpServer((_, response) => response.end());
    expect(await connecting(`${start}:${server.port}`, publicOnly)).toMatchObject({
      _tag: 'AddressBlocked',
      address,
      range,
    });
    expect(server.connections()).toBe(0);
  });

  it('connects to an IP literal that is allowed, without any look-up', async () => {
    const server = await httpServer((_, response) => response.end());
    expect(await connecting(server.origin, { allow: [server.place] })).toBe('127.0.0.1');
  });
});
