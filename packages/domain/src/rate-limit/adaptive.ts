// How many requests may be under way at once: additive increase, multiplicative decrease (as TCP does it, RFC 5681), as a value
// and one pure step per answer. It starts at the most and gives way only to a partner that shows that it is too much.

/** How a request went. */
export interface Answered {
  /** From its start until its end, or until it failed. */
  readonly tookMs: number;
  /** The partner wants less: 429, 503, or a refusal that names a limit. */
  readonly throttled: boolean;
  /** No good answer for any other reason; says nothing of how much is too much, because errors come at any load. */
  readonly failed: boolean;
}

export interface Adaptive {
  /** The most that was asked for; never passed. */
  readonly most: number;
  /** From 1 to `most`, in fractions; `permitsOf` gives whole requests. */
  readonly limit: number;
  /** When it was last lowered, in milliseconds since the epoch. */
  readonly loweredMs: number;
  /** Good answers of the window that is running, and the sum of their times. */
  readonly answers: number;
  readonly sumMs: number;
  /** The lowest mean time of a window so far: how fast the partner is when it is well. Null before the first. */
  readonly lowMs: number | null;
  /** The limit was lowered because answers had become slow; what it and their mean time were before. */
  readonly trial: { readonly limit: number; readonly meanMs: number } | null;
}

/** TCP's own. Above, a throttling partner is asked too much for several round trips; below, it idles after one 429. */
const DECREASE = 0.5;
/**
 * What a window of good answers adds, as a share of the most, and at least one request. A twentieth: from half back to the most
 * in ten round trips, however many that is. More swings between throttled and idle; less leaves a recovered partner idle.
 */
const INCREASE_SHARE = 0.05;
/** A window is one round trip of all that is under way; fewer answers than these have no mean worth comparing. */
const LEAST_WINDOW = 5;
/**
 * Answers are slow from four times the low-water mark: twice or three times is what a partner shows that queues a little while
 * it still gets more done. And from a quarter of a second more than it: below, that is jitter of networks and of garbage
 * collectors, and fewer requests at once would cost more than the wait.
 */
const SLOW_FACTOR = 4;
const SLOW_MS = 250;
/** Half the load on a partner that queues takes about half the wait off; less than a quarter off means that it was not us. */
const HELPED_FACTOR = 0.75;

/** @param most a whole number, at least 1 */
export const startAdaptive = (most: number): Adaptive => ({
  most,
  limit: most,
  loweredMs: Number.NEGATIVE_INFINITY,
  answers: 0,
  sumMs: 0,
  lowMs: null,
  trial: null,
});

/** Whole requests that may be under way at once, from 1 to the most. */
export const permitsOf = ({ limit }: Adaptive): number => Math.floor(limit);

const lowered = (state: Adaptive, nowMs: number, trial: Adaptive['trial']): Adaptive => ({
  ...state,
  limit: Math.max(1, state.limit * DECREASE),
  loweredMs: nowMs,
  answers: 0,
  sumMs: 0,
  trial,
});

const raised = (state: Adaptive): Adaptive => ({
  ...state,
  limit: Math.min(state.most, state.limit + Math.max(1, state.most * INCREASE_SHARE)),
});

/** A window of good answers has come. */
const onWindow = (state: Adaptive, meanMs: number, nowMs: number): Adaptive => {
  const { trial, limit } = state;
  const next = { ...state, answers: 0, sumMs: 0, trial: null };
  // Lowering it made nothing faster: the partner has become slower by itself. That is its low-water mark now.
  if (trial !== null && meanMs > trial.meanMs * HELPED_FACTOR)
    return { ...next, limit: Math.max(limit, trial.limit), lowMs: meanMs };
  const lowMs = Math.min(state.lowMs ?? meanMs, meanMs);
  const slow = meanMs > lowMs * SLOW_FACTOR && meanMs > lowMs + SLOW_MS;
  if (!slow) return raised({ ...next, lowMs });
  return limit > 1
    ? lowered({ ...next, lowMs }, nowMs, { limit, meanMs })
    : raised({ ...next, lowMs: meanMs });
};

/**
 * The state after an answer. Requests that began before the limit was last lowered tell of the old one and change nothing, so it
 * is lowered once a round trip, however many of them come back throttled.
 * @param nowMs when the answer had come
 */
export const onAnswer = (
  state: Adaptive,
  { tookMs, throttled, failed }: Answered,
  nowMs: number,
): Adaptive => {
  if (nowMs - tookMs < state.loweredMs) return state;
  if (throttled) return lowered(state, nowMs, null);
  if (failed) return state;
  const answers = state.answers + 1;
  const sumMs = state.sumMs + tookMs;
  return answers < Math.max(LEAST_WINDOW, permitsOf(state))
    ? { ...state, answers, sumMs }
    : onWindow(state, sumMs / answers, nowMs);
};
