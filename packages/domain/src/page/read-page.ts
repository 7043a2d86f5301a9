// Reading a page: is the body one, how many records has it, and where does each stand in the text.
// Records are cut out of the text as they came, so big integers, escapes and key order survive byte for byte.
import { left, right, type Either } from 'fp-ts/lib/Either.js';

export interface PageMalformed {
  readonly _tag: 'PageMalformed';
  readonly detail: string;
}

const malformed = (detail: string): Either<PageMalformed, never> => left({ _tag: 'PageMalformed', detail });

const noRecords = (field: string): Either<PageMalformed, never> =>
  malformed(`the body has no array of records under "${field}"`);

const decoder = new TextDecoder('utf-8', { fatal: true });

const decode = (body: Uint8Array): Either<PageMalformed, string> => {
  try {
    return right(decoder.decode(body));
  } catch {
    return malformed('the body is not UTF-8');
  }
};

/** The body as a JSON object, or why it is none. The detail never quotes the body: it may hold personal data. */
export const readObject = (
  body: Uint8Array,
): Either<PageMalformed, { readonly text: string; readonly object: Readonly<Record<string, unknown>> }> => {
  const decoded = decode(body);
  if (decoded._tag === 'Left') return decoded;
  const text = decoded.right;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return malformed(`the body (${body.length} bytes) is not JSON`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return malformed('the body is not a JSON object');
  return right({ text, object: value as Readonly<Record<string, unknown>> });
};

/** How many records the page holds under `field`. */
export const countRecords = (body: Uint8Array, field: string): Either<PageMalformed, number> => {
  const page = readObject(body);
  if (page._tag === 'Left') return page;
  const records = page.right.object[field];
  return Array.isArray(records) ? right(records.length) : noRecords(field);
};

const QUOTE = 34;
const BACKSLASH = 92;
const COMMA = 44;
const OPENING_ARRAY = 91;
const isOpening = (code: number): boolean => code === 91 || code === 123;
const isClosing = (code: number): boolean => code === 93 || code === 125;
const isBlank = (code: number): boolean => code === 32 || code === 10 || code === 13 || code === 9;

/** The index just behind the string that opens at `at`; the text's end when the string does not end. */
const skipString = (text: string, at: number): number => {
  for (let i = text.indexOf('"', at + 1); i >= 0; i = text.indexOf('"', i + 1)) {
    // A quote behind an odd number of backslashes is part of the string.
    let before = i - 1;
    while (text.charCodeAt(before) === BACKSLASH) before -= 1;
    if ((i - before) % 2 === 1) return i + 1;
  }
  return text.length;
};

const skipBlank = (text: string, at: number): number => {
  let i = at;
  while (isBlank(text.charCodeAt(i))) i += 1;
  return i;
};

/** The index just behind the value that begins at `at`. */
const skipValue = (text: string, at: number): number => {
  let depth = 0;
  let i = at;
  while (i < text.length) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) i = skipString(text, i);
    else if (isOpening(code)) {
      depth += 1;
      i += 1;
    } else if (isClosing(code)) {
      if (depth === 0) return i;
      depth -= 1;
      i += 1;
    } else if (depth === 0 && code === COMMA) return i;
    else {
      i += 1;
      continue;
    }
    if (depth === 0) return i;
  }
  return i;
};

const trimEnd = (text: string, from: number, to: number): number => {
  let end = to;
  while (end > from && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return end;
};

/** A record on one line: blanks outside strings are dropped. */
const onOneLine = (record: string): string =>
  record.replace(/("(?:[^"\\]|\\.)*")|[ \t\r\n]+/g, (_, string: string | undefined) => string ?? '');

/** Inside of strings JSON has no line breaks, so a page without any has none in its records. */
const hasLineBreaks = (text: string): boolean => text.includes('\n') || text.includes('\r');

/** The name of a member, from quote to quote; parsed only when it holds an escape. */
const nameOf = (text: string, at: number, end: number): unknown => {
  const name = text.slice(at + 1, end - 1);
  if (!name.includes('\\')) return name;
  try {
    return JSON.parse(text.slice(at, end));
  } catch {
    return null;
  }
};

/** Cuts out the elements of the array that opens at `at`; answers the index just behind it. */
const cutElements = (text: string, at: number, elements: string[]): number => {
  let i = skipBlank(text, at + 1);
  while (i < text.length && !isClosing(text.charCodeAt(i))) {
    const end = skipValue(text, i);
    elements.push(text.slice(i, trimEnd(text, i, end)));
    i = skipBlank(text, end);
    if (text.charCodeAt(i) === COMMA) i = skipBlank(text, i + 1);
  }
  return i + 1;
};

/**
 * The records of a page, each as its own JSON text on one line, in the page's order.
 * It does not parse: what is no JSON is found by `countRecords`, before a page is saved. Whoever has that count compares it
 * with the number of texts.
 */
export const recordTexts = (
  body: Uint8Array,
  field: string,
): Either<PageMalformed, ReadonlyArray<string>> => {
  const decoded = decode(body);
  if (decoded._tag === 'Left') return decoded;
  const text = decoded.right;
  let records: string[] | null = null;
  let i = skipBlank(text, skipBlank(text, 0) + 1);
  while (text.charCodeAt(i) === QUOTE) {
    const end = skipString(text, i);
    const named = nameOf(text, i, end) === field;
    // Behind the name comes a colon.
    i = skipBlank(text, skipBlank(text, end) + 1);
    // The last member of a name counts, as for JSON.parse.
    if (named) records = text.charCodeAt(i) === OPENING_ARRAY ? [] : null;
    i = skipBlank(text, named && records !== null ? cutElements(text, i, records) : skipValue(text, i));
    if (text.charCodeAt(i) === COMMA) i = skipBlank(text, i + 1);
  }
  if (records === null) return noRecords(field);
  // Only when there is a line break to be rid of: records stay byte for byte as they came.
  return right(
    hasLineBreaks(text)
      ? records.map((record) => (hasLineBreaks(record) ? onOneLine(record) : record))
      : records,
  );
};
