// The engine: runs one job to its end in this process with bounded concurrency, from wherever it stands.
// It decides nothing about tasks or verdicts: it calls the use cases in the order in which they are due.
import * as E from 'fp-ts/lib/Either.js';
import {
  deadLetter,
  fetchTasks,
  mayRun,
  prepareJob,
  processPayload,
  settleJob,
  type AskEnvironment,
  type Checkpoints,
  type Fingerprints,
  type Job,
  type Jobs,
  type Payloads,
  type Processors,
  type Tasks,
} from '@api-poller/domain';
import type { LocalManifest } from './manifest.sqlite.ts';
import type { Delivery, LocalQueue } from './queue.sqlite.ts';

export interface EngineEnvironment extends AskEnvironment {
  readonly jobs: Jobs;
  readonly tasks: Tasks;
  readonly payloads: Payloads;
  readonly fingerprints: Fingerprints;
  readonly checkpoints: Checkpoints;
  readonly manifest: LocalManifest;
  readonly queue: LocalQueue;
  readonly processors: Processors;
}

/** Messages handled side by side: the commit is shared by all of them, so more would only hold more payloads in memory. */
const MESSAGES_AT_ONCE = 25;
/** Deliveries before a message is a dead letter; the original's. */
const MOST_DELIVERIES = 3;
/**
 * Deliveries that ended with the process before a message is a dead letter. More than the three of a failure that was told:
 * a process is also killed for reasons that are not the message's, and each such end counts against what was in flight.
 */
const MOST_CRASHES = 5;
/** Before a message whose processing failed comes again. */
const REDELIVERY_MS = 1_000;
/** How soon a cancelled job stops asking the partner. */
const LOOK_MS = 250;
/** How often a consumer without work looks for messages that became due. */
const IDLE_MS = 100;

const orThrow = <A>(result: E.Either<{ readonly _tag: string; readonly detail?: string }, A>): A => {
  if (E.isRight(result)) return result.right;
  throw new Error(`${result.left._tag}: ${result.left.detail ?? 'no detail'}`);
};

const giveUp = async (env: EngineEnvironment, delivery: Delivery, detail: string): Promise<void> => {
  orThrow(await deadLetter(delivery.message, detail)(env)());
  orThrow(await env.queue.acknowledge(delivery)());
};

const handle = async (env: EngineEnvironment, job: Job, delivery: Delivery): Promise<void> => {
  if (delivery.crashes >= MOST_CRASHES)
    return giveUp(env, delivery, `the process ended ${delivery.crashes} times while it was processed`);
  const processed = await processPayload(job, delivery.message)(env)();
  if (E.isRight(processed)) return orThrow(await env.queue.acknowledge(delivery)());
  if (processed.left._tag === 'StoreUnavailable') orThrow(processed);
  if (delivery.failures + 1 >= MOST_DELIVERIES) return giveUp(env, delivery, processed.left.detail);
  orThrow(await env.queue.giveBack(delivery, env.clock.nowMs() + REDELIVERY_MS)());
};

/** Whether the round goes on; the first failure of any worker ends it for all, so that none works on behind its back. */
interface Course {
  readonly goesOn: () => boolean;
  readonly fail: () => void;
}

const courseOf = (mayGoOn: () => boolean): Course => {
  let failed = false;
  return {
    goesOn: () => !failed && mayGoOn(),
    fail: () => {
      failed = true;
    },
  };
};

/** Waits for all, also when one fails; then throws what failed first. */
const allEnded = async (works: ReadonlyArray<Promise<void>>): Promise<void> => {
  const results = await Promise.allSettled(works);
  for (const result of results) if (result.status === 'rejected') throw result.reason as Error;
};

/** Handles the job's messages until there are none and `producing` says that none will come, or the round has failed. */
const consume = async (
  env: EngineEnvironment,
  job: Job,
  producing: () => boolean,
  isFailing: () => boolean,
): Promise<void> => {
  let wake: () => void = () => undefined;
  const unsubscribe = env.queue.onSent(() => wake());
  try {
    while (!isFailing() && (producing() || !env.queue.isEmpty(job.id))) {
      const deliveries = orThrow(await env.queue.receive(job.id, env.clock.nowMs(), MESSAGES_AT_ONCE)());
      await allEnded(deliveries.map((delivery) => handle(env, job, delivery)));
      if (deliveries.length > 0) continue;
      const sent = new Promise<void>((resolve) => {
        wake = resolve;
      });
      await Promise.race([sent, env.sleep(IDLE_MS)()]);
    }
  } finally {
    unsubscribe();
  }
};

const fetchAll = async (env: EngineEnvironment, job: Job, { goesOn, fail }: Course): Promise<void> => {
  let claimed = 0;
  const worker = async (): Promise<void> => {
    for (
      let claim = env.manifest.next(job.id, claimed);
      claim !== null && goesOn();
      claim = env.manifest.next(job.id, claimed)
    ) {
      claimed = claim.number;
      const fetched = orThrow(await fetchTasks(job, claim.batch, goesOn)(env)());
      if (!fetched.finished) return;
      orThrow(await env.manifest.finish(claim)());
    }
  };
  const failing = async (): Promise<void> => {
    try {
      await worker();
    } catch (cause) {
      fail();
      throw cause;
    }
  };
  await allEnded(Array.from({ length: job.request.limits.concurrency }, failing));
};

/** Looks, now and then, whether somebody has ended the job from outside. */
const watchFor = (
  env: EngineEnvironment,
  jobId: string,
): { readonly ended: () => boolean; readonly stop: () => void } => {
  let ended = false;
  let watching = true;
  const look = async (): Promise<void> => {
    while (watching && !ended) {
      await env.sleep(LOOK_MS)();
      const job = await env.jobs.get(jobId)();
      ended = E.isRight(job) && (job.right === null || !mayRun(job.right.status));
    }
  };
  void look();
  return {
    ended: () => ended,
    stop: () => {
      watching = false;
    },
  };
};

/** One pass over what is to be done: fetch every batch, process every message, settle. */
const runRound = async (env: EngineEnvironment, job: Job, mayGoOn: () => boolean): Promise<void> => {
  let fetching = true;
  let failing = false;
  const course = courseOf(mayGoOn);
  const fail = (): void => {
    failing = true;
    course.fail();
  };
  const fetched = fetchAll(env, job, { goesOn: course.goesOn, fail }).finally(() => {
    fetching = false;
  });
  const consumed = consume(
    env,
    job,
    () => fetching,
    () => failing,
  ).catch((cause: unknown) => {
    fail();
    throw cause;
  });
  await allEnded([fetched, consumed]);
  if (mayGoOn()) orThrow(await settleJob(job.id, mayGoOn)(env)());
};

/**
 * Runs the job until it is over or paused, or until `mayGoOn` says no; answers the job as it then stands.
 * @throws Error when the store fails: the job then stands where it stood, and the next run goes on from there
 */
export const runJob = async (env: EngineEnvironment, jobId: string, mayGoOn: () => boolean): Promise<Job> => {
  const watch = watchFor(env, jobId);
  const goesOn = (): boolean => mayGoOn() && !watch.ended();
  try {
    let { job } = orThrow(await prepareJob(jobId, goesOn)(env)());
    while (mayRun(job.status) && goesOn()) {
      await runRound(env, job, goesOn);
      job = orThrow(await env.jobs.get(jobId)()) ?? job;
    }
    return orThrow(await env.jobs.get(jobId)()) ?? job;
  } finally {
    watch.stop();
  }
};
