// cancelJob: nothing more is asked of the partner. What was delivered stays delivered.
import * as E from 'fp-ts/lib/Either.js';
import type { ReaderTaskEither } from 'fp-ts/lib/ReaderTaskEither.js';
import type { Clock, StoreUnavailable } from '../ambient/ambient.port.ts';
import { changeJob, type JobUnknown } from './change-job.ts';
import { isOver, type Job } from './job.ts';
import type { Jobs } from './jobs.port.ts';

export interface JobOver {
  readonly _tag: 'JobOver';
  readonly detail: string;
}

export interface CancelEnvironment {
  readonly jobs: Jobs;
  readonly clock: Clock;
}

/** A job that is cancelled already is a success; one that has ended in another way is not. */
export const cancelJob =
  (jobId: string): ReaderTaskEither<CancelEnvironment, StoreUnavailable | JobUnknown | JobOver, Job> =>
  ({ jobs, clock }) =>
    changeJob(jobs)<JobOver>(jobId, (job) => {
      if (job.status === 'CANCELLED') return E.right(job);
      if (isOver(job.status)) return E.left({ _tag: 'JobOver', detail: `the job is ${job.status} already` });
      return E.right({ ...job, status: 'CANCELLED', settledAtMs: clock.nowMs() });
    });
