// For specs of the server: a folder, a simulated partner and servers that end with their test.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { JobResource, ScheduleResource } from '@api-poller/domain';
import { startSimulator, type Simulator, type SimulatorOptions } from '@api-poller/external-sim';
import { onTestFinished } from 'vitest';
import { apiClient, type ApiClient } from '../client/api-client.ts';
import { startServer, type RunningServer, type ServerOptions } from '../server/server.ts';

export interface ServerBench {
  /** Where the servers keep their data. */
  readonly folder: string;
  /** Starts the partner, without errors and delays unless they are asked for; at most one a test. */
  readonly simulate: (options?: SimulatorOptions) => Promise<Simulator>;
  /** Starts a server that may reach the partner. */
  readonly serve: (options?: Partial<ServerOptions>) => Promise<RunningServer>;
  /** Stops one before the test is over. */
  readonly stop: (server: RunningServer) => Promise<void>;
}

export const serverBench = (): ServerBench => {
  const folder = mkdtempSync(join(tmpdir(), 'api-poller-server-'));
  const servers = new Set<RunningServer>();
  let partner: Simulator | null = null;
  onTestFinished(async () => {
    for (const server of servers) await server.stop();
    await partner?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    folder,
    simulate: async (options = {}) => {
      partner = await startSimulator({ errorRate: 0, minDelayMs: 0, maxDelayMs: 0, ...options });
      return partner;
    },
    serve: async (options = {}) => {
      const server = await startServer({
        dataDir: folder,
        host: '127.0.0.1',
        port: 0,
        token: null,
        policy: { allow: partner === null ? [] : [{ host: '127.0.0.1', port: partner.port }] },
        processors: [],
        onTrouble: () => undefined,
        ...options,
      });
      servers.add(server);
      return server;
    },
    stop: async (server) => {
      servers.delete(server);
      await server.stop();
    },
  };
};

export const clientOf = ({ url }: RunningServer, token: string | null = null): ApiClient =>
  apiClient({ server: url, token });

/** What is read, once it is as wanted. The test's own time-out ends a wait in vain. */
const readUntil = async <A>(read: () => Promise<A>, wanted: (value: A) => boolean): Promise<A> => {
  for (;;) {
    const value = await read();
    if (wanted(value)) return value;
    await wait(20);
  }
};

/** The job once it is as wanted, over unless something else is. */
export const until = (
  server: RunningServer,
  id: string,
  wanted: (job: JobResource) => boolean = ({ SettledAt }) => SettledAt !== null,
): Promise<JobResource> => readUntil(() => clientOf(server).job(id), wanted);

/** The schedule once it is as wanted. */
export const scheduleUntil = (
  server: RunningServer,
  id: string,
  wanted: (schedule: ScheduleResource) => boolean,
): Promise<ScheduleResource> => readUntil(() => clientOf(server).schedule(id), wanted);

/** How many requests the partner has had, once no more come: the engine has noticed, and what was under way is done. */
export const requestsWhenQuiet = async (partner: Simulator): Promise<number> => {
  for (let before = -1; ;) {
    const { requests } = partner.stats();
    if (requests === before) return requests;
    before = requests;
    await wait(400);
  }
};

/** The ids of the records in the job's output, in its order. */
export const idsOf = (server: RunningServer, jobId: string): ReadonlyArray<number> =>
  readFileSync(server.recordsPath(jobId), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => Number((JSON.parse(line) as { id: unknown }).id));

export const ndjson = { processor: { kind: 'ndjson' } } as const;
