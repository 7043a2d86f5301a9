// When all pages have been read: does the list still begin and end as it was read, and is there nothing behind its end?
// Two or three requests, and up to three more where no total tells of the end. Offsets can show no more: rows that come and go in the
// middle, one for one, leave both ends alone.
import * as E from 'fp-ts/lib/Either.js';
import type { AskEnvironment } from '../contact/ask-page.ts';
import { askAt, isRefused, type ContactFailed, type Placed, type Refused } from '../contact/find-end.ts';
import { fingerprintsIn, type ReadAnswer } from '../contact/read-answer.ts';
import { nextWord, type NextWord } from '../detection/next-word.ts';
import { fingerprintKeys } from '../fingerprint/fingerprint.ts';
import type { Fingerprints } from '../fingerprint/fingerprints.port.ts';
import { taskIdOf, type Page } from '../plan/plan.ts';

export interface LookEnvironment extends AskEnvironment {
  readonly fingerprints: Fingerprints;
}

export interface Ends {
  /** Places at which another record stands than was read there. */
  readonly shiftedAt: ReadonlyArray<number>;
  /** Whether a record stands where the plan's last one stood. */
  readonly lastIsThere: boolean;
  /** Whether there are records behind it. */
  readonly more: boolean;
  /** Whether pages hold one record, whatever they are asked for. */
  readonly oneAPage: boolean;
  /** The status with which the place behind it was refused, where nothing else shows the end; else null. */
  readonly refused: number | null;
  /** The total that the partner states now; null when it states none. */
  readonly total: number | null;
}

/** What was read at a place: a page that came short is followed into the task that filled its gap. */
const keptAt = async (
  { fingerprints }: LookEnvironment,
  jobId: string,
  page: Page,
  at: number,
): Promise<ContactResult<string | null>> => {
  for (let { startAt, count } = page; ;) {
    const kept = await fingerprints.get(jobId, taskIdOf({ startAt, count }))();
    if (E.isLeft(kept)) return kept;
    const keys = kept.right === null ? [] : fingerprintKeys(kept.right);
    const key = keys[at - startAt];
    if (key !== undefined || keys.length === 0) return E.right(key ?? null);
    startAt += keys.length;
    count -= keys.length;
    if (count <= 0) return E.right(null);
  }
};

type ContactResult<A> = E.Either<ContactFailed, A>;

interface Seen {
  /** The record at the place, as a key; null when there is none. */
  readonly key: string | null;
  readonly more: boolean;
  readonly refused: number | null;
  /** Whether nothing but an empty page shows that the list ends here. */
  readonly byEmptyPage: boolean;
  readonly total: number | null;
  /** What the record's own page says of a next one, where the place behind is refused; else null. */
  readonly word: NextWord;
}

const keysOf = ({ pagination }: Placed, answer: ReadAnswer | Refused): ReadonlyArray<string> =>
  isRefused(answer) ? [] : fingerprintKeys(fingerprintsIn(pagination, answer));

/** What stands at a place, and whether something stands behind it. */
const seeAt = async (
  env: AskEnvironment,
  placed: Placed,
  at: number,
  mayGoOn: () => boolean,
): Promise<ContactResult<Seen>> => {
  const { pagination, pageSize } = placed;
  const ask = (page: Page) => askAt(env)(placed, page, mayGoOn)();
  const startAt = pagination.kind === 'offset' ? at : Math.floor(at / pageSize) * pageSize;
  const count = pagination.kind === 'offset' ? Math.min(2, pageSize) : pageSize;
  const answer = await ask({ startAt, count });
  if (E.isLeft(answer)) return answer;
  const keys = keysOf(placed, answer.right);
  const key = keys[at - startAt] ?? null;
  const total = isRefused(answer.right) ? null : answer.right.total;
  // Where the page ends with the record, only the next one can tell.
  if (key === null || keys.length > at - startAt + 1 || at - startAt + 1 < count)
    return E.right({
      key,
      more: keys.length > at - startAt + 1,
      refused: null,
      byEmptyPage: false,
      total,
      word: null,
    });
  const behind = await ask({ startAt: startAt + count, count });
  if (E.isLeft(behind)) return behind;
  return isRefused(behind.right)
    ? E.right({
        key,
        more: false,
        refused: behind.right.status,
        byEmptyPage: false,
        total,
        word: isRefused(answer.right) ? null : nextWord(answer.right),
      })
    : E.right({
        key,
        more: behind.right.records.length > 0,
        refused: null,
        byEmptyPage: behind.right.records.length === 0,
        total: behind.right.total ?? total,
        word: null,
      });
};

type End = Pick<Ends, 'more' | 'refused'>;

/** A store that fails or a job that is stopped ends the look; any other failure leaves a doubt. */
const ends = ({ _tag }: ContactFailed): boolean => _tag === 'Stopped' || _tag === 'StoreUnavailable';

/** No partner was seen to give fewer records a page: a single page of so few is the whole list, and not its first page. */
const SMALLEST_CAP = 5;

/** A size of pages by which the last record does not stand at the end of one; 2 at the least. Null when there is none. */
const otherSize = (pageSize: number, total: number): number | null => {
  for (let size = pageSize - 1; size > 1; size -= 1) if (total % size !== 0) return size;
  return null;
};

/** Partners that sift a page after they have cut it give empty ones in the middle of a list: is there something on the next? */
const lookBehindEmpty = async (
  env: AskEnvironment,
  placed: Placed,
  total: number,
  mayGoOn: () => boolean,
): Promise<ContactResult<End>> => {
  const { pageSize } = placed;
  const startAt = (Math.floor(total / pageSize) + 1) * pageSize;
  const answer = await askAt(env)(placed, { startAt, count: pageSize }, mayGoOn)();
  if (E.isLeft(answer)) return ends(answer.left) ? answer : E.right({ more: false, refused: null });
  return E.right({ more: !isRefused(answer.right) && answer.right.records.length > 0, refused: null });
};

/**
 * Whether the list ends behind a full last page, where no total says so and the place behind is refused or empty. A refusal may
 * mean the end, or a place that the partner does not serve; an empty page may be one that failed without a word, as many times as
 * it was asked for. A page that comes short tells, so one is asked for in another size.
 */
const confirmEnd = async (
  env: AskEnvironment,
  placed: Placed,
  { more, refused, byEmptyPage, word, total: stated }: Seen,
  total: number,
  mayGoOn: () => boolean,
): Promise<ContactResult<End>> => {
  const doubtful: End = { more, refused };
  if (refused === null && !byEmptyPage) return E.right(doubtful);
  if (stated === total || word === 'more') return E.right(doubtful);
  if (word === 'end' || (total < SMALLEST_CAP && total <= placed.pageSize))
    return E.right({ more, refused: null });
  const { pagination, pageSize } = placed;
  const size = pagination.count === null ? null : otherSize(pageSize, total);
  const unsaid = () => (byEmptyPage ? lookBehindEmpty(env, placed, total, mayGoOn) : E.right(doubtful));
  if (size === null) return unsaid();
  const startAt = Math.floor(total / size) * size;
  const asked = { ...placed, pagination: { ...pagination, recordsPerPage: size }, pageSize: size };
  const answer = await askAt(env)(asked, { startAt, count: size }, mayGoOn)();
  if (E.isLeft(answer)) return ends(answer.left) ? answer : unsaid();
  const records = isRefused(answer.right) ? 0 : answer.right.records.length;
  if (records > total - startAt && records <= size) return E.right({ more: true, refused: null });
  return records === total - startAt ? E.right({ more, refused: null }) : unsaid();
};

/**
 * @param total the number of records that were planned with
 * @param lastPage the page that holds the last of them, as it was planned
 */
export const lookAtEnds = async (
  env: LookEnvironment,
  jobId: string,
  placed: Placed,
  {
    total,
    firstPage,
    lastPage,
  }: { readonly total: number; readonly firstPage: Page; readonly lastPage: Page },
  mayGoOn: () => boolean,
): Promise<ContactResult<Ends>> => {
  if (total === 0) {
    const any = await seeAt(env, placed, 0, mayGoOn);
    if (E.isLeft(any)) return any;
    const { key, total: stated } = any.right;
    const more = key !== null;
    return E.right({ shiftedAt: [], lastIsThere: true, more, oneAPage: false, refused: null, total: stated });
  }
  const [last, first] = await Promise.all([
    seeAt(env, placed, total - 1, mayGoOn),
    seeAt(env, placed, 0, mayGoOn),
  ]);
  if (E.isLeft(last)) return last;
  if (E.isLeft(first)) return first;
  const shiftedAt: number[] = [];
  for (const [at, page, { key }] of [
    [0, firstPage, first.right],
    [total - 1, lastPage, last.right],
  ] as const) {
    const kept = await keptAt(env, jobId, page, at);
    if (E.isLeft(kept)) return kept;
    if (kept.right !== null && key !== null && kept.right !== key && !shiftedAt.includes(at))
      shiftedAt.push(at);
  }
  // By places, two records are asked for at each. Where one came at the head, pages hold one, and that no other came with the last
  // says nothing; where no total agrees, one short answer is not believed. The place behind is then asked for by itself.
  const isOffset = placed.pagination.kind === 'offset' && placed.pageSize > 1;
  const oneAPage = isOffset && total > 1 && first.right.key !== null && !first.right.more;
  const isUnsure = isOffset && !last.right.more && last.right.refused === null && last.right.total !== total;
  const closer =
    oneAPage || isUnsure ? await seeAt(env, { ...placed, pageSize: 1 }, total - 1, mayGoOn) : last;
  if (E.isLeft(closer)) return closer;
  const seen = oneAPage || closer.right.more ? closer.right : last.right;
  const end = await confirmEnd(env, placed, seen, total, mayGoOn);
  if (E.isLeft(end)) return end;
  return E.right({
    shiftedAt,
    lastIsThere: last.right.key !== null,
    ...end.right,
    oneAPage,
    total: last.right.total ?? first.right.total,
  });
};
