// What one page request sees of the partner before an answer is made: the records, and what will be said about them.
import type { Stated } from './page.ts';
import type { IdRange, Sequence } from './timeline.ts';

export interface View {
  /** The records that pass the request's filter, in their order. */
  readonly sequence: Sequence;
  readonly statedTotal: Stated;
  readonly statedPageSize: Stated;
  /** From this page on (0 is the first), the way on leads back by that many pages. */
  readonly loop?: { readonly after: number; readonly period: number };
  /** Where the page says the next one is. */
  readonly nextTo?: string;
  /** The last `count` records of the page are those from this position on instead. */
  readonly repeat?: IdRange;
}
