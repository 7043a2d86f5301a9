// Ranges of a filter: half-open intervals of whole numbers or of milliseconds, divided and written as the partner wants them.
import type { RangeFilter } from './pagination.ts';

export interface Interval {
  /** Included. */
  readonly from: number;
  /** Excluded. */
  readonly to: number;
}

/** ISO 8601 with a date and a time zone, or a date alone, which is UTC: what every engine reads alike. */
const TIME = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/;

export const isBound = (value: unknown): value is number | string =>
  Number.isSafeInteger(value) ||
  (typeof value === 'string' && TIME.test(value) && !Number.isNaN(Date.parse(value)));

/** A bound as a number: itself, or milliseconds since the epoch. */
export const boundValue = (bound: number | string): number =>
  typeof bound === 'number' ? bound : Date.parse(bound);

export const wholeRange = ({ least, most }: RangeFilter): Interval => ({
  from: boundValue(least),
  to: boundValue(most),
});

/** Two halves; null when there is but one value in it. */
export const halves = ({ from, to }: Interval): readonly [Interval, Interval] | null => {
  const middle = from + Math.floor((to - from) / 2);
  return middle > from
    ? [
        { from, to: middle },
        { from: middle, to },
      ]
    : null;
};

/** The query parameters that narrow a request to the interval. */
export const rangeQuery = (
  { from, to, least }: RangeFilter,
  interval: Interval,
): Readonly<Record<string, string>> => {
  const write = (value: number): string =>
    typeof least === 'number' ? String(value) : new Date(value).toISOString();
  return { [from]: write(interval.from), [to]: write(interval.to) };
};
