// Reads values that an answer states, wherever they stand. It only reads; whether a value can be believed is decided elsewhere.
import { valueAt } from '../page/record-path.ts';
import type { Source } from './pagination.ts';

/** What of an answer pagination looks at. */
export interface Answered {
  /** The parsed body; null where the format has none. */
  readonly document: unknown;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

const HEADER = 'header:';

/** `items 0-99/1234` and `0-99/1234` alike; an unknown total is a `*`. */
const totalOfContentRange = (text: string): string => text.slice(text.lastIndexOf('/') + 1).trim();

/** The value at the source, or undefined when there is none. */
export const readSource = (source: Source, { document, headers }: Answered): unknown => {
  if (!source.startsWith(HEADER)) return valueAt(document, source);
  const name = source.slice(HEADER.length).toLowerCase();
  const text = headers[name];
  return text !== undefined && name === 'content-range' ? totalOfContentRange(text) : text;
};

/** A count that can be reckoned with: a whole number from 0, or a text of digits alone. Anything else is null. */
export const countOf = (value: unknown): number | null => {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value.trim()) ? Number(value) : value;
  return Number.isSafeInteger(number) && (number as number) >= 0 ? (number as number) : null;
};

/** The count at the source; null when it is not stated, or is none. */
export const readCount = (source: Source | null, answered: Answered): number | null =>
  source === null ? null : countOf(readSource(source, answered));
