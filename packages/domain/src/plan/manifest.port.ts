// The manifest of a job: its batches, waiting for workers.
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { StoreUnavailable } from '../ambient/ambient.port.ts';
import type { Batch } from './plan.ts';

export interface Manifest {
  /** Adds a round of batches, consumed as a stream. A round written again changes nothing: planning twice is planning once. */
  readonly write: (
    jobId: string,
    round: string,
    batches: Iterable<Batch>,
  ) => TaskEither<StoreUnavailable, void>;
}
