// settleJob: when every task is settled, ask for what is still missing, look for what came twice, and give the verdict.
import * as E from 'fp-ts/lib/Either.js';
import type { ReaderTaskEither } from 'fp-ts/lib/ReaderTaskEither.js';
import type { StoreUnavailable } from '../ambient/ambient.port.ts';
import type { Checkpoints } from '../chain/checkpoints.port.ts';
import { findRepeats } from '../fingerprint/find-repeats.ts';
import { changeJob, findJob, type JobUnknown } from '../job/change-job.ts';
import { isOver, type Job } from '../job/job.ts';
import type { Jobs } from '../job/jobs.port.ts';
import { plannedTotal, unsettledTasks } from '../progress/progress.ts';
import { settleChained } from './settle-chained.ts';
import {
  planTail,
  settlePlaced,
  type Settled,
  type SettlePlacedEnvironment,
  type Stopped,
} from './settle-placed.ts';
import { judge, type Evidence } from './verdict.ts';

export interface SettleEnvironment extends SettlePlacedEnvironment {
  readonly jobs: Jobs;
  readonly checkpoints: Checkpoints;
}

export interface Settling {
  /** False when new tasks were planned, or some are not settled yet; true once the verdict stands. */
  readonly settled: boolean;
  /** When the partner asked for a wait longer than the patience: call again after so many milliseconds; else 0. */
  readonly resumeAfterMs: number;
}

const settled: Settling = { settled: true, resumeAfterMs: 0 };
const more: Settling = { settled: false, resumeAfterMs: 0 };

const look = async (
  env: SettleEnvironment,
  job: Job,
  received: number,
  mayGoOn: () => boolean,
): Promise<E.Either<StoreUnavailable | Stopped, Settled>> => {
  const { plan } = job;
  if (plan === null) throw new Error(`job ${job.id} runs without a plan`);
  if (plan.kind === 'enumerated') return settlePlaced(env, job, plan, received, mayGoOn);
  const found = await settleChained(env, job, plan, received, mayGoOn);
  if (E.isLeft(found)) return found;
  return E.right(
    found.right === null
      ? { _tag: 'More', change: {} }
      : { _tag: 'Found', evidence: found.right, total: job.total },
  );
};

/** Of a plan that has grown, what was added last is in the manifest. */
const ensureTail = async (env: SettleEnvironment, job: Job): Promise<E.Either<StoreUnavailable, void>> =>
  job.plan?.kind === 'enumerated' ? planTail(env, job, job.plan) : E.right(undefined);

export const settleJob =
  (
    jobId: string,
    mayGoOn: () => boolean,
  ): ReaderTaskEither<SettleEnvironment, StoreUnavailable | JobUnknown, Settling> =>
  (env) =>
  async () => {
    const change = changeJob(env.jobs);
    const read = await findJob(env.jobs)(jobId)();
    if (E.isLeft(read)) return read;
    const job = read.right;
    if (isOver(job.status)) return E.right(settled);
    const counters = await env.tasks.counters(jobId)();
    if (E.isLeft(counters)) return counters;
    const unsettled = unsettledTasks(counters.right, plannedTotal(job, counters.right));
    if (job.status !== 'RUNNING') return E.right(more);
    if (unsettled > 0) return E.map((): Settling => more)(await ensureTail(env, job));

    const { records } = counters.right;
    const looked = await look(env, job, records, mayGoOn);
    if (E.isLeft(looked))
      return looked.left._tag === 'Stopped'
        ? E.right({ settled: false, resumeAfterMs: looked.left.resumeAfterMs })
        : E.left(looked.left);
    if (looked.right._tag === 'More') {
      const planned = looked.right.change;
      const changed = await change<never>(jobId, (now) =>
        E.right(isOver(now.status) ? now : { ...now, ...planned }),
      )();
      return E.isLeft(changed) ? changed : E.map((): Settling => more)(await ensureTail(env, changed.right));
    }
    const repeats = await findRepeats(jobId, records)(env)();
    if (E.isLeft(repeats)) return repeats;
    const repeated: ReadonlyArray<Evidence> =
      repeats.right.count === 0 ? [] : [{ kind: 'RECORDS_REPEATED', ...repeats.right }];
    const evidence = [...looked.right.evidence, ...repeated];
    const { total } = looked.right;
    const verdict = judge(evidence);
    const done = await change<never>(jobId, (now) =>
      E.right(
        now.status !== 'RUNNING'
          ? now
          : { ...now, verdict, evidence, total, status: 'SETTLED', settledAtMs: env.clock.nowMs() },
      ),
    )();
    if (E.isLeft(done)) return done;
    // Kept as long as a retry may add to them.
    if (done.right.verdict !== null && done.right.verdict !== 'INCOMPLETE') {
      const forgotten = await env.fingerprints.forget(jobId)();
      if (E.isLeft(forgotten)) return forgotten;
    }
    return E.right(isOver(done.right.status) ? settled : more);
  };
