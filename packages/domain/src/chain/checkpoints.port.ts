// Where each chain of a job stands: written after each page, before the next is asked for.
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { StoreUnavailable } from '../ambient/ambient.port.ts';
import type { Position } from '../pagination/next-position.ts';
import type { Measures } from './measures.ts';
import type { Trail } from './trail.ts';

export type ChainEnd =
  /** As its kind of pagination ends. */
  | { readonly _tag: 'Ended' }
  /** It came to a position where it has been. */
  | { readonly _tag: 'Circle' }
  /** There is more, or may be, and nothing says how to come to it. */
  | { readonly _tag: 'Broken'; readonly detail: string };

export interface Checkpoint {
  /** The step that is due, from 0; once the chain is over, the number of its steps. */
  readonly step: number;
  /** How the page of that step is asked for. */
  readonly position: Position;
  readonly trail: Trail;
  /** The total that the newest answer stated; null when none did. */
  readonly statedTotal: number | null;
  /** Whether a later answer stated a smaller total than an earlier one. */
  readonly totalFell: boolean;
  readonly measures: Measures;
  /** The chain said that it ends; the page at `position` is asked for once more, and is no task unless it has records. */
  readonly confirming: boolean;
  /** Null while there may be more. */
  readonly end: ChainEnd | null;
}

export interface Checkpoints {
  /** Null before the chain's first page. */
  readonly get: (jobId: string, chain: string) => TaskEither<StoreUnavailable, Checkpoint | null>;
  /** Durable once it succeeds. One worker walks a chain at a time; where two do, the step that is further stays. */
  readonly put: (jobId: string, chain: string, checkpoint: Checkpoint) => TaskEither<StoreUnavailable, void>;
}
