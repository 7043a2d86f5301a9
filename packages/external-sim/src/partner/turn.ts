// Whose turn it is: what a transport has counted, and the time, before it asks for an answer.
import type { AskedPage } from './request.ts';

export interface Turn {
  /** This is the n-th request for a page since the start, from 1. */
  readonly number: number;
  /** This is the n-th request for this startAt and count, from 1. */
  readonly attempt: number;
  /** Now, in milliseconds since 1970; only http-date and epoch headers depend on it. */
  readonly nowMs: number;
}

/** Pages with the same place share their attempts. The probe `count=1` and the page `count=100` are two places. */
export const placeOf = (asked: AskedPage): string => `${asked.startAt}/${asked.count}`;
