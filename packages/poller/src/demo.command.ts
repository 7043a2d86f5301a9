// `demo`, what `npm start` runs: the simulated partner, the server, and one job of 10,000 records between them. It then
// stays up to be played with, or ends with the job.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSimulator, type Simulator } from '@api-poller/external-sim';
import { getJob, submitJob, type JobResource } from '@api-poller/domain';
import * as E from 'fp-ts/lib/Either.js';
import { exitCodeOf, EXIT } from './exit-codes.ts';
import { summaryLines } from './progress/progress-line.ts';
import { say, showProgress, stopRequested } from './progress/show-progress.ts';
import { runCommand } from './run-job.command.ts';
import { startServer, type RunningServer } from './server/server.ts';
import { DEFAULT_PORT } from './server/defaults.ts';

const JOB_ID = 'demo';
/** How often it looks whether the job is over. */
const LOOK_MS = 50;

const readJob = async ({ home: { env } }: RunningServer): Promise<JobResource | null> =>
  E.getOrElse((): JobResource | null => null)(await getJob(JOB_ID)(env)());

/** On the usual port, so that the lines of the documentation work as they stand; on any other when that one is taken. */
const startOnAnyPort = async (dataDir: string, partner: Simulator): Promise<RunningServer> => {
  const start = (port: number): Promise<RunningServer> =>
    startServer({
      dataDir,
      host: '127.0.0.1',
      port,
      token: null,
      policy: { allow: [{ host: '127.0.0.1', port: partner.port }] },
      processors: [],
      onTrouble: (jobId, detail) => say(`job ${jobId} came to a halt: ${detail}`),
    });
  try {
    return await start(DEFAULT_PORT);
  } catch {
    return start(0);
  }
};

const invitation = (server: RunningServer, url: string): ReadonlyArray<string> => [
  '',
  `jobs API           ${server.url}`,
  `simulated partner  ${url}`,
  `records            ${server.recordsPath(JOB_ID)}`,
  '',
  'Try, in another terminal:',
  `  curl ${server.url}/jobs/${JOB_ID}`,
  `  curl ${server.url}/jobs -d '{"url":"${url}"}'`,
  `  npm start -- submit ${url} --ndjson --watch${server.url.endsWith(`:${DEFAULT_PORT}`) ? '' : ` --server ${server.url}`}`,
  '',
  'Ctrl-C ends it.',
];

const runJob = async (
  server: RunningServer,
  url: string,
  goOn: () => boolean,
): Promise<JobResource | null> => {
  const { env, judgeRequest, retries } = server.home;
  const startedAt = Date.now();
  const request = { url, processor: { kind: 'ndjson' } };
  const submitted = await submitJob(JOB_ID, request)({ ...env, judgeRequest })();
  if (E.isLeft(submitted)) throw new Error(`the demo's own job was refused: ${submitted.left._tag}`);
  server.wake(JOB_ID);
  const hide = showProgress({ read: () => readJob(server), retries, startedAt });
  let job = await readJob(server);
  while (goOn() && job?.SettledAt === null) {
    await env.sleep(LOOK_MS)();
    job = await readJob(server);
  }
  hide();
  if (job !== null && job.SettledAt !== null)
    for (const line of summaryLines(job, Date.now() - startedAt, `"npm start -- retry ${JOB_ID}"`)) say(line);
  return job;
};

const stayUp = async (partner: Simulator, url: string, folder: string): Promise<number> => {
  const server = await startOnAnyPort(folder, partner);
  let stop: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => {
    stop = resolve;
  });
  const stopping = stopRequested(() => stop());
  try {
    const job = await runJob(server, url, () => !stopping());
    if (!stopping()) {
      for (const line of invitation(server, url)) say(line);
      await asked;
    }
    say('ending ...');
    return job === null || job.SettledAt === null ? EXIT.incomplete : exitCodeOf(job);
  } finally {
    await server.stop();
  }
};

export interface DemoOptions {
  readonly once: boolean;
  readonly json: boolean;
}

/** @returns the exit code */
export const demoCommand = async ({ once, json }: DemoOptions): Promise<number> => {
  const partner = await startSimulator({});
  const url = `${partner.url}/payload`;
  const folder = mkdtempSync(join(tmpdir(), 'api-poller-'));
  say(`simulated partner ${url}: 10,000 records, 1 answer in 10 fails, each up to 1 s late`);
  try {
    return once || json
      ? await runCommand({
          request: { url, processor: { kind: 'ndjson' } },
          out: join(folder, 'records.ndjson'),
          policy: { allow: [{ host: '127.0.0.1', port: partner.port }] },
          processors: [],
          json,
        })
      : await stayUp(partner, url, folder);
  } finally {
    await partner.close();
  }
};
