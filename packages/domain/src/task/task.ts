// A task: one page to fetch, process and account for, and the order in which its states stand.
// It holds no store and no clock; how a store keeps the greater state is the store's own business.

/** The states in which a task can stand. PENDING is what a planned task is before anybody reported on it. */
export const taskStates = ['PENDING', 'STARTED', 'PAYLOADSAVED', 'ENQUEUED', 'FAILED', 'COMPLETE'] as const;
export type TaskState = (typeof taskStates)[number];

/** Rank within one attempt. FAILED outranks what led to it, so a late report of progress cannot hide a failure. */
const rank: Readonly<Record<TaskState, number>> = {
  PENDING: 0,
  STARTED: 1,
  PAYLOADSAVED: 2,
  ENQUEUED: 3,
  FAILED: 4,
  COMPLETE: 5,
};

/** Room between two attempts: more than the six ranks, and a power of two so that a standing reads well in binary. */
const RANKS_PER_ATTEMPT = 8;

/** The standing of COMPLETE in any attempt: the top, which nothing leaves. 2^31 − 1 fits every store's integer. */
export const COMPLETE_STANDING = 2_147_483_647;

/** The highest attempt whose standings stay below the top. */
export const MAX_ATTEMPT = 268_435_454;

export interface Standing {
  /** 1 for the first; a retry opens the next. */
  readonly attempt: number;
  readonly state: TaskState;
}

/**
 * The place of a state in the one order of all states of all attempts, as an integer.
 * A store keeps the greater and needs no other rule: `UPDATE … WHERE standing < :standing` is the whole state machine.
 * Order: attempt first, rank second, COMPLETE of whichever attempt above all.
 * @throws RangeError for an attempt that is not an integer from 1 to MAX_ATTEMPT (a bug of the caller).
 */
export const standingOf = ({ attempt, state }: Standing): number => {
  if (!Number.isInteger(attempt) || attempt < 1 || attempt > MAX_ATTEMPT)
    throw new RangeError(`attempt must be an integer from 1 to ${MAX_ATTEMPT}, not ${attempt}`);
  return state === 'COMPLETE' ? COMPLETE_STANDING : attempt * RANKS_PER_ATTEMPT + rank[state];
};

/** What is known of a page once its answer has been read. */
export interface PageFacts {
  /** Records in the payload. */
  readonly records: number;
  /** Bytes of the raw payload. */
  readonly bytes: number;
  /** Records that the page had less than it was planned to have; 0 when it was full. */
  readonly short: number;
}

export interface TaskFailure {
  /** A stable word for programs, for example `PartnerAnswered`. */
  readonly reason: string;
  /** A sentence for people; never holds a secret. */
  readonly detail: string;
}

/** Something that somebody saw happen to a task. Reports may arrive late, twice and out of order. */
export interface Report extends Standing {
  readonly taskId: string;
  readonly facts: PageFacts | null;
  readonly failure: TaskFailure | null;
}

export interface Task extends Report {
  readonly jobId: string;
}

/** Whether `a` stands above `b`: what a store asks before it lets a report take the place of a task's state. */
export const isGreater = (a: Standing, b: Standing): boolean => standingOf(a) > standingOf(b);

/** The least upper bound of two standings of one task: commutative, associative, idempotent. */
export const join = <S extends Standing>(a: S, b: S): S => (isGreater(b, a) ? b : a);

/** A task in one of these is settled: nothing more will come but a retry. */
export const isSettled = (state: TaskState): boolean => state === 'COMPLETE' || state === 'FAILED';
