// Where the partner's list ends, when it does not say: pages are asked for at doubling distances until one is empty, then
// between the last that had records and the first that had none. A logarithm of requests, whatever the size.
// It trusts no single short or empty page: the end that it finds is confirmed again when the job settles.
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { StoreUnavailable } from '../ambient/ambient.port.ts';
import type { JobRequest } from '../job/job-request.ts';
import type { PageMalformed } from '../page/page-malformed.ts';
import { ownPart, placedRequest } from '../pagination/page-request.ts';
import type { PlacedPagination } from '../pagination/pagination.ts';
import { readCount } from '../pagination/source.ts';
import type { Page } from '../plan/plan.ts';
import type { AskEnvironment, PageRefused } from './ask-page.ts';
import { askAndRead, fingerprintsIn, type ReadAnswer } from './read-answer.ts';

export interface EndNotFound {
  readonly _tag: 'EndNotFound';
  readonly detail: string;
}

export type ContactFailed = PageRefused | PageMalformed | StoreUnavailable;

/** Statuses by which partners refuse a place, and not the request: mostly it lies behind the end of the list. */
const BEHIND_THE_END: ReadonlySet<number | null> = new Set([400, 404, 416, 422]);

/** A partner of more pages than this is one that does not look at the place that it is asked for. */
const MOST_PAGES = 2 ** 36;

export interface Placed {
  readonly request: JobRequest;
  readonly pagination: PlacedPagination;
  readonly pageSize: number;
}

/** The partner refused the place: it lies behind the end, or deeper than the partner serves. */
export interface Refused {
  readonly _tag: 'Refused';
  readonly status: number | null;
}

export const isRefused = (answer: ReadAnswer | Refused): answer is Refused => '_tag' in answer;

/** What stands at a place. */
export const askAt =
  (env: AskEnvironment) =>
  (
    { request, pagination, pageSize }: Placed,
    page: Page,
    mayGoOn: () => boolean,
  ): TaskEither<ContactFailed, ReadAnswer | Refused> =>
  async () => {
    const asked = placedRequest(request, pagination, page, pageSize);
    const answer = await askAndRead(env)(request, pagination, asked, mayGoOn)();
    if (E.isRight(answer)) {
      const { right } = answer;
      return E.map((records: ReadonlyArray<unknown>) => ({ ...right, records }))(
        ownPart(pagination, page, pageSize, right.records),
      );
    }
    const { left } = answer;
    return left._tag === 'GaveUp' && BEHIND_THE_END.has(left.status)
      ? E.right({ _tag: 'Refused', status: left.status })
      : answer;
  };

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);

/**
 * The number of records in the list.
 * @param known how many records there are at the least: the search begins behind them
 * @param first the first page, by which a partner is noticed that answers every place with it; null when it is not at hand
 */
export const findEnd =
  (env: AskEnvironment) =>
  (
    placed: Placed,
    known: number,
    first: ReadAnswer | null,
    mayGoOn: () => boolean,
  ): TaskEither<ContactFailed | EndNotFound, number> =>
  async () => {
    const { pagination, pageSize } = placed;
    const firstPrints = first === null ? null : fingerprintsIn(pagination, first);
    const recordsOn = async (page: number): Promise<E.Either<ContactFailed | EndNotFound, number>> => {
      const answer = await askAt(env)(placed, { startAt: page * pageSize, count: pageSize }, mayGoOn)();
      if (E.isLeft(answer)) return answer;
      if (isRefused(answer.right) || answer.right.records.length === 0) return E.right(0);
      return page > 0 && firstPrints !== null && sameBytes(fingerprintsIn(pagination, answer.right), firstPrints)
        ? E.left({ _tag: 'EndNotFound', detail: 'the partner answers every place with the first page' })
        : E.right(answer.right.records.length);
    };
    const stated = pagination.kind === 'page' && first !== null ? readCount(pagination.pages, first) : null;
    let low = Math.max(0, Math.ceil(known / pageSize) - 1);
    // Null until it was asked for as a whole page: what is known of it may have grown, or come from a smaller page.
    let lowRecords: number | null = null;
    let high: number | null = null;
    // The partner's number of pages is where the search begins; it is not believed.
    if (stated !== null && stated - 1 > low) {
      const last = await recordsOn(stated - 1);
      if (E.isLeft(last)) return last;
      if (last.right > 0) {
        low = stated - 1;
        lowRecords = last.right;
      } else high = stated - 1;
    }
    // A last page that is short is looked behind all the same.
    for (let step = 1; high === null; step *= 2) {
      const page: number = low + step;
      if (page > MOST_PAGES)
        return E.left({ _tag: 'EndNotFound', detail: 'there seem to be more pages than any partner has' });
      const records = await recordsOn(page);
      if (E.isLeft(records)) return records;
      if (records.right === 0) high = page;
      else {
        low = page;
        lowRecords = records.right;
      }
    }
    while (high - low > 1) {
      const middle: number = Math.floor((low + high) / 2);
      const records = await recordsOn(middle);
      if (E.isLeft(records)) return records;
      if (records.right === 0) high = middle;
      else {
        low = middle;
        lowRecords = records.right;
      }
    }
    if (lowRecords === null) {
      const records = await recordsOn(low);
      if (E.isLeft(records)) return records;
      lowRecords = records.right;
    }
    return E.right(low * pageSize + lowRecords);
  };
