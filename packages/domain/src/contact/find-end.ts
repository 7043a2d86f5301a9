// Where the partner's list ends, when it does not say: pages are asked for at doubling distances until one is empty, then
// between the last that had records and the first that had none. A logarithm of requests, whatever the size.
// It trusts no single short or empty page: the end that it finds is confirmed again when the job settles.
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { StoreUnavailable } from '../ambient/ambient.port.ts';
import type { JobRequest } from '../job/job-request.ts';
import type { PageMalformed } from '../page/page-malformed.ts';
import { placedRequest } from '../pagination/page-request.ts';
import type { PlacedPagination } from '../pagination/pagination.ts';
import { readCount } from '../pagination/source.ts';
import type { Page } from '../plan/plan.ts';
import type { AskEnvironment, PageRefused } from './ask-page.ts';
import { askAndRead, fingerprintsIn, ownAnswer, type ReadAnswer } from './read-answer.ts';

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

const passes = ({ _tag }: ContactFailed): boolean => _tag === 'GaveUp' || _tag === 'PageMalformed';

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
    if (E.isRight(answer)) return ownAnswer(pagination, page, pageSize, answer.right);
    const { left } = answer;
    return left._tag === 'GaveUp' && BEHIND_THE_END.has(left.status)
      ? E.right({ _tag: 'Refused', status: left.status })
      : answer;
  };

/**
 * Whether a list of so many records ends there: one request. False also when there are fewer; null when the place behind is refused
 * or cannot be had, which tells nothing.
 * @param total 1 at the least
 */
export const endsAt =
  (env: AskEnvironment) =>
  (placed: Placed, total: number, mayGoOn: () => boolean): TaskEither<ContactFailed, boolean | null> =>
  async () => {
    const { pagination, pageSize } = placed;
    // By pages: the one on which the next record would stand; a first page that is not full may be cut, so it is the second then.
    // By places: the last record, and room for one more.
    const byPage = Math.max(1, Math.floor(total / pageSize)) * pageSize;
    const startAt = pagination.kind === 'page' || pageSize === 1 ? byPage : total - 1;
    const count = pagination.kind === 'page' ? pageSize : Math.min(2, pageSize);
    const answer = await askAt(env)(placed, { startAt, count }, mayGoOn)();
    if (E.isLeft(answer)) return passes(answer.left) ? E.right(null) : answer;
    return E.right(
      isRefused(answer.right) ? null : answer.right.records.length === Math.max(0, total - startAt),
    );
  };

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);

type Search<A> = Promise<E.Either<ContactFailed | EndNotFound, A>>;

/** What stands on a page: records; nothing; nothing, because the partner refuses the place; or what could not be had. */
type OnPage = number | 'refused' | 'broken';

/** A page that has records. */
interface Held {
  readonly page: number;
  readonly records: number;
}

/**
 * The number of records in the list. A page that cannot be had, though one behind it can or the one before it is full, is taken
 * as there: a task for it then says why.
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
    // The last page that was seen: one that comes again at another place is no page of that place.
    let seen = { page: 0, prints: first === null ? null : fingerprintsIn(pagination, first) };
    const broken = new Set<number>();
    const refused = new Set<number>();
    const ask = async (page: number): Search<OnPage> => {
      const answer = await askAt(env)(placed, { startAt: page * pageSize, count: pageSize }, mayGoOn)();
      if (E.isLeft(answer)) return passes(answer.left) ? E.right('broken') : answer;
      if (isRefused(answer.right)) return E.right('refused');
      const { records } = answer.right;
      if (records.length === 0) return E.right(0);
      const prints = fingerprintsIn(pagination, answer.right);
      if (page !== seen.page && seen.prints !== null && sameBytes(prints, seen.prints))
        return E.left({ _tag: 'EndNotFound', detail: 'the partner answers every place with the same page' });
      seen = { page, prints };
      return E.right(records.length);
    };
    /** The page if it has records, or the next one if this cannot be had; null when neither has. */
    const look = async (page: number): Search<Held | null> => {
      const here = await ask(page);
      if (E.isLeft(here)) return here;
      if (here.right === 'refused') refused.add(page);
      if (here.right !== 'broken')
        return E.right(here.right === 'refused' || here.right === 0 ? null : { page, records: here.right });
      broken.add(page);
      const next = await ask(page + 1);
      if (E.isLeft(next)) return next;
      return E.right(
        typeof next.right === 'number' && next.right > 0 ? { page: page + 1, records: next.right } : null,
      );
    };
    const stated = pagination.kind === 'page' && first !== null ? readCount(pagination.pages, first) : null;
    let low = Math.max(0, Math.ceil(known / pageSize) - 1);
    // Null until it was asked for as a whole page: what is known of it may have grown, or come from a smaller page.
    let lowRecords: number | null = null;
    let high: number | null = null;
    const take = (page: number, held: Held | null): void => {
      if (held === null) high = page;
      else {
        low = held.page;
        lowRecords = held.records;
      }
    };
    // The partner's number of pages is where the search begins; it is not believed.
    if (stated !== null && stated - 1 > low) {
      const last = await look(stated - 1);
      if (E.isLeft(last)) return last;
      take(stated - 1, last.right);
    }
    for (;;) {
      // A last page that is short is looked behind all the same.
      for (let step = 1; high === null; step *= 2) {
        const page = low + step;
        if (page > MOST_PAGES)
          return E.left({ _tag: 'EndNotFound', detail: 'there seem to be more pages than any partner has' });
        const held = await look(page);
        if (E.isLeft(held)) return held;
        take(page, held.right);
      }
      while (high - low > 1) {
        const middle: number = Math.floor((low + high) / 2);
        const held = await look(middle);
        if (E.isLeft(held)) return held;
        take(middle, held.right);
      }
      // A place that is refused may be a single page: what stands behind it decides.
      if (!refused.has(high)) break;
      const behind: E.Either<ContactFailed | EndNotFound, Held | null> = await look(high + 1);
      if (E.isLeft(behind)) return behind;
      if (behind.right === null) break;
      take(high + 1, behind.right);
      high = null;
    }
    if (lowRecords === null) {
      const records = await ask(low);
      if (E.isLeft(records)) return records;
      lowRecords = typeof records.right === 'number' ? records.right : pageSize;
    }
    return E.right(
      broken.has(low + 1) && lowRecords >= pageSize ? (low + 2) * pageSize : low * pageSize + lowRecords,
    );
  };
