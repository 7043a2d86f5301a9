// One deployment for all specs of a run, made when the first of them asks for it, and handed over by HTTP because specs run in
// processes of their own. It does not start the engine.
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { deploy, type Deployed } from './deploy.ts';

/** Partners that specs start themselves listen here, so that the deployment can allow their addresses beforehand. */
export const PARTNERS = 8;

/** Not of the range from which a system takes ports for outgoing connections: nobody else gets them in between. */
const FIRST_PORT = 20_000;
const LAST_PORT = 29_999;

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

export const freePorts = async (count: number): Promise<ReadonlyArray<number>> => {
  const found = new Set<number>();
  while (found.size < count) {
    const port = FIRST_PORT + Math.floor(Math.random() * (LAST_PORT - FIRST_PORT));
    if (await isFree(port)) found.add(port);
  }
  return [...found];
};

/** A function of fourteen seconds has four for its work beside the margin: a wait of five is the workflow's then. */
const FETCH_SECONDS = 14;
/** Three deliveries of a message in some twenty seconds. */
const REDELIVER_AFTER_SECONDS = 6;

export interface SharedSystem {
  /** Answers with the deployment as JSON, or with 500 and why there is none. */
  readonly url: string;
  readonly close: () => void;
}

export const shareSystem = async (endpoint: string, ports: ReadonlyArray<number>): Promise<SharedSystem> => {
  let deployed: Promise<Deployed> | null = null;
  const server = createHttpServer((_, response) => {
    deployed ??= deploy(endpoint, {
      allowHosts: ports.map((port) => `127.0.0.1:${port}`),
      fetchSeconds: FETCH_SECONDS,
      redeliverAfterSeconds: REDELIVER_AFTER_SECONDS,
    });
    deployed.then(
      (system) => response.end(JSON.stringify(system)),
      (cause: unknown) => response.writeHead(500).end(cause instanceof Error ? cause.message : 'unknown'),
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};
