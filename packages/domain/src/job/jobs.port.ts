// The store of jobs. Every write is atomic and names the revision that it read, so none is lost to another.
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { StoreUnavailable } from '../ambient/ambient.port.ts';
import type { RevisionMoved } from '../ambient/change.ts';
import type { Job } from './job.ts';

export interface JobExists {
  readonly _tag: 'JobExists';
  readonly job: Job;
}

export interface Jobs {
  /** Stores a job that was not there; atomic with its check. */
  readonly create: (job: Job) => TaskEither<StoreUnavailable | JobExists, Job>;
  readonly get: (id: string) => TaskEither<StoreUnavailable, Job | null>;
  /** Replaces the job if it is still at `job.revision`, and answers it at the next one. */
  readonly replace: (job: Job) => TaskEither<StoreUnavailable | RevisionMoved, Job>;
  /** Newest first; `before` is the id of the last job of the page before. */
  readonly list: (page: {
    readonly before: string | null;
    readonly limit: number;
  }) => TaskEither<StoreUnavailable, ReadonlyArray<Job>>;
}
