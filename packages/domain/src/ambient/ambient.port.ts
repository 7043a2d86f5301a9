// What a use case takes from its surroundings, so that a simulation can hand in its own.
import type { Task as Eventually } from 'fp-ts/lib/Task.js';

export interface Clock {
  /** Milliseconds since the epoch. */
  readonly nowMs: () => number;
}

/** Uniform in [0, 1). */
export type Random = () => number;

/** Ends after so many milliseconds, never sooner. */
export type Sleep = (ms: number) => Eventually<void>;

/** A store or queue could not be reached or refused for a passing reason; what was asked may or may not have happened. */
export interface StoreUnavailable {
  readonly _tag: 'StoreUnavailable';
  readonly detail: string;
}
