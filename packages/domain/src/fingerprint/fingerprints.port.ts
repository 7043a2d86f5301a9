// The store of fingerprints: for each task those of its records, so that a job can tell at its end whether one came twice.
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { StoreUnavailable } from '../ambient/ambient.port.ts';

export interface TaskFingerprints {
  readonly taskId: string;
  /** 8 bytes a record, in the page's order. */
  readonly bytes: Uint8Array;
}

export interface Fingerprints {
  /** Durable once it succeeds; a second time for the same task replaces the first. */
  readonly keep: (jobId: string, fingerprints: TaskFingerprints) => TaskEither<StoreUnavailable, void>;
  /** Those of one task; null when there are none. */
  readonly get: (jobId: string, taskId: string) => TaskEither<StoreUnavailable, Uint8Array | null>;
  /** By task id, those behind `after`: as many as the store reads at once, and none only at the end. */
  readonly list: (
    jobId: string,
    after: string | null,
  ) => TaskEither<StoreUnavailable, ReadonlyArray<TaskFingerprints>>;
  /** Removes all of the job. A success too when there are none. */
  readonly forget: (jobId: string) => TaskEither<StoreUnavailable, void>;
}
