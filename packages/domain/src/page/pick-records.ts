// The records of a parsed body, and whether a body without them is an error under a good status.
import { right, type Either } from 'fp-ts/lib/Either.js';
import { malformed, noRecords, type PageMalformed } from './page-malformed.ts';
import { atLocation, nodesOf, type RecordPath } from './record-path.ts';

/** Members that errors are known by, in lower case; RFC 9457 (detail), SOAP (fault), Amazon, Google, Django and plain usage. */
const ERROR_MEMBERS: ReadonlySet<string> = new Set([
  'error',
  'errors',
  'fault',
  'exception',
  'errormessage',
  'error_message',
  'errorcode',
  'error_code',
  'error_description',
  'message',
  'detail',
  'code',
]);
/** Those that speak of an error even where the list of records is there but empty; "message" may be a greeting. */
const PLAIN_ERROR_MEMBERS: ReadonlySet<string> = new Set(['error', 'errors', 'fault', 'exception']);

const saysNothing = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  value === false ||
  value === '' ||
  value === 0 ||
  (typeof value === 'object' && Object.keys(value).length === 0);

const memberAmong = (document: unknown, names: ReadonlySet<string>): string | null => {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return null;
  const found = Object.entries(document).find(
    ([name, value]) => names.has(name.toLowerCase()) && !saysNothing(value),
  );
  return found?.[0] ?? null;
};

const dressed = (member: string): string => `the answer is an error (member "${member}") under status 200`;
const dressedError = (member: string): Either<PageMalformed, never> => malformed(dressed(member));

/** What a body without any list of records says of itself, if it is an error; null when it is none. */
export const dressedErrorIn = (document: unknown): string | null => {
  const member = memberAmong(document, ERROR_MEMBERS);
  return member === null ? null : dressed(member);
};

/** Why a body has no records: it is an error, or they are not where they were looked for. */
export const withoutRecords = (document: unknown, recordsAt: string): Either<PageMalformed, never> => {
  const member = memberAmong(document, ERROR_MEMBERS);
  return member === null ? noRecords(recordsAt) : dressedError(member);
};

/** An empty list beside a plain word of an error is that error, and not the end of the records. */
export const unlessError = <A>(
  document: unknown,
  records: ReadonlyArray<A>,
): Either<PageMalformed, ReadonlyArray<A>> => {
  const member = records.length === 0 ? memberAmong(document, PLAIN_ERROR_MEMBERS) : null;
  return member === null ? right(records) : dressedError(member);
};

const canHold = (value: unknown): boolean => typeof value === 'object' && value !== null;

export const pickRecords = (
  document: unknown,
  path: RecordPath,
  recordsAt: string,
): Either<PageMalformed, ReadonlyArray<unknown>> => {
  if (path._tag === 'Names') {
    const records = atLocation(document, path.names);
    return Array.isArray(records) ? unlessError(document, records) : withoutRecords(document, recordsAt);
  }
  const nodes = nodesOf(document, path.query);
  if (nodes === null) return malformed(`the records under "${recordsAt}" could not be looked up`);
  if (path.singular) {
    const records: unknown = nodes[0]?.value;
    return Array.isArray(records) ? unlessError(document, records) : withoutRecords(document, recordsAt);
  }
  if (nodes.length === 0 && !canHold(atLocation(document, path.prefix)))
    return withoutRecords(document, recordsAt);
  return unlessError(
    document,
    nodes.map(({ value }) => value),
  );
};
