// Which AWS the tests run on: an endpoint that is given, or MiniStack on this machine. It chooses and starts; it tests nothing.
import { spawn } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ensurePython } from './python.ts';

export interface Engine {
  /** For people: what it is. */
  readonly name: string;
  readonly endpoint: string;
  /** Ends it, if this process started it. */
  readonly stop: () => Promise<void>;
}

/** It listens within half a second; a busy machine may need more. */
const MOST_START_MS = 30_000;

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

const isHealthy = (endpoint: string): Promise<boolean> =>
  fetch(`${endpoint}/_ministack/health`).then(
    ({ ok }) => ok,
    () => false,
  );

export interface EngineOptions {
  /** Where the functions find AWS, when that is not the engine itself: something that looks at what they ask for. */
  readonly functionsEndpoint?: string;
}

const startMiniStack = async (python: string, { functionsEndpoint }: EngineOptions): Promise<Engine> => {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  // Its stdin stays open as long as this process lives: that is what keeps it running.
  const child = spawn(python, [join(import.meta.dirname, 'ministack', 'launch.py')], {
    stdio: ['pipe', 'ignore', 'pipe'],
    env: {
      ...process.env,
      GATEWAY_PORT: String(port),
      BIND_HOST: '127.0.0.1',
      LOG_LEVEL: 'ERROR',
      ...(functionsEndpoint === undefined ? {} : { AWS_ENDPOINT_URL: functionsEndpoint }),
    },
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log = (log + text).slice(-4_000);
  });
  const closed = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
  });
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await closed;
  };
  for (const startedAt = Date.now(); !(await isHealthy(endpoint));) {
    if (child.exitCode !== null || Date.now() - startedAt > MOST_START_MS) {
      await stop();
      throw new Error(`MiniStack did not start: ${log}`);
    }
    await wait(50);
  }
  return { name: 'MiniStack 1.5.33 (a process of this machine)', endpoint, stop };
};

/** @returns an engine, or why there is none */
export const startEngine = async (
  options: EngineOptions = {},
): Promise<Engine | { readonly missing: string }> => {
  const given = process.env['AWS_ENDPOINT_URL'];
  if (given !== undefined && given !== '')
    return { name: `the endpoint ${given}`, endpoint: given, stop: async () => undefined };
  const environment = ensurePython();
  return 'missing' in environment ? environment : startMiniStack(environment.python, options);
};
