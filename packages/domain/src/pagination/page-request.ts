// From a place in the plan to the request that asks for it: any page can be asked for again, alone.
// Headers of the request may hold secrets, so a next url that leads to another origin is asked without them.
import { headersTowards } from '../credentials/other-origin.ts';
import type { JobRequest } from '../job/job-request.ts';
import type { PageRequest } from '../partner/partner.port.ts';
import type { Page } from '../plan/plan.ts';
import type { Position } from './next-position.ts';
import type { ChainedPagination, Pagination, PlacedPagination } from './pagination.ts';

type Query = Readonly<Record<string, string>>;

const requestFor = (request: JobRequest, url: string, body: string | null = null): PageRequest => {
  const { method, headers, limits, credentials } = request;
  const asked = new URL(url);
  asked.hash = '';
  return {
    method,
    url: asked.href,
    headers: {
      ...headersTowards(request.url, asked.href, headers),
      ...(body === null ? {} : { 'content-type': 'application/json' }),
    },
    body,
    timeouts: limits.timeouts,
    maxBodyBytes: limits.maxBodyBytes,
    ...(credentials === null ? {} : { credentials, credentialsOrigin: request.url }),
  };
};

const withQuery = (url: string, query: Query): string => {
  const asked = new URL(url);
  for (const [name, value] of Object.entries(query)) asked.searchParams.set(name, value);
  return asked.href;
};

/** The request's own body with these members in it, for a partner that is asked by POST. */
const bodyOf = (request: JobRequest, members: Readonly<Record<string, unknown>>): string | null =>
  request.method === 'GET' ? null : JSON.stringify({ ...request.body, ...members });

/** The url as it was given: the first contact of a detection. */
export const plainRequest = (request: JobRequest): PageRequest =>
  requestFor(request, request.url, bodyOf(request, {}));

/** The number of the page that holds the record at `startAt`. */
export const pageNumberOf = (startAt: number, pageSize: number, firstPage: 0 | 1): number =>
  Math.floor(startAt / pageSize) + firstPage;

/**
 * Asks for the records from `startAt`. By page number the page is asked for that holds them.
 * @param pageSize the partner's real page size, by which pages are numbered
 */
export const placedRequest = (
  request: JobRequest,
  pagination: PlacedPagination,
  { startAt, count }: Page,
  pageSize: number,
): PageRequest => {
  const query: Record<string, string> =
    pagination.kind === 'offset'
      ? { [pagination.startAt]: String(startAt) }
      : { [pagination.page]: String(pageNumberOf(startAt, pageSize, pagination.firstPage)) };
  if (pagination.count !== null)
    query[pagination.count] = String(pagination.kind === 'offset' ? count : pagination.recordsPerPage);
  return requestFor(request, withQuery(request.url, query), bodyOf(request, {}));
};

/** Asks for the page at a position of a chain. `range` narrows the chain to a part of the records. */
export const chainedRequest = (
  request: JobRequest,
  pagination: ChainedPagination,
  position: Position,
  range: Query = {},
): PageRequest => {
  if (position !== null && (pagination.kind === 'next-url' || pagination.kind === 'link'))
    return requestFor(request, position, bodyOf(request, {}));
  const inBody = pagination.kind === 'cursor' && pagination.in === 'body';
  const query: Record<string, string> = { ...range };
  const members: Record<string, unknown> = {};
  if (pagination.count !== null) {
    if (inBody) members[pagination.count] = pagination.recordsPerPage;
    else query[pagination.count] = String(pagination.recordsPerPage);
  }
  if (position !== null && pagination.kind === 'cursor') {
    if (inBody) members[pagination.cursor] = position;
    else query[pagination.cursor] = position;
  }
  if (position !== null && pagination.kind === 'keyset') query[pagination.after] = position;
  return requestFor(request, withQuery(request.url, query), bodyOf(request, members));
};

/** How many of a page's records stand before those that are meant. */
export const skippedBefore = ({ kind }: Pagination, { startAt }: Page, pageSize: number): number =>
  kind === 'page' ? startAt % pageSize : 0;

/** Which of the answer's records belong to the page: by page number a whole page comes, and a part of it may be meant. */
export const ownRecords = <A>(
  pagination: Pagination,
  page: Page,
  pageSize: number,
  records: ReadonlyArray<A>,
): ReadonlyArray<A> => {
  const { count } = page;
  const skip = skippedBefore(pagination, page, pageSize);
  return skip === 0 && records.length <= count ? records : records.slice(skip, skip + count);
};
