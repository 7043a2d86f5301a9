// Kills a server with SIGKILL again and again while it works on one job, lets it finish, and counts what is there then.
// It judges nothing: who calls it compares.
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { JobResource, TaskState } from '@api-poller/domain';
import type { Simulator } from '@api-poller/external-sim';
import { apiClient, type ApiClient } from '../client/api-client.ts';

export interface KillLoop {
  readonly partner: Simulator;
  /** An empty folder. */
  readonly dataDir: string;
  readonly kills: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly onKill: (kill: number, livedMs: number, job: JobResource | null) => void;
}

export interface Aftermath {
  readonly job: JobResource;
  /** Kills that came before the job was over. */
  readonly killsWhileRunning: number;
  /** The job's tasks, counted one by one. */
  readonly fold: Readonly<Partial<Record<TaskState, number>>>;
  readonly recordsOfTasks: number;
  /** The ids in the output, in its order. */
  readonly ids: ReadonlyArray<number>;
}

const MAIN = join(import.meta.dirname, '..', 'main.ts');
const JOB_ID = 'killed';
/** A server takes half a second to start: moments from its first to well behind it. */
const MOST_LIFE_MS = 900;
/** At some 100 pages a second: moments from its first page to some dozens of pages. */
const MOST_WORK_MS = 500;

interface Child {
  readonly process: ChildProcess;
  readonly ended: Promise<unknown>;
  /** Its url, once it listens. */
  readonly url: Promise<string>;
}

const start = ({ partner, dataDir }: KillLoop): Child => {
  const args = ['serve', '--port', '0', '--data', dataDir, '--allow-host', `127.0.0.1:${partner.port}`];
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  const url = new Promise<string>((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      const listening = /"url":"([^"]+)"/.exec(log)?.[1];
      if (listening !== undefined) resolve(listening);
    });
    child.once('close', () => reject(new Error(`the server ended before it listened: ${log}`)));
  });
  // A server that is killed early never listens: that is no failure of the loop.
  url.catch(() => undefined);
  return { process: child, url, ended: new Promise((resolve) => child.once('close', resolve)) };
};

const foldTasks = async (client: ApiClient) => {
  const fold: Partial<Record<TaskState, number>> = {};
  let recordsOfTasks = 0;
  for await (const { state, facts } of client.tasks(JOB_ID, null)) {
    fold[state] = (fold[state] ?? 0) + 1;
    if (state === 'COMPLETE') recordsOfTasks += facts?.records ?? 0;
  }
  return { fold, recordsOfTasks };
};

const idsIn = (path: string): ReadonlyArray<number> =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => Number((JSON.parse(line) as { readonly id: unknown }).id));

const finish = async (options: KillLoop, killsWhileRunning: number): Promise<Aftermath> => {
  const child = start(options);
  try {
    const client = apiClient({ server: await child.url, token: null });
    let job = await client.job(JOB_ID);
    while (job.SettledAt === null) {
      await wait(50);
      job = await client.job(JOB_ID);
    }
    const ids = idsIn(join(options.dataDir, 'records', `${JOB_ID}.ndjson`));
    return { job, killsWhileRunning, ids, ...(await foldTasks(client)) };
  } finally {
    child.process.kill('SIGTERM');
    await child.ended;
  }
};

/** @throws Error when the server does not start, or the job is over before the last kill would have met it */
export const killLoop = async (options: KillLoop): Promise<Aftermath> => {
  const request = {
    url: `${options.partner.url}/payload`,
    processor: { kind: 'ndjson' },
    limits: { concurrency: 4 },
  };
  let killsWhileRunning = 0;
  for (let kill = 1; kill <= options.kills; kill += 1) {
    const startedAt = Date.now();
    const child = start(options);
    // The first life submits the job, so it must come that far.
    if (kill === 1) await apiClient({ server: await child.url, token: null }).put(JOB_ID, request);
    // Every other life is as long as it gets to work in it; the ones between end at any moment, starting up included.
    if (kill % 2 === 1) await child.url;
    await wait(options.random() * (kill % 2 === 1 ? MOST_WORK_MS : MOST_LIFE_MS));
    const job = await Promise.race([
      child.url.then((server) => apiClient({ server, token: null }).job(JOB_ID)).catch(() => null),
      wait(30).then(() => null),
    ]);
    child.process.kill('SIGKILL');
    await child.ended;
    if (job === null || job.SettledAt === null) killsWhileRunning += 1;
    options.onKill(kill, Date.now() - startedAt, job);
  }
  return finish(options, killsWhileRunning);
};
