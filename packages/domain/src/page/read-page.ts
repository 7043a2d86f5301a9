// Reading a JSON page whose records stand under a top-level field; read-body.ts reads all the other kinds.
import { left, right, type Either } from 'fp-ts/lib/Either.js';
import { jsonTexts, parseJson } from './json-body.ts';
import { malformed, noRecords, type PageMalformed } from './page-malformed.ts';

export type { PageMalformed } from './page-malformed.ts';

/** The body as a JSON object, or why it is none. The detail never quotes the body: it may hold personal data. */
export const readObject = (
  body: Uint8Array,
): Either<PageMalformed, { readonly text: string; readonly object: Readonly<Record<string, unknown>> }> => {
  const parsed = parseJson(body);
  if (parsed._tag === 'Left') return left(parsed.left);
  const { text, document } = parsed.right;
  if (typeof document !== 'object' || document === null || Array.isArray(document))
    return malformed('the body is not a JSON object');
  return right({ text, object: document as Readonly<Record<string, unknown>> });
};

/** How many records the page holds under `field`. */
export const countRecords = (body: Uint8Array, field: string): Either<PageMalformed, number> => {
  const page = readObject(body);
  if (page._tag === 'Left') return page;
  const records = page.right.object[field];
  return Array.isArray(records) ? right(records.length) : noRecords(field);
};

/**
 * The records of a page, each as its own JSON text on one line, in the page's order.
 * It does not parse: what is no JSON is found by `countRecords`, before a page is saved. Whoever has that count compares it
 * with the number of texts.
 */
export const recordTexts = (body: Uint8Array, field: string): Either<PageMalformed, ReadonlyArray<string>> =>
  jsonTexts(body, { _tag: 'Names', names: [field] }, field);
