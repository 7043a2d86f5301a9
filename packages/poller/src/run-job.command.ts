// `run`: one job, no server. The state stands beside the output until the job is complete, so a run that was cut off, or
// that ended INCOMPLETE, goes on when the same command is given again. A finished output is never touched.
import { existsSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { runJob } from '@api-poller/adapters-local';
import {
  jobResource,
  judgeUrl,
  noCounters,
  retryFailed,
  submitJob,
  type AddressPolicy,
  type JobRequest,
  type JobResource,
  type RequestInvalid,
} from '@api-poller/domain';
import { embedded, type Embedded } from './compose.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { progressLine, summaryLines } from './progress-line.ts';

export interface RunOptions {
  /** The job request as the user gave it. */
  readonly request: unknown;
  readonly out: string;
  readonly policy: AddressPolicy;
  readonly json: boolean;
}

/** One job a state file, so its id needs no more than to be valid. */
const JOB_ID = 'run';
/** Ten times a second reads as movement; more is only work. */
const REDRAW_MS = 100;
/** Plain lines, for logs: often enough to see life. */
const LINE_MS = 2_000;

const say = (text: string): void => void process.stderr.write(`${text}\n`);

/** The address is judged before anything is stored or sent. The first sentence of the refusal is for people. */
const judgeAddress =
  (policy: AddressPolicy) =>
  (request: JobRequest): E.Either<RequestInvalid, JobRequest> => {
    const judged = judgeUrl(policy, request.url);
    if (E.isRight(judged)) return E.right(request);
    const expected = 'a public address; if you trust this one, allow it with --allow-host HOST:PORT';
    return E.left({ _tag: 'RequestInvalid', errors: [{ field: 'url', expected }] });
  };

const resourceOf = async ({ env }: Embedded): Promise<JobResource | null> => {
  const job = await env.jobs.get(JOB_ID)();
  const counters = await env.tasks.counters(JOB_ID)();
  return E.isRight(job) && job.right !== null
    ? jobResource(job.right, E.isRight(counters) ? counters.right : noCounters)
    : null;
};

/** Draws the progress until told to stop. */
const showProgress = (home: Embedded, startedAt: number): (() => void) => {
  const terminal = process.stderr.isTTY;
  const draw = async (): Promise<void> => {
    const job = await resourceOf(home);
    if (job === null || job.Total === 0) return;
    const line = progressLine(job, { retries: home.retries(), elapsedMs: Date.now() - startedAt });
    process.stderr.write(
      terminal ? `\r\u001B[2K${line.slice(0, (process.stderr.columns ?? 120) - 1)}` : `${line}\n`,
    );
  };
  const timer = setInterval(() => void draw(), terminal ? REDRAW_MS : LINE_MS);
  return () => {
    clearInterval(timer);
    if (terminal) process.stderr.write('\r\u001B[2K');
  };
};

const submitOrContinue = async (home: Embedded, { request, policy }: RunOptions): Promise<string | null> => {
  const { env } = home;
  const submitted = await submitJob(
    JOB_ID,
    request,
  )({ jobs: env.jobs, clock: env.clock, judgeRequest: judgeAddress(policy) })();
  if (E.isLeft(submitted)) {
    const { left } = submitted;
    if (left._tag === 'RequestInvalid')
      return left.errors
        .map(({ field, expected }) => `${field || 'the request'} must be ${expected}`)
        .join('\n');
    if (left._tag === 'JobConflict')
      return 'an unfinished run with another request stands beside --out; choose another --out, or delete its .job files';
    return left.detail;
  }
  if (submitted.right.job.status === 'SETTLED') await retryFailed(JOB_ID)(env)();
  return null;
};

const removeState = (path: string): void => {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
};

/** @returns the exit code */
export const runCommand = async (options: RunOptions): Promise<number> => {
  const out = resolve(options.out);
  const state = `${out}.job`;
  const continued = existsSync(state);
  if (existsSync(out) && !continued) {
    say(
      `${options.out} is there already and finished; it is left as it is. Choose another --out, or move it away.`,
    );
    return EXIT.usage;
  }
  let stopping = false;
  const stop = (): void => {
    stopping = true;
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const home = embedded({
    databasePath: state,
    jobId: JOB_ID,
    out,
    policy: options.policy,
    connections: 1000,
  });
  const startedAt = Date.now();
  const refusal = await submitOrContinue(home, options);
  if (refusal !== null) {
    await home.close();
    if (!continued) {
      removeState(state);
      rmSync(`${out}.part`, { force: true });
    }
    say(refusal);
    return EXIT.usage;
  }
  const hide = showProgress(home, startedAt);
  await runJob(home.env, JOB_ID, () => !stopping).finally(hide);
  const job = await resourceOf(home);
  const settled = job?.Status === 'SETTLED';
  if (settled) home.finish();
  await home.close();
  if (job === null) return EXIT.incomplete;
  if (options.json) process.stdout.write(`${JSON.stringify(job)}\n`);
  for (const line of summaryLines(job, Date.now() - startedAt)) say(line);
  if (stopping && !settled) say('stopped; the same command goes on from here');
  if (settled) say(`records: ${options.out}`);
  const code = exitCodeOf(job);
  if (code === EXIT.complete || job.Status === 'FAILED') removeState(state);
  if (job.Status === 'FAILED') rmSync(`${out}.part`, { force: true });
  return code;
};
