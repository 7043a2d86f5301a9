// JSON bodies: their records as values, and as the very texts that came.
import { right, type Either } from 'fp-ts/lib/Either.js';
import { decodeText } from './body-text.ts';
import {
  cut,
  eachElement,
  eachMember,
  hasLineBreaks,
  isDeeperThan,
  onOneLine,
  opensArray,
  opensObject,
  skipBlank,
  skipValue,
} from './json-text.ts';
import { malformed, MOST_DEPTH, noRecords, tooDeep, type PageMalformed } from './page-malformed.ts';
import { nodesOf, type Location, type RecordPath } from './record-path.ts';

/** The text and the value of a JSON body, or why it is none. */
export const parseJson = (
  body: Uint8Array,
): Either<PageMalformed, { readonly text: string; readonly document: unknown }> => {
  const decoded = decodeText(body);
  if (decoded._tag === 'Left') return decoded;
  const text = decoded.right;
  if (isDeeperThan(text, MOST_DEPTH)) return tooDeep;
  try {
    return right({ text, document: JSON.parse(text) as unknown });
  } catch {
    return malformed(`the body (${body.length} bytes) is not JSON`);
  }
};

/** Where the records were found while walking; null until an array of them was. */
interface Found {
  texts: string[] | null;
}

const cutElements = (text: string, at: number, texts: string[]): number =>
  eachElement(text, at, (_, from) => {
    const to = skipValue(text, from);
    texts.push(cut(text, from, to));
    return to;
  });

/** Cuts the elements of the array under `names`, in one pass. The last member of a name counts, as for JSON.parse. */
const cutUnder = (
  text: string,
  at: number,
  [name, ...inner]: ReadonlyArray<string>,
  found: Found,
): number => {
  found.texts = null;
  if (name === undefined) {
    if (!opensArray(text, at)) return skipValue(text, at);
    found.texts = [];
    return cutElements(text, at, found.texts);
  }
  if (!opensObject(text, at)) return skipValue(text, at);
  return eachMember(text, at, (member, valueAt) =>
    member === name ? cutUnder(text, valueAt, inner, found) : skipValue(text, valueAt),
  );
};

/** The locations that are looked for, as a tree; `slots` are the places of those that end here. */
interface Wanted {
  readonly slots: number[];
  readonly inner: Map<string | number, Wanted>;
}

const wantedOf = (locations: ReadonlyArray<Location>): Wanted => {
  const root: Wanted = { slots: [], inner: new Map() };
  locations.forEach((location, slot) => {
    let at = root;
    for (const step of location) {
      const next = at.inner.get(step) ?? { slots: [], inner: new Map() };
      at.inner.set(step, next);
      at = next;
    }
    at.slots.push(slot);
  });
  return root;
};

/** As deep as the body at most, which is limited before. */
const cutWanted = (text: string, at: number, { slots, inner }: Wanted, texts: string[]): number => {
  const visit = (step: string | number | null, valueAt: number): number => {
    const next = step === null ? undefined : inner.get(step);
    return next === undefined ? skipValue(text, valueAt) : cutWanted(text, valueAt, next, texts);
  };
  let end: number;
  if (inner.size > 0 && opensObject(text, at)) end = eachMember(text, at, visit);
  else if (inner.size > 0 && opensArray(text, at)) end = eachElement(text, at, visit);
  else end = skipValue(text, at);
  for (const slot of slots) texts[slot] = cut(text, at, end);
  return end;
};

const textsAt = (
  text: string,
  path: RecordPath & { readonly _tag: 'Query' },
  recordsAt: string,
): Either<PageMalformed, ReadonlyArray<string>> => {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return malformed('the body is not JSON');
  }
  const nodes = nodesOf(document, path.query);
  if (nodes === null) return malformed(`the records under "${recordsAt}" could not be looked up`);
  const texts: string[] = [];
  cutWanted(text, skipBlank(text, 0), wantedOf(nodes.map(({ location }) => location)), texts);
  if (!path.singular) return right(texts);
  const [array] = texts;
  if (array === undefined || !opensArray(array, 0)) return noRecords(recordsAt);
  const elements: string[] = [];
  cutElements(array, 0, elements);
  return right(elements);
};

/**
 * The records of a JSON body, each as its own text on one line. Under names it does not parse: what is no JSON is found by
 * `readBody`, before a page is saved. Whoever has that count compares it with the number of texts.
 */
export const jsonTexts = (
  body: Uint8Array,
  path: RecordPath,
  recordsAt: string,
): Either<PageMalformed, ReadonlyArray<string>> => {
  const decoded = decodeText(body);
  if (decoded._tag === 'Left') return decoded;
  const text = decoded.right;
  let texts: ReadonlyArray<string>;
  if (path._tag === 'Names') {
    const found: Found = { texts: null };
    cutUnder(text, skipBlank(text, 0), path.names, found);
    if (found.texts === null) return noRecords(recordsAt);
    ({ texts } = found);
  } else {
    if (isDeeperThan(text, MOST_DEPTH)) return tooDeep;
    const located = textsAt(text, path, recordsAt);
    if (located._tag === 'Left') return located;
    texts = located.right;
  }
  // Only when there is a line break to be rid of: records stay byte for byte as they came.
  return right(
    hasLineBreaks(text) ? texts.map((record) => (hasLineBreaks(record) ? onOneLine(record) : record)) : texts,
  );
};
