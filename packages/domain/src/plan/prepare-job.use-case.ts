// prepareJob: first contact → plan → manifest. Repeatable: planning twice gives the same batches and tasks.
import * as E from 'fp-ts/lib/Either.js';
import type { ReaderTaskEither } from 'fp-ts/lib/ReaderTaskEither.js';
import type { StoreUnavailable } from '../ambient/ambient.port.ts';
import type { AskEnvironment, PageRefused } from '../contact/ask-page.ts';
import { changeJob, type JobUnknown } from '../job/change-job.ts';
import { isOver, type Job, type JobFailure } from '../job/job.ts';
import type { Jobs } from '../job/jobs.port.ts';
import type { Manifest } from './manifest.port.ts';
import { learnPlan, type Learned } from './learn-plan.ts';
import { batchesOf, taskCount, tasksPerBatchFor, type Plan } from './plan.ts';

export interface PrepareEnvironment extends AskEnvironment {
  readonly jobs: Jobs;
  readonly manifest: Manifest;
  /** Tasks that one worker handles at the same time; 1 unless given. */
  readonly sideBySide?: number;
}

type Stopped = Extract<PageRefused, { readonly _tag: 'Stopped' }>;

export interface Prepared {
  readonly job: Job;
  /** When the partner asked for a wait longer than the patience: call again after so many milliseconds; else 0. */
  readonly resumeAfterMs: number;
}

/** Reasons of a first contact that no other try can mend: the request itself must change. */
const REJECTING: ReadonlySet<string> = new Set(['AddressBlocked', 'RequestRefused']);

const failed = (job: Job, failure: JobFailure, nowMs: number): Job =>
  isOver(job.status)
    ? job
    : {
        ...job,
        status: REJECTING.has(failure.reason) ? 'REJECTED' : 'FAILED',
        failure,
        settledAtMs: nowMs,
      };

/** Learns the plan from the partner and stores it, or the reason why there is none. */
const makePlan = async (
  env: PrepareEnvironment,
  { id, request }: Job,
  mayGoOn: () => boolean,
): Promise<E.Either<StoreUnavailable | JobUnknown | Stopped, Job>> => {
  const change = changeJob(env.jobs);
  const fail = (reason: string, detail: string) =>
    change<never>(id, (job) => E.right(failed(job, { reason, detail }, env.clock.nowMs())))();
  const learned = await learnPlan(env)(request, mayGoOn)();
  if (E.isLeft(learned)) {
    const { left } = learned;
    if (left._tag === 'Stopped' || left._tag === 'StoreUnavailable') return E.left(left);
    return fail(left._tag === 'GaveUp' ? left.reason : left._tag, explain(left));
  }
  return change<never>(id, (job) => E.right(planned(job, learned.right)))();
};

const explain = ({ _tag, detail }: { readonly _tag: string; readonly detail: string }): string =>
  _tag === 'PageMalformed' || _tag === 'NothingToRead'
    ? `the first contact failed: ${detail}; name the right fields under "pagination" if the partner calls them otherwise`
    : `the first contact failed: ${detail}`;

const planning = (job: Job): Job => (job.status === 'SUBMITTED' ? { ...job, status: 'PLANNING' } : job);

/** The first plan stays: one that was stored before a crash is the one that its manifest was written from. */
const planned = (job: Job, { pagination, evidence, doubt, plan, first }: Learned): Job =>
  job.plan === null && !isOver(job.status)
    ? {
        ...job,
        pagination,
        detected: evidence,
        noted: doubt === null ? [] : [{ kind: 'PAGINATION_UNPROVED', detail: doubt.detail }],
        plan,
        total: tasksOf(plan),
        totalsSeen: plan.kind === 'enumerated' ? [plan.total] : [],
        statedTotal: plan.kind === 'enumerated' && plan.total === first.total ? first.total : null,
      }
    : job;

/** Of chains nothing is known beforehand. */
const tasksOf = (plan: Plan): number => (plan.kind === 'enumerated' ? taskCount(plan) : 0);

const running = (job: Job): Job => (job.status === 'PLANNING' ? { ...job, status: 'RUNNING' } : job);

export const prepareJob =
  (
    jobId: string,
    mayGoOn: () => boolean,
  ): ReaderTaskEither<PrepareEnvironment, StoreUnavailable | JobUnknown, Prepared> =>
  (env) =>
  async () => {
    const change = changeJob(env.jobs);
    const begun = await change<never>(jobId, (job) => E.right(planning(job)))();
    if (E.isLeft(begun)) return begun;
    if (begun.right.status !== 'PLANNING') return E.right({ job: begun.right, resumeAfterMs: 0 });
    const made = begun.right.plan === null ? await makePlan(env, begun.right, mayGoOn) : begun;
    if (E.isLeft(made))
      return made.left._tag === 'Stopped'
        ? E.right({ job: begun.right, resumeAfterMs: made.left.resumeAfterMs })
        : E.left(made.left);
    const { plan, request, status } = made.right;
    if (plan === null || isOver(status)) return E.right({ job: made.right, resumeAfterMs: 0 });
    const perBatch = tasksPerBatchFor(
      tasksOf(plan),
      Math.ceil(request.limits.concurrency / (env.sideBySide ?? 1)),
    );
    const written = await env.manifest.write(jobId, 'plan', batchesOf(plan, perBatch))();
    if (E.isLeft(written)) return written;
    return E.map((job: Job): Prepared => ({ job, resumeAfterMs: 0 }))(
      await change<never>(jobId, (job) => E.right(running(job)))(),
    );
  };
