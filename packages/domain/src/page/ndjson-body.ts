// Bodies with one JSON value a line (NDJSON, JSON Lines). Each line is a record; blank lines are skipped.
import { right, type Either } from 'fp-ts/lib/Either.js';
import { decodeText } from './body-text.ts';
import { isDeeperThan } from './json-text.ts';
import { malformed, MOST_DEPTH, tooDeep, type PageMalformed } from './page-malformed.ts';

interface Lines {
  readonly texts: ReadonlyArray<string>;
  readonly records: ReadonlyArray<unknown>;
}

/** The lines as they came and as values. A line that is no JSON fails the page: it may be the rest of one that was cut off. */
export const readNdjson = (body: Uint8Array): Either<PageMalformed, Lines> => {
  const decoded = decodeText(body);
  if (decoded._tag === 'Left') return decoded;
  const texts: string[] = [];
  const records: unknown[] = [];
  for (const [index, line] of decoded.right.split('\n').entries()) {
    const text = line.trim();
    if (text === '') continue;
    if (isDeeperThan(text, MOST_DEPTH)) return tooDeep;
    try {
      records.push(JSON.parse(text));
    } catch {
      return malformed(`line ${index + 1} is not JSON`);
    }
    texts.push(text);
  }
  return right({ texts, records });
};
