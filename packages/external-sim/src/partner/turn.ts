// Whose turn it is: what a transport has counted, and the time, before it asks for an answer.
import type { AskedPage } from './asked.ts';

export interface Turn {
  /** This is the n-th request for a page since the start, from 1. */
  readonly number: number;
  /** This is the n-th request for this startAt and count, from 1. */
  readonly attempt: number;
  /** Now, in milliseconds since 1970; only http-date and epoch headers and the ends of tokens depend on it. */
  readonly nowMs: number;
  /** How long the rate limit wants this request to have waited, in milliseconds; absent or 0 within the limit. */
  readonly overLimitMs?: number;
  /** How many OAuth tokens were given out before. */
  readonly tokens?: number;
}

/** Pages with the same place share their attempts. The probe `count=1` and the page `count=100` are two places. */
export const placeOf = ({ startAt, count, after, filter }: AskedPage): string => {
  const place = after === undefined ? `${startAt}/${count}` : `after ${after}/${count}`;
  return filter === undefined ? place : `${place} in ${filter.gte}-${filter.lt}`;
};
