// MiniStack as a process of this machine. It ends with the process that started it.
import { spawn } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Engine, EngineOptions, Missing } from './kinds.ts';
import { ensurePython } from './python.ts';

/** It listens within half a second; a busy machine may need more. */
const MOST_START_MS = 30_000;

export const freePort = (): Promise<number> =>
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

/** @returns whether it answers within half a minute; `goesOn` says whether it still may */
export const becomesHealthy = async (endpoint: string, goesOn: () => boolean): Promise<boolean> => {
  for (const startedAt = Date.now(); !(await isHealthy(endpoint));) {
    if (!goesOn() || Date.now() - startedAt > MOST_START_MS) return false;
    await wait(50);
  }
  return true;
};

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
  if (!(await becomesHealthy(endpoint, () => child.exitCode === null))) {
    await stop();
    throw new Error(`MiniStack did not start: ${log}`);
  }
  return { name: 'MiniStack 1.5.33 (a process of this machine)', endpoint, carries: 'system', stop };
};

export const startOnHost = async (options: EngineOptions): Promise<Engine | Missing> => {
  const environment = ensurePython();
  return 'missing' in environment ? environment : startMiniStack(environment.python, options);
};
