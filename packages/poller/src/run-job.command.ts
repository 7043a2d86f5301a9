// `run`: one job, no server. The state stands beside the output until the job is complete, so a run that was cut off, or
// that ended INCOMPLETE, goes on when the same command is given again. A finished output is never touched.
import { existsSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { closeJob, runToOutput } from '@api-poller/adapters-local';
import {
  explainField,
  getJob,
  retryFailed,
  submitJob,
  type AddressPolicy,
  type Job,
  type JobResource,
} from '@api-poller/domain';
import { openHome, type Home } from './compose.ts';
import { printJson } from './print.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import type { DefinedProcessor } from './processors/define-processor.ts';
import { summaryLines } from './progress/progress-line.ts';
import { say, showProgress, stopRequested } from './progress/show-progress.ts';

export interface RunOptions {
  /** The job request as the user gave it. */
  readonly request: unknown;
  readonly out: string;
  readonly policy: AddressPolicy;
  /** A folder of files that hold secrets; null for the environment alone. */
  readonly secretsFolder?: string | null;
  readonly processors: ReadonlyArray<DefinedProcessor>;
  readonly json: boolean;
}

/** One job a state file, so its id needs no more than to be valid. */
const JOB_ID = 'run';
const resourceOf = async ({ env }: Home): Promise<JobResource | null> =>
  E.getOrElse((): JobResource | null => null)(await getJob(JOB_ID)(env)());

/** The job to run, or why there is none. A settled job's failed tasks are opened again. */
const submitOrContinue = async (home: Home, request: unknown): Promise<E.Either<string, Job>> => {
  const { env, judgeRequest } = home;
  const submitted = await submitJob(JOB_ID, request)({ ...env, judgeRequest })();
  if (E.isRight(submitted)) {
    const { job } = submitted.right;
    const retried = job.status === 'SETTLED' ? await retryFailed(JOB_ID)(env)() : E.right(job);
    return E.right(E.getOrElse(() => job)(retried));
  }
  switch (submitted.left._tag) {
    case 'RequestInvalid':
      return E.left(submitted.left.errors.map(explainField).join('\n'));
    case 'JobConflict':
      return E.left(
        'an unfinished run with another request stands beside --out; choose another --out, or delete its .job file',
      );
    case 'StoreUnavailable':
      return E.left(submitted.left.detail);
  }
};

const removeState = (path: string): void => {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
};

const report = (job: JobResource, { json, out }: RunOptions, elapsedMs: number): void => {
  if (json) printJson(job);
  for (const line of summaryLines(job, elapsedMs, 'the same command again')) say(line);
  if (job.Status === 'SETTLED' && existsSync(out)) say(`records: ${out}`);
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
  const stopping = stopRequested();
  const home = openHome({
    databasePath: state,
    policy: options.policy,
    secretsFolder: options.secretsFolder ?? null,
    processors: options.processors,
    outputPath: () => out,
  });
  const startedAt = Date.now();
  const submitted = await submitOrContinue(home, options.request);
  if (E.isLeft(submitted)) {
    await home.close();
    if (!continued) removeState(state);
    say(submitted.left);
    return EXIT.usage;
  }
  const hide = showProgress({ read: () => resourceOf(home), retries: home.retries, startedAt });
  await runToOutput(home, submitted.right, () => !stopping()).finally(hide);
  await closeJob(home.env)(JOB_ID, () => !stopping());
  const job = await resourceOf(home);
  await home.close();
  if (job === null) return EXIT.incomplete;
  report(job, options, Date.now() - startedAt);
  if (stopping() && job.Status !== 'SETTLED') say('stopped; the same command goes on from here');
  const code = exitCodeOf(job);
  const neverRan = job.Status === 'FAILED' || job.Status === 'REJECTED';
  if (code === EXIT.complete || neverRan) removeState(state);
  if (neverRan) rmSync(`${out}.part`, { force: true });
  return code;
};
