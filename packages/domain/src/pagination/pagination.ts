// How a partner pages its records, as data: the one description from which requests are made and answers are read.
// A request may leave it to detection; what a job runs with is always one of the kinds below.
import type { BodyFormat } from '../page/body-format.ts';

/**
 * Where a value stands in an answer: a top-level field of the body (`total`), a JSONPath into it (`$.meta.total`, RFC 9535),
 * or a header (`header:x-total-count`; of `header:content-range` the number behind the slash counts, RFC 9110 §14.4).
 */
export type Source = string;

interface Common {
  /** Where the records stand: a top-level field, or a JSONPath; `$` when the body itself is the array. */
  readonly records: string;
  /** Where the number of all records stands; null when the partner does not state it. */
  readonly total: Source | null;
  /** Query parameter that says how many records a page shall have; null when there is none. */
  readonly count: string | null;
  /** How many records a page is asked for; the partner may cap it, and then its cap counts. */
  readonly recordsPerPage: number;
  /** The field of a record that tells it from all others; null when there is none: then its whole content does. */
  readonly identity: string | null;
  readonly format: BodyFormat;
}

/** By the index of the first record. */
export interface OffsetPagination extends Common {
  readonly kind: 'offset';
  /** Query parameter: the first record's index, from 0. */
  readonly startAt: string;
  /** Where the partner states the most records of one page; null when it does not. */
  readonly pageSize: Source | null;
}

/** By the page's number. */
export interface PageNumberPagination extends Common {
  readonly kind: 'page';
  /** Query parameter: the page's number. */
  readonly page: string;
  readonly firstPage: 0 | 1;
  /** Where the number of pages stands; null when it is not stated. */
  readonly pages: Source | null;
}

/** A filter of the partner's by a number or a time, by which its records can be divided among chains that are walked side by side. */
export interface RangeFilter {
  /** Query parameter: the least value that passes, itself included. */
  readonly from: string;
  /** Query parameter: the value below which all that pass are, itself excluded. */
  readonly to: string;
  /** The least value that there is: a whole number, or a time (ISO 8601). */
  readonly least: number | string;
  /** A value above all that there are, of the same form. */
  readonly most: number | string;
}

interface Chained extends Common {
  /** Null: one chain for all records. */
  readonly range: RangeFilter | null;
}

/** By a token that each answer gives for the next. */
export interface CursorPagination extends Chained {
  readonly kind: 'cursor';
  /** Parameter that takes the token. */
  readonly cursor: string;
  /** Whether the parameters stand in the url or in a JSON body that is posted. */
  readonly in: 'query' | 'body';
  /** Where the next token stands. */
  readonly next: Source;
  /** Where a boolean says whether there is more; null when a missing token says it. */
  readonly more: Source | null;
}

/** By the url of the next page in the body. */
export interface NextUrlPagination extends Chained {
  readonly kind: 'next-url';
  readonly next: Source;
}

/** By `Link: <…>; rel="next"` (RFC 8288). */
export interface LinkPagination extends Chained {
  readonly kind: 'link';
}

/** By the last record that was read: the next page begins behind it. */
export interface KeysetPagination extends Chained {
  readonly kind: 'keyset';
  /** Query parameter that takes the last record's key. */
  readonly after: string;
  /** The record's field that holds its key. */
  readonly key: string;
  /** Where a boolean says whether there is more; null when only an empty page ends it. */
  readonly more: Source | null;
}

/** All records in one answer. */
export interface SinglePagination extends Chained {
  readonly kind: 'single';
}

/** Any page can be asked for by its place, so all pages can be asked for side by side. */
export type PlacedPagination = OffsetPagination | PageNumberPagination;
/** Only the answer to a page says how the next is asked for. */
export type ChainedPagination =
  | CursorPagination
  | NextUrlPagination
  | LinkPagination
  | KeysetPagination
  | SinglePagination;
export type Pagination = PlacedPagination | ChainedPagination;

/** The partner's first answers shall tell. */
export interface DetectPagination {
  readonly kind: 'detect';
}

export const isPlaced = (pagination: Pagination): pagination is PlacedPagination =>
  pagination.kind === 'offset' || pagination.kind === 'page';

/** A hundred records a page: most partners allow it, and few pages are then too large. */
export const USUAL_RECORDS_PER_PAGE = 100;

const common = {
  total: null,
  count: 'limit',
  recordsPerPage: USUAL_RECORDS_PER_PAGE,
  identity: null,
  format: 'json',
} as const;

type Defaults = { readonly [K in Pagination['kind']]: Extract<Pagination, { readonly kind: K }> };

/** What each kind is when a request names the kind and no more. Offset: the original's names. */
export const defaultsOf: Defaults = {
  offset: {
    ...common,
    kind: 'offset',
    startAt: 'startAt',
    count: 'count',
    records: 'payload',
    total: 'totalRecords',
    pageSize: 'maxRecordsPerPage',
    identity: 'id',
  },
  page: {
    ...common,
    kind: 'page',
    page: 'page',
    count: 'per_page',
    firstPage: 1,
    records: 'data',
    pages: null,
  },
  cursor: {
    ...common,
    range: null,
    kind: 'cursor',
    cursor: 'cursor',
    in: 'query',
    next: 'next_cursor',
    more: null,
    records: 'data',
  },
  'next-url': { ...common, range: null, kind: 'next-url', next: 'next', records: 'results' },
  link: { ...common, range: null, kind: 'link', count: 'per_page', records: '$' },
  keyset: {
    ...common,
    range: null,
    kind: 'keyset',
    after: 'starting_after',
    key: 'id',
    more: 'has_more',
    records: 'data',
    identity: 'id',
  },
  single: { ...common, range: null, kind: 'single', count: null, records: '$' },
};
