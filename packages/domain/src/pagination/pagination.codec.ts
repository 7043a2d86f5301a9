// Decodes the `pagination` of a job request: by its kind, with that kind's fields and no other. Without a kind it is offset
// pagination when it names anything, as it was before there were others, and detection when it names nothing.
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { oneOf, orNull } from '../codec/choices.ts';
import { wholeNumber } from '../codec/numbers.ts';
import { only } from '../codec/only.ts';
import { textOf } from '../codec/text-of.ts';
import { isPath } from '../page/record-path.ts';
import { defaultsOf, type DetectPagination, type Pagination, type RangeFilter } from './pagination.ts';
import { boundValue, isBound } from './range-filter.ts';

/** A field or parameter name. 100 characters is more than any API was seen to use and keeps a request small. */
export const shortText = textOf(
  'a text of 1 to 100 characters',
  (text) => text.length >= 1 && text.length <= 100,
);

const path = textOf(
  'a field name of 1 to 100 characters, or a JSONPath that begins with $',
  (text) =>
    text.length >= 1 && text.length <= 200 && (text.startsWith('$') ? isPath(text) : text.length <= 100),
);

const source = textOf(
  'a field name, a JSONPath that begins with $, or "header:" and a header\'s name',
  (text) =>
    text.length >= 1 &&
    text.length <= 200 &&
    (text.startsWith('header:') ? /^header:[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(text) : path.is(text)),
);

const common = {
  records: path,
  total: orNull(source),
  count: orNull(shortText),
  recordsPerPage: wholeNumber(1, 100_000),
  identity: orNull(shortText),
  format: oneOf('json', 'ndjson', 'csv', 'xml'),
};

const firstPage = new t.Type<0 | 1>(
  '0 or 1',
  (u): u is 0 | 1 => u === 0 || u === 1,
  (u, c) => (u === 0 || u === 1 ? t.success(u) : t.failure(u, c)),
  t.identity,
);

const bound = new t.Type<number | string>(
  'a whole number, or a time such as "2026-01-31T00:00:00Z"',
  (u): u is number | string => isBound(u),
  (u, c) => (isBound(u) ? t.success(u) : t.failure(u, c)),
  t.identity,
);

const rangeFields = only({ from: shortText, to: shortText, least: bound, most: bound });

/** All four fields, the bounds of one form and in order. */
const RANGE =
  'an object of "from", "to", "least" and "most", the bounds both numbers or both times, "least" before "most"';
const range = new t.Type<RangeFilter>(
  RANGE,
  (u): u is RangeFilter => typeof u === 'object' && u !== null && 'from' in u,
  (input, context) => {
    const decoded = rangeFields.validate(input, context);
    if (E.isLeft(decoded)) return decoded;
    const { from, to, least, most } = decoded.right;
    return from !== undefined &&
      to !== undefined &&
      least !== undefined &&
      most !== undefined &&
      typeof least === typeof most &&
      boundValue(least) < boundValue(most)
      ? t.success({ from, to, least, most })
      : t.failure(input, context, RANGE);
  },
  t.identity,
);
const chained = { ...common, range: orNull(range) };

const fieldsOf = {
  detect: {},
  offset: { ...common, startAt: shortText, pageSize: orNull(source) },
  page: { ...common, page: shortText, firstPage, pages: orNull(source) },
  cursor: {
    ...chained,
    cursor: shortText,
    in: oneOf('query', 'body'),
    next: source,
    more: orNull(source),
  },
  'next-url': { ...chained, next: source },
  link: chained,
  keyset: { ...chained, after: shortText, key: shortText, more: orNull(source) },
  single: common,
} as const;

type Kind = keyof typeof fieldsOf;

const kind = oneOf('detect', 'offset', 'page', 'cursor', 'next-url', 'link', 'keyset', 'single');

const kindOf = (input: object): unknown => {
  if ('kind' in input && input.kind !== undefined) return input.kind;
  return Object.keys(input).length === 0 ? 'detect' : 'offset';
};

const complete = (known: Kind, given: object): Pagination | DetectPagination =>
  known === 'detect'
    ? { kind: 'detect' }
    : {
        ...defaultsOf[known],
        ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
      };

export const paginationCodec: t.Type<Pagination | DetectPagination, unknown> = new t.Type(
  'an object',
  (u): u is Pagination | DetectPagination => typeof u === 'object' && u !== null && 'kind' in u,
  (input, context) => {
    if (typeof input !== 'object' || input === null || Array.isArray(input)) return t.failure(input, context);
    const named = kindOf(input);
    if (!kind.is(named))
      return t.failures([{ value: undefined, context: t.appendContext(context, 'kind', kind) }]);
    const decoded = only({ kind, ...fieldsOf[named] }).validate(input, context);
    return E.isLeft(decoded) ? decoded : t.success(complete(named, decoded.right));
  },
  t.identity,
);
