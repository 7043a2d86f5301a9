// The runner: keeps a server's jobs running, a few at once, and takes up at the start what a crash left unfinished.
import * as E from 'fp-ts/lib/Either.js';
import { isOver, isWebhookDue, mayRun, type Job, type Jobs, type Processor } from '@api-poller/domain';
import { runJob, type EngineEnvironment } from './engine.ts';

/** Where a job's records go while it runs. */
export interface Output {
  readonly processor: Processor | null;
  /**
   * The records get their final name. Called right before the job is stored as settled, so that whoever sees it settled finds them,
   * and a crash in between leaves a job that still runs; it may be called again.
   */
  readonly finish: () => void;
  readonly close: () => void;
}

/** Where jobs run: the ports, and an output for each. */
export interface Workplace {
  readonly env: Omit<EngineEnvironment, 'processors'>;
  /** Throws when the output cannot be opened; the job then waits for the next start. */
  readonly openOutput: (job: Job) => Output;
}

/** The same jobs; what is to be done before one is stored as settled is done first. */
const beforeSettling = (jobs: Jobs, finish: () => void): Jobs => ({
  ...jobs,
  replace: (job) => () => {
    if (job.status === 'SETTLED') finish();
    return jobs.replace(job)();
  },
});

/** Runs one job into its output, which gets its final name together with the verdict. */
export const runToOutput = async (
  { env, openOutput }: Workplace,
  job: Job,
  mayGoOn: () => boolean,
): Promise<void> => {
  const output = openOutput(job);
  try {
    const jobs = beforeSettling(env.jobs, output.finish);
    await runJob({ ...env, jobs, processors: () => output.processor }, job.id, mayGoOn);
  } finally {
    output.close();
  }
};

export interface RunnerOptions extends Workplace {
  /** Jobs that run at once; the others wait in the order in which they came. */
  readonly jobsAtOnce: number;
  /**
   * What follows a job's end, beside the jobs that run; it ends early when `mayGoOn` says no. Called again for a job that is over
   * and whose webhook is due, at the next start too.
   */
  readonly afterEnd?: (jobId: string, mayGoOn: () => boolean) => Promise<void>;
  /** Told when a job stopped for a reason that is no verdict. */
  readonly onTrouble: (jobId: string, detail: string) => void;
}

export interface Runner {
  /** Runs the job if it is not over and not running yet. One that is over gets what follows its end. */
  readonly wake: (jobId: string) => void;
  /** Ends when every job has come to a halt; what is unfinished goes on at the next start. */
  readonly stop: () => Promise<void>;
}

/** Jobs read at once when the runner looks for unfinished ones. */
const JOBS_PER_READ = 500;

const unfinishedJobs = async ({ jobs }: Pick<EngineEnvironment, 'jobs'>): Promise<ReadonlyArray<string>> => {
  const ids: string[] = [];
  for (let before: string | null = null; ;) {
    const read: E.Either<unknown, ReadonlyArray<Job>> = await jobs.list({ before, limit: JOBS_PER_READ })();
    if (E.isLeft(read)) return ids.toReversed();
    ids.push(...read.right.filter((job) => mayRun(job.status) || isWebhookDue(job)).map(({ id }) => id));
    if (read.right.length < JOBS_PER_READ) return ids.toReversed();
    before = read.right.at(-1)?.id ?? null;
  }
};

export const startRunner = async ({
  env,
  openOutput,
  jobsAtOnce,
  afterEnd = async () => undefined,
  onTrouble,
}: RunnerOptions): Promise<Runner> => {
  const waiting = new Set<string>();
  const running = new Map<string, Promise<void>>();
  const closing = new Map<string, Promise<void>>();
  let stopping = false;

  const trouble =
    (jobId: string) =>
    (cause: unknown): void =>
      onTrouble(jobId, cause instanceof Error ? cause.message : 'unknown');

  /** Beside the jobs that run: a receiver that does not answer holds up nobody. One that is closing looks at its job itself. */
  const closeSoon = (jobId: string): void => {
    if (stopping) return;
    const before = closing.get(jobId);
    // A job that was opened again and has ended once more, while its first end is still told.
    if (before !== undefined) return void before.then(() => closeSoon(jobId));
    const closed = afterEnd(jobId, () => !stopping)
      .catch(trouble(jobId))
      .finally(() => closing.delete(jobId));
    closing.set(jobId, closed);
  };

  const run = async (jobId: string): Promise<void> => {
    const job = await env.jobs.get(jobId)();
    if (E.isLeft(job) || job.right === null) return;
    if (mayRun(job.right.status)) await runToOutput({ env, openOutput }, job.right, () => !stopping);
    const after = await env.jobs.get(jobId)();
    if (E.isRight(after) && after.right !== null && isOver(after.right.status)) closeSoon(jobId);
  };

  const runNext = (): void => {
    const [jobId] = waiting;
    if (stopping || jobId === undefined || running.size >= jobsAtOnce) return;
    waiting.delete(jobId);
    const ended = run(jobId)
      .catch(trouble(jobId))
      .finally(() => {
        running.delete(jobId);
        runNext();
      });
    running.set(jobId, ended);
    runNext();
  };

  const wake = (jobId: string): void => {
    waiting.add(jobId);
    // A job that is woken while it still ends must wait for that: two runs of one job would share its output.
    if (running.has(jobId)) {
      waiting.delete(jobId);
      void running.get(jobId)?.then(() => wake(jobId));
    } else runNext();
  };

  for (const jobId of await unfinishedJobs(env)) wake(jobId);
  return {
    wake,
    stop: async () => {
      stopping = true;
      await Promise.all([...running.values(), ...closing.values()]);
    },
  };
};
