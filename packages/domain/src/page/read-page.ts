// Reading a page: is the body one, how many records has it, and where does each stand in the text.
// Records are cut out of the text as they came, so big integers, escapes and key order survive byte for byte.
import { left, right, type Either } from 'fp-ts/lib/Either.js';

export interface PageMalformed {
  readonly _tag: 'PageMalformed';
  readonly detail: string;
}

const malformed = (detail: string): Either<PageMalformed, never> => left({ _tag: 'PageMalformed', detail });

const decoder = new TextDecoder('utf-8', { fatal: true });

/** The body as a JSON object, or why it is none. The detail never quotes the body: it may hold personal data. */
export const readObject = (
  body: Uint8Array,
): Either<PageMalformed, { readonly text: string; readonly object: Readonly<Record<string, unknown>> }> => {
  let text: string;
  try {
    text = decoder.decode(body);
  } catch {
    return malformed('the body is not UTF-8');
  }
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
  return Array.isArray(records)
    ? right(records.length)
    : malformed(`the body has no array of records under "${field}"`);
};

const QUOTE = 34;
const BACKSLASH = 92;
const COMMA = 44;
const COLON = 58;
const isOpening = (code: number): boolean => code === 91 || code === 123;
const isClosing = (code: number): boolean => code === 93 || code === 125;
const isBlank = (code: number): boolean => code === 32 || code === 10 || code === 13 || code === 9;

/** The index just behind the string that opens at `at`. */
const skipString = (text: string, at: number): number => {
  let i = at + 1;
  for (let code = text.charCodeAt(i); code !== QUOTE; code = text.charCodeAt(i))
    i += code === BACKSLASH ? 2 : 1;
  return i + 1;
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

/** Where the value of a top-level member begins: the last one of that name, as JSON.parse takes it; −1 when there is none. */
const memberAt = (text: string, name: string): number => {
  let found = -1;
  let i = skipBlank(text, skipBlank(text, 0) + 1);
  while (text.charCodeAt(i) === QUOTE) {
    const end = skipString(text, i);
    const key: unknown = JSON.parse(text.slice(i, end));
    const value = skipBlank(
      text,
      skipBlank(text, end) + (text.charCodeAt(skipBlank(text, end)) === COLON ? 1 : 0),
    );
    if (key === name) found = value;
    i = skipBlank(text, skipValue(text, value));
    if (text.charCodeAt(i) === COMMA) i = skipBlank(text, i + 1);
  }
  return found;
};

const trimEnd = (text: string, from: number, to: number): number => {
  let end = to;
  while (end > from && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return end;
};

/** A record on one line: blanks outside strings are dropped, and only when there is a line break to be rid of. */
const onOneLine = (record: string): string =>
  /[\n\r]/.test(record)
    ? record.replace(/("(?:[^"\\]|\\.)*")|[ \t\r\n]+/g, (_, string: string | undefined) => string ?? '')
    : record;

/** The records of a page, each as its own JSON text on one line, in the page's order. */
export const recordTexts = (
  body: Uint8Array,
  field: string,
): Either<PageMalformed, ReadonlyArray<string>> => {
  const counted = countRecords(body, field);
  if (counted._tag === 'Left') return counted;
  const text = decoder.decode(body);
  const records: string[] = [];
  let i = skipBlank(text, memberAt(text, field) + 1);
  while (records.length < counted.right) {
    const end = skipValue(text, i);
    records.push(onOneLine(text.slice(i, trimEnd(text, i, end))));
    i = skipBlank(text, skipBlank(text, end) + 1);
  }
  return right(records);
};
