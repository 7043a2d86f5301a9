// Real servers on 127.0.0.1 for the tests, closed when the test that asked for them is over.
import {
  createServer as createHttp,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestListener,
} from 'node:http';
import { createServer as createHttps } from 'node:https';
import { createServer as createTcp, type AddressInfo, type Server, type Socket } from 'node:net';
import type { HostPort, PageRequest } from '@api-poller/domain';
import { onTestFinished } from 'vitest';
import { undiciPartner, type UndiciPartner, type UndiciPartnerOptions } from '../index.ts';
import { certificate, privateKey } from './certificate.ts';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface TestServer {
  readonly port: number;
  /** `http://127.0.0.1:<port>`, or https. */
  readonly origin: string;
  readonly place: HostPort;
  /** How many connections were opened so far. */
  readonly connections: () => number;
  /** Resolves once every connection opened so far is closed. */
  readonly allClosed: () => Promise<void>;
  /** Whole requests so far, oldest first; empty for servers that do not speak HTTP. */
  readonly received: ReadonlyArray<Received>;
}

const listening = async (
  server: Server,
  scheme: string,
  received: ReadonlyArray<Received>,
): Promise<TestServer> => {
  const open = new Set<Socket>();
  let connections = 0;
  let whenAllClosed: () => void = () => undefined;
  server.on('connection', (socket) => {
    connections += 1;
    open.add(socket);
    socket
      .on('error', () => undefined)
      .on('close', () => {
        open.delete(socket);
        if (open.size === 0) whenAllClosed();
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of open) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    origin: `${scheme}://127.0.0.1:${port}`,
    place: { host: '127.0.0.1', port },
    connections: () => connections,
    allClosed: () => new Promise((resolve) => (open.size === 0 ? resolve() : (whenAllClosed = resolve))),
    received,
  };
};

const recording =
  (received: Array<Received>, listener: RequestListener): RequestListener =>
  (request: IncomingMessage, response) => {
    const pieces: Array<Buffer> = [];
    request
      .on('data', (piece: Buffer) => pieces.push(piece))
      .on('end', () => {
        received.push({
          method: request.method ?? '',
          path: request.url ?? '',
          headers: request.headers,
          body: Buffer.concat(pieces).toString(),
        });
        listener(request, response);
      });
  };

export const httpServer = (listener: RequestListener): Promise<TestServer> => {
  const received: Array<Received> = [];
  return listening(createHttp(recording(received, listener)), 'http', received);
};

export const httpsServer = (listener: RequestListener): Promise<TestServer> => {
  const received: Array<Received> = [];
  return listening(
    createHttps({ cert: certificate, key: privateKey }, recording(received, listener)),
    'https',
    received,
  );
};

/** Speaks bytes: `onRequest` is called once per connection, when the first bytes have come. */
export const tcpServer = (onRequest: (socket: Socket) => void): Promise<TestServer> =>
  listening(
    createTcp((socket) => void socket.once('data', () => onRequest(socket))),
    'http',
    [],
  );

/** A port on 127.0.0.1 where nobody listens. */
export const closedPort = async (): Promise<HostPort> => {
  const server = createTcp();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return { host: '127.0.0.1', port };
};

/** A partner that may reach `places` besides public addresses. */
export const partnerFor = (
  places: ReadonlyArray<HostPort>,
  options: Partial<UndiciPartnerOptions> = {},
): UndiciPartner => {
  const partner = undiciPartner({
    policy: { allow: places },
    userAgent: 'api-poller-test',
    connections: 8,
    ...options,
  });
  onTestFinished(() => partner.close());
  return partner;
};

/** A GET with long deadlines; what a test is about is overridden. */
export const get = (url: string, overrides: Partial<PageRequest> = {}): PageRequest => ({
  method: 'GET',
  url,
  headers: {},
  body: null,
  timeouts: { connectMs: 5_000, firstByteMs: 5_000, idleBodyMs: 5_000, wholeRequestMs: 10_000 },
  maxBodyBytes: 1_000_000,
  ...overrides,
});
