// Looks through all fingerprints of a job for records that came twice. Memory stays the same however many there are: they
// are read in passes, each of which sorts one part of all possible values.
import * as E from 'fp-ts/lib/Either.js';
import type { ReaderTaskEither } from 'fp-ts/lib/ReaderTaskEither.js';
import type { StoreUnavailable } from '../ambient/ambient.port.ts';
import type { Fingerprints, TaskFingerprints } from './fingerprints.port.ts';

export interface Repeats {
  /** How many records came again after their first time. */
  readonly count: number;
  /** Tasks that hold one of them, by id; the first hundred. */
  readonly taskIds: ReadonlyArray<string>;
}

/** 18 MB, sorted where they stand: a small machine has it, and ten million records take five passes. */
const FINGERPRINTS_PER_PASS = 2_000_000;
/** Of a page of a hundred records each: less than a megabyte a read. */
const TASKS_PER_READ = 1_000;
const MOST_TASKS_NAMED = 100;
/** Repeated values that are remembered to find their tasks; where more are repeated, a hundred tasks are found anyway. */
const MOST_VALUES_SOUGHT = 10_000;

const viewOf = ({ bytes }: TaskFingerprints): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Room for one pass after the other: what a pass leaves behind would be garbage of megabytes. */
class Room {
  values: BigUint64Array;
  halves: Uint32Array;

  constructor(capacity: number) {
    this.values = new BigUint64Array(capacity);
    this.halves = new Uint32Array(this.values.buffer);
  }

  grow(): void {
    const larger = new BigUint64Array(this.values.length * 2);
    larger.set(this.values);
    this.values = larger;
    this.halves = new Uint32Array(larger.buffer);
  }
}

/** One pass: the fingerprints whose upper half lies in one of `parts` equal parts, sorted. */
const newPass = (part: number, parts: number, room: Room) => {
  const from = Math.floor((part / parts) * 2 ** 32);
  const to = Math.floor(((part + 1) / parts) * 2 ** 32);
  let size = 0;
  return {
    take: (view: DataView): void => {
      for (let at = 0; at < view.byteLength; at += 8) {
        const high = view.getUint32(at + 4, true);
        if (high < from || high >= to) continue;
        if (size === room.values.length) room.grow();
        room.halves[size * 2] = view.getUint32(at, true);
        room.halves[size * 2 + 1] = high;
        size += 1;
      }
    },
    /** Calls with each value that stands there again. */
    repeated: (found: (value: bigint) => void): void => {
      const sorted = room.values.subarray(0, size);
      sorted.sort();
      for (let i = 1; i < size; i += 1) {
        const value = sorted[i];
        if (value !== undefined && value === sorted[i - 1]) found(value);
      }
    },
  };
};

/** @returns false to stop */
type Visit = (fingerprints: TaskFingerprints) => boolean;

const forEachTask = async (
  fingerprints: Fingerprints,
  jobId: string,
  visit: Visit,
): Promise<E.Either<StoreUnavailable, void>> => {
  for (let after: string | null = null; ;) {
    const read: E.Either<StoreUnavailable, ReadonlyArray<TaskFingerprints>> = await fingerprints.list(jobId, {
      after,
      limit: TASKS_PER_READ,
    })();
    if (E.isLeft(read)) return read;
    if (!read.right.every(visit) || read.right.length < TASKS_PER_READ) return E.right(undefined);
    after = read.right.at(-1)?.taskId ?? null;
  }
};

const holds = (view: DataView, sought: ReadonlySet<bigint>): boolean => {
  for (let at = 0; at < view.byteLength; at += 8) if (sought.has(view.getBigUint64(at, true))) return true;
  return false;
};

/**
 * @param records about how many fingerprints there are; it only sets the number of passes
 * @param perPass for tests
 */
export const findRepeats =
  (
    jobId: string,
    records: number,
    perPass: number = FINGERPRINTS_PER_PASS,
  ): ReaderTaskEither<{ readonly fingerprints: Fingerprints }, StoreUnavailable, Repeats> =>
  ({ fingerprints }) =>
  async () => {
    const parts = Math.max(1, Math.ceil(records / perPass));
    const sought = new Set<bigint>();
    let count = 0;
    // The parts are of one size as nearly as hashes are; a tenth more holds any of them without growing.
    const room = new Room(Math.max(16, Math.ceil(1.1 * Math.min(records, perPass))));
    for (let part = 0; part < parts; part += 1) {
      const pass = newPass(part, parts, room);
      const read = await forEachTask(fingerprints, jobId, (task) => {
        pass.take(viewOf(task));
        return true;
      });
      if (E.isLeft(read)) return read;
      pass.repeated((value) => {
        count += 1;
        if (sought.size < MOST_VALUES_SOUGHT) sought.add(value);
      });
    }
    const taskIds: string[] = [];
    if (count > 0) {
      const named = await forEachTask(fingerprints, jobId, (task) => {
        if (holds(viewOf(task), sought)) taskIds.push(task.taskId);
        return taskIds.length < MOST_TASKS_NAMED;
      });
      if (E.isLeft(named)) return named;
    }
    return E.right({ count, taskIds });
  };
