// One job out of the store: read, or changed.
import type * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { StoreUnavailable } from '../ambient/ambient.port.ts';
import { change } from '../ambient/change.ts';
import { isJobId, type Job } from './job.ts';
import type { Jobs } from './jobs.port.ts';

export interface JobUnknown {
  readonly _tag: 'JobUnknown';
  readonly jobId: string;
}

/** An id that could be none is unknown, and never reaches a store. */
export const findJob =
  (jobs: Jobs) =>
  (jobId: string): TE.TaskEither<StoreUnavailable | JobUnknown, Job> => {
    const unknown: JobUnknown = { _tag: 'JobUnknown', jobId };
    return isJobId(jobId)
      ? pipe(
          jobs.get(jobId),
          TE.chainW((job) => (job === null ? TE.left(unknown) : TE.right(job))),
        )
      : TE.left(unknown);
  };

/** @param decide the job as it shall be, or a refusal; the same job means that nothing is to be written */
export const changeJob =
  (jobs: Jobs) =>
  <R>(
    jobId: string,
    decide: (job: Job) => E.Either<R, Job>,
  ): TE.TaskEither<StoreUnavailable | JobUnknown | R, Job> =>
    change({ name: `job ${jobId}`, read: findJob(jobs)(jobId), replace: jobs.replace }, decide);
