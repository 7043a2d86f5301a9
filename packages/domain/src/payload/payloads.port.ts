// The store of raw page bodies. A payload is written before anything else is done with it.
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { StoreUnavailable } from '../ambient/ambient.port.ts';

export interface Payloads {
  /** Durable once it succeeds; a second put of the same task replaces the first. */
  readonly put: (jobId: string, taskId: string, body: Uint8Array) => TaskEither<StoreUnavailable, void>;
  readonly get: (jobId: string, taskId: string) => TaskEither<StoreUnavailable, Uint8Array | null>;
  /** A success too when there is none. */
  readonly remove: (jobId: string, taskId: string) => TaskEither<StoreUnavailable, void>;
}
