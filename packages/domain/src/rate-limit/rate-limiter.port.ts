// The pace of each partner, shared by all jobs and workers that ask it.
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { StoreUnavailable } from '../ambient/ambient.port.ts';
import type { Rate } from './gcra.ts';

export interface RateLimiter {
  /**
   * Takes the partner's next turn and answers how many milliseconds it is away; 0 is now. Atomic: two takers never get the
   * same turn. Without a rate only a block is waited for. Durable: turns taken and blocks outlive the process.
   * @param partner the host and port that is asked
   */
  readonly takeTurn: (
    partner: string,
    rate: Rate | null,
    nowMs: number,
  ) => TaskEither<StoreUnavailable, number>;
  /** No turn of this partner comes before `untilMs`, unless it was taken already. A shorter block never ends a longer one. */
  readonly block: (partner: string, untilMs: number) => TaskEither<StoreUnavailable, void>;
  /** Until when this partner wants no request, in milliseconds since the epoch; null when it never said so. May have passed. */
  readonly blockedUntil: (partner: string) => TaskEither<StoreUnavailable, number | null>;
}
