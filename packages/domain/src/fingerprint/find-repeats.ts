// Looks through all fingerprints of a job for records that came twice. Exact, and in memory that stays the same however many
// there are: a first reading finds the few suspects, a second one counts them. Where a range of values has more suspects than
// there is room for, its halves are looked through one after the other.
import * as E from 'fp-ts/lib/Either.js';
import type { ReaderTaskEither } from 'fp-ts/lib/ReaderTaskEither.js';
import type { StoreUnavailable } from '../ambient/ambient.port.ts';
import type { Fingerprints, TaskFingerprints } from './fingerprints.port.ts';
import { divide, Places, Suspects, wholeRange, type Range } from './sieve.ts';

export interface Repeats {
  /** How many records came again after their first time. */
  readonly count: number;
  /** Tasks that hold one of them, by id; the first hundred. */
  readonly taskIds: ReadonlyArray<string>;
}

/** What the search may take of memory. */
export interface SieveSize {
  /** None: all fingerprints are suspects. */
  readonly places: number;
  readonly suspects: number;
}

/** So many are suspects all together, and one reading is enough as long as none came twice: 9 MB. */
const FEW_RECORDS = 1_000_000;
/** Less than 3 % of ten million records then find both of their places marked: 260,000 suspects. */
const PLACES_PER_RECORD = 6.7;
/** 8 MB of places and 4 MB of suspects: a small machine has them. */
const MOST: SieveSize = { places: 2 ** 26, suspects: 400_000 };
const MOST_TASKS_NAMED = 100;
/** Repeated values that are remembered to find their tasks; where more are repeated, a hundred tasks are found anyway. */
const MOST_VALUES_SOUGHT = 10_000;

const sizeFor = (records: number): SieveSize =>
  records <= FEW_RECORDS
    ? { places: 0, suspects: records + 1 }
    : { ...MOST, places: Math.min(MOST.places, Math.ceil(records * PLACES_PER_RECORD)) };

const viewOf = ({ bytes }: TaskFingerprints): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** @returns false to stop */
type Visit = (fingerprints: TaskFingerprints) => boolean;

const forEachTask = async (
  fingerprints: Fingerprints,
  jobId: string,
  visit: Visit,
): Promise<E.Either<StoreUnavailable, void>> => {
  for (let after: string | null = null; ;) {
    const read: E.Either<StoreUnavailable, ReadonlyArray<TaskFingerprints>> = await fingerprints.list(
      jobId,
      after,
    )();
    if (E.isLeft(read)) return read;
    const last = read.right.at(-1);
    if (last === undefined || !read.right.every(visit)) return E.right(undefined);
    after = last.taskId;
  }
};

/** @returns false to stop */
type Take = (high: number, low: number) => boolean;

/** Takes each fingerprint that lies in the range, as its halves. */
const eachIn =
  ({ from, to }: Range, take: Take): Visit =>
  (task) => {
    const view = viewOf(task);
    for (let at = 0; at < view.byteLength; at += 8) {
      const high = view.getUint32(at + 4, true);
      if (high >= from && high < to && !take(high, view.getUint32(at, true))) return false;
    }
    return true;
  };

const holds = (view: DataView, sought: ReadonlySet<bigint>): boolean => {
  for (let at = 0; at < view.byteLength; at += 8) if (sought.has(view.getBigUint64(at, true))) return true;
  return false;
};

interface Search {
  /** Reads all fingerprints of the job. */
  readonly read: (visit: Visit) => Promise<E.Either<StoreUnavailable, void>>;
  readonly places: Places;
  readonly suspects: Suspects;
}

/** The first reading. @returns how many suspects came, one of them again and again included; null when there was no room for all */
const findSuspects = async (
  { read, places, suspects }: Search,
  range: Range,
): Promise<E.Either<StoreUnavailable, number | null>> => {
  let fits = true;
  let came = 0;
  places.clear(range);
  suspects.clear();
  const sieved = await read(
    eachIn(range, (high, low) => {
      if (!places.mark(high, low)) return true;
      came += 1;
      fits = suspects.add(high, low);
      return fits;
    }),
  );
  suspects.sort();
  return E.map(() => (fits ? came : null))(sieved);
};

/** The second reading. @returns how many records are suspects */
const meetSuspects = async (
  { read, places, suspects }: Search,
  range: Range,
): Promise<E.Either<StoreUnavailable, number>> => {
  let met = 0;
  // Most are told from all suspects by their places alone.
  places.clear(range);
  suspects.markIn(places);
  const counted = await read(
    eachIn(range, (high, low) => {
      if (places.has(high, low) && suspects.meet(high, low)) met += 1;
      return true;
    }),
  );
  return E.map(() => met)(counted);
};

/**
 * @param records about how many fingerprints there are; it only sets how much memory is taken
 * @param size for tests
 */
export const findRepeats =
  (
    jobId: string,
    records: number,
    size: SieveSize = sizeFor(records),
  ): ReaderTaskEither<{ readonly fingerprints: Fingerprints }, StoreUnavailable, Repeats> =>
  ({ fingerprints }) =>
  async () => {
    const read = (visit: Visit) => forEachTask(fingerprints, jobId, visit);
    const search: Search = { read, places: new Places(size.places), suspects: new Suspects(size.suspects) };
    const { suspects } = search;
    const sought = new Set<bigint>();
    let count = 0;
    const parts = Math.max(1, Math.ceil((records * PLACES_PER_RECORD) / MOST.places));
    const ranges = [...divide(wholeRange, parts)];
    for (let range = ranges.pop(); range !== undefined; range = ranges.pop()) {
      const found = await findSuspects(search, range);
      if (E.isLeft(found)) return found;
      if (found.right === null) {
        const halves = divide(range, 2);
        if (halves.length === 1) suspects.grow();
        ranges.push(...halves);
        continue;
      }
      const isClean = size.places === 0 ? suspects.size === found.right : suspects.size === 0;
      if (isClean) continue;
      const met = await meetSuspects(search, range);
      if (E.isLeft(met)) return met;
      // Each of them has a first time.
      count += met.right - suspects.size;
      for (const value of suspects.metAgain()) if (sought.size < MOST_VALUES_SOUGHT) sought.add(value);
    }
    const taskIds: string[] = [];
    if (count > 0) {
      const named = await read((task) => {
        if (holds(viewOf(task), sought)) taskIds.push(task.taskId);
        return taskIds.length < MOST_TASKS_NAMED;
      });
      if (E.isLeft(named)) return named;
    }
    return E.right({ count, taskIds });
  };
