// prepareJob: first contact → plan → manifest. Repeatable: planning twice gives the same batches and tasks.
import * as E from 'fp-ts/lib/Either.js';
import type { ReaderTaskEither } from 'fp-ts/lib/ReaderTaskEither.js';
import type { StoreUnavailable } from '../ambient/ambient.port.ts';
import type { AskEnvironment } from '../contact/ask-page.ts';
import { makeContact } from '../contact/first-contact.ts';
import { changeJob, type JobUnknown } from '../job/change-job.ts';
import { isOver, type Job, type JobFailure } from '../job/job.ts';
import type { Jobs } from '../job/jobs.port.ts';
import type { Manifest } from './manifest.port.ts';
import { batchesOf, planEnumerated, taskCount, tasksPerBatchFor, type EnumeratedPlan } from './plan.ts';

export interface PrepareEnvironment extends AskEnvironment {
  readonly jobs: Jobs;
  readonly manifest: Manifest;
}

const failed = (job: Job, failure: JobFailure, nowMs: number): Job =>
  isOver(job.status) ? job : { ...job, status: 'FAILED', failure, settledAtMs: nowMs };

const running = (job: Job, plan: EnumeratedPlan): Job =>
  isOver(job.status)
    ? job
    : { ...job, status: 'RUNNING', plan, total: taskCount(plan), totalsSeen: [plan.total], failure: null };

const planning = (job: Job): Job => (job.status === 'SUBMITTED' ? { ...job, status: 'PLANNING' } : job);

export const prepareJob =
  (
    jobId: string,
    mayGoOn: () => boolean,
  ): ReaderTaskEither<PrepareEnvironment, StoreUnavailable | JobUnknown, Job> =>
  (env) =>
  async () => {
    const change = changeJob(env.jobs);
    const begun = await change<never>(jobId, (job) => E.right(planning(job)))();
    if (E.isLeft(begun) || isOver(begun.right.status) || begun.right.status === 'RUNNING') return begun;
    const { request } = begun.right;
    const contact = await makeContact(env)(request, mayGoOn)();
    if (E.isLeft(contact) && contact.left._tag === 'Stopped') return begun;
    const fail = (failure: JobFailure) =>
      change<never>(jobId, (job) => E.right(failed(job, failure, env.clock.nowMs())))();
    if (E.isLeft(contact))
      return fail({
        reason: contact.left._tag === 'GaveUp' ? contact.left.reason : contact.left._tag,
        detail: `the first contact failed: ${contact.left._tag === 'Stopped' ? 'stopped' : contact.left.detail}`,
      });
    const plan = planEnumerated(contact.right);
    if (E.isLeft(plan))
      return fail({
        reason: plan.left._tag,
        detail: `${plan.left.detail}; name the right fields under "pagination" if the partner calls them otherwise`,
      });
    const perBatch = tasksPerBatchFor(taskCount(plan.right), request.limits.concurrency);
    const written = await env.manifest.write(jobId, 'plan', batchesOf(plan.right, perBatch))();
    if (E.isLeft(written)) return written;
    return change<never>(jobId, (job) => E.right(running(job, plan.right)))();
  };
