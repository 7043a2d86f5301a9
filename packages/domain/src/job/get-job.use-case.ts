// getJob: the job as it now stands, with its progress. Costs the same however many tasks it has.
import * as TE from 'fp-ts/lib/TaskEither.js';
import { pipe } from 'fp-ts/lib/function.js';
import type { ReaderTaskEither } from 'fp-ts/lib/ReaderTaskEither.js';
import type { Clock, StoreUnavailable } from '../ambient/ambient.port.ts';
import type { RateLimiter } from '../rate-limit/rate-limiter.port.ts';
import type { Tasks } from '../task/tasks.port.ts';
import { findJob, type JobUnknown } from './change-job.ts';
import { jobResource, type JobResource } from './job-resource.ts';
import { mayRun, type Job } from './job.ts';
import type { Jobs } from './jobs.port.ts';

export interface GetJobEnvironment {
  readonly jobs: Jobs;
  readonly tasks: Tasks;
  readonly limiter: RateLimiter;
  readonly clock: Clock;
}

/** A job that was read already, with its progress, and with what holds it up. */
export const withProgress =
  (job: Job): ReaderTaskEither<Omit<GetJobEnvironment, 'jobs'>, StoreUnavailable, JobResource> =>
  ({ tasks, limiter, clock }) =>
    pipe(
      TE.Do,
      TE.bind('counters', () => tasks.counters(job.id)),
      TE.bind('blockedUntilMs', () =>
        mayRun(job.status) ? limiter.blockedUntil(new URL(job.request.url).host) : TE.right(null),
      ),
      TE.map(({ counters, blockedUntilMs }) =>
        jobResource(
          job,
          counters,
          blockedUntilMs !== null && blockedUntilMs > clock.nowMs() ? blockedUntilMs : null,
        ),
      ),
    );

export const getJob =
  (jobId: string): ReaderTaskEither<GetJobEnvironment, StoreUnavailable | JobUnknown, JobResource> =>
  (env) =>
    pipe(
      findJob(env.jobs)(jobId),
      TE.chainW((job) => withProgress(job)(env)),
    );
