// Asks for a page and reads it: its records, and what it states of the whole. What follows from that is decided elsewhere.
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { StoreUnavailable } from '../ambient/ambient.port.ts';
import { identify } from '../fingerprint/identity.ts';
import type { JobRequest } from '../job/job-request.ts';
import type { PageMalformed } from '../page/page-malformed.ts';
import { readBody, recordTextsOf } from '../page/read-body.ts';
import type { ChainAnswer } from '../pagination/next-position.ts';
import { ownRecords, skippedBefore } from '../pagination/page-request.ts';
import type { Pagination, PlacedPagination } from '../pagination/pagination.ts';
import { readCount } from '../pagination/source.ts';
import type { PageRequest, PageResponse } from '../partner/partner.port.ts';
import type { Page } from '../plan/plan.ts';
import { backoffMs, usualBackoff } from '../failure/backoff.ts';
import { askPage, waitToAsk, type AskEnvironment, type PageRefused } from './ask-page.ts';

export interface ReadAnswer extends ChainAnswer {
  readonly body: Uint8Array;
  /** How many of the body's records stand before `records`: more than none where only a part of a page is meant. */
  readonly skipped: number;
  /** The number of all records, when the answer states one that can be counted with. */
  readonly total: number | null;
}

/** What an answer says, read as the pagination tells. */
export const readAnswer = (
  pagination: Pagination,
  { body, headers, url }: PageResponse,
): E.Either<PageMalformed, ReadAnswer> =>
  E.map(
    ({ document, records }: { readonly document: unknown; readonly records: ReadonlyArray<unknown> }) => ({
      document,
      records,
      headers,
      url,
      body,
      skipped: 0,
      total: readCount(pagination.total, { document, headers }),
    }),
  )(readBody(pagination.format, pagination.records, body));

/**
 * The answer with those of its records that belong to the page. Pages are numbered by their size: one that is larger than they were
 * taken to be shows that the numbers mean other places than was thought.
 */
export const ownAnswer = (
  pagination: PlacedPagination,
  page: Page,
  pageSize: number,
  answer: ReadAnswer,
): E.Either<PageMalformed, ReadAnswer> => {
  const came = answer.records.length;
  if (pagination.kind === 'page' && came > pageSize)
    return E.left({
      _tag: 'PageMalformed',
      detail: `the page has ${came} records, and pages were taken to have ${pageSize} at most: what its number means has changed`,
    });
  return E.right({
    ...answer,
    records: ownRecords(pagination, page, pageSize, answer.records),
    skipped: skippedBefore(pagination, page, pageSize),
  });
};

/** The fingerprints of the answer's records. */
export const fingerprintsIn = (pagination: Pagination, { records, skipped, body }: ReadAnswer): Uint8Array =>
  identify(pagination, records, () =>
    E.getOrElse((): ReadonlyArray<string> => [])(
      recordTextsOf(pagination.format, pagination.records, body),
    ).slice(skipped),
  );

/**
 * How often a page is asked for whose answer cannot be read. Some such answers pass: a body cut short by a proxy, an error page
 * under a good status. Most do not, and then every further try is one that the partner answers for nothing.
 */
const MOST_UNREADABLE = 3;

/** Asks for a page until its answer can be read, whatever that means to the caller, or it is clear that it will not be. */
export const askUntilRead =
  (env: AskEnvironment) =>
  <F, A>(
    request: JobRequest,
    asked: PageRequest,
    read: (response: PageResponse) => E.Either<F, A>,
    mayGoOn: () => boolean,
  ): TaskEither<F | PageRefused | StoreUnavailable, A> =>
  async () => {
    for (let tries = 1; ; tries += 1) {
      const answer = await askPage(env)(request, asked, mayGoOn)();
      if (E.isLeft(answer)) return answer;
      const found = read(answer.right);
      if (E.isRight(found) || tries >= Math.min(MOST_UNREADABLE, request.limits.attempts)) return found;
      const refused = await waitToAsk(env, backoffMs(usualBackoff, tries, env.random()), mayGoOn);
      if (refused !== null) return E.left(refused);
    }
  };

export const askAndRead =
  (env: AskEnvironment) =>
  (
    request: JobRequest,
    pagination: Pagination,
    asked: PageRequest,
    mayGoOn: () => boolean,
  ): TaskEither<PageRefused | PageMalformed | StoreUnavailable, ReadAnswer> =>
    askUntilRead(env)(request, asked, (response) => readAnswer(pagination, response), mayGoOn);
