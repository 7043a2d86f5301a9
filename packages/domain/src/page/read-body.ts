// Reading a page in any format: its records as values, and as one JSON text each. Nothing here throws, whatever the bytes are.
import { chain, map, right, type Either } from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import type { BodyFormat } from './body-format.ts';
import { csvRecords, csvTexts } from './csv-body.ts';
import { jsonTexts, parseJson } from './json-body.ts';
import { readNdjson } from './ndjson-body.ts';
import { malformed, type PageMalformed } from './page-malformed.ts';
import { pickRecords } from './pick-records.ts';
import { compilePath, type RecordPath } from './record-path.ts';
import { parseXml, readXml } from './xml-body.ts';

export interface ReadBody {
  /** The parsed body; null for NDJSON and CSV, which are nothing but records. */
  readonly document: unknown;
  readonly records: ReadonlyArray<unknown>;
}

/** The request's codec asks `isPath` first; a path that is none all the same is a page that cannot be read. */
const noPath = malformed('the place of the records is neither a field name nor a JSONPath');

const readJson = (body: Uint8Array, path: RecordPath, recordsAt: string): Either<PageMalformed, ReadBody> =>
  pipe(
    parseJson(body),
    chain(({ document }) =>
      pipe(
        pickRecords(document, path, recordsAt),
        map((records) => ({ document, records })),
      ),
    ),
  );

const alone = (records: ReadonlyArray<unknown>): ReadBody => ({ document: null, records });

/**
 * The records of a page.
 * @param recordsAt a top-level field's name ("payload"), or a JSONPath (RFC 9535): one that leads to a single array names the
 * array of records ("$" the whole body, "$.data.items"); any other selects the records themselves ("$.groups[*].rows[*]").
 * In XML, "[*]" behind an element's name means all elements of that name. NDJSON and CSV are nothing but records: not read there.
 * @returns malformed for what is not of that format, deeper than 500 levels, without records at that place, or an error under a
 * good status: a body with a member like "error" instead of records, or beside none
 */
export const readBody = (
  format: BodyFormat,
  recordsAt: string,
  body: Uint8Array,
): Either<PageMalformed, ReadBody> => {
  if (format === 'ndjson')
    return pipe(
      readNdjson(body),
      map(({ records }) => alone(records)),
    );
  if (format === 'csv') return pipe(csvRecords(body), map(alone));
  const path = compilePath(recordsAt);
  if (path === null) return noPath;
  return format === 'xml' ? readXml(body, path, recordsAt) : readJson(body, path, recordsAt);
};

/**
 * The records of a page, each as one JSON text on one line, in the page's order. Of JSON and NDJSON they are cut out of the body
 * as they came: big integers, escapes and key order survive; of CSV and XML they are objects of texts.
 * Under plain names, JSON is not parsed: what is no JSON is for `readBody` to find, whose count is compared with this one's.
 */
export const recordTextsOf = (
  format: BodyFormat,
  recordsAt: string,
  body: Uint8Array,
): Either<PageMalformed, ReadonlyArray<string>> => {
  if (format === 'ndjson')
    return pipe(
      readNdjson(body),
      map(({ texts }) => texts),
    );
  if (format === 'csv') return csvTexts(body);
  const path = compilePath(recordsAt);
  if (path === null) return noPath;
  if (format === 'json') return jsonTexts(body, path, recordsAt);
  return pipe(
    readXml(body, path, recordsAt),
    map(({ records }) => records.map((record) => JSON.stringify(record))),
  );
};

/** The parsed body alone, for whoever does not know yet where its records are; null for NDJSON and CSV. */
export const readDocument = (format: BodyFormat, body: Uint8Array): Either<PageMalformed, unknown> => {
  if (format === 'xml') return parseXml(body);
  if (format !== 'json') return right(null);
  return pipe(
    parseJson(body),
    map(({ document }) => document),
  );
};
