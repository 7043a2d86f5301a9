// The pace at which a partner may be asked: GCRA (ITU-T I.371), as a value and one pure step, plus the block that a
// throttling partner asks for. It hands out turns and never refuses one: who takes a turn waits for it.

export interface Rate {
  readonly perSecond: number;
  /** Turns that may be taken at once after a rest. */
  readonly burst: number;
}

export interface Pace {
  /** When the next turn would come if every turn took its whole interval: GCRA's theoretical arrival time. */
  readonly theoreticalMs: number;
  /** Until then the partner wants no request at all. */
  readonly blockedUntilMs: number;
}

/** Nobody has asked yet. */
export const freshPace: Pace = { theoreticalMs: 0, blockedUntilMs: 0 };

export interface Turn {
  readonly pace: Pace;
  /** Milliseconds from now until the turn comes; 0 is now. */
  readonly waitMs: number;
}

/**
 * Takes the next turn. Without a rate it waits for the block alone and takes nothing from anybody.
 * A block ends for all at once, so after it the turns start anew at the rate and the burst.
 */
export const takeTurn = (pace: Pace, rate: Rate | null, nowMs: number): Turn => {
  const earliestMs = Math.max(nowMs, pace.blockedUntilMs);
  if (rate === null) return { pace, waitMs: earliestMs - nowMs };
  const intervalMs = 1000 / rate.perSecond;
  const theoreticalMs = Math.max(pace.theoreticalMs, earliestMs);
  const atMs = Math.max(earliestMs, theoreticalMs - intervalMs * (rate.burst - 1));
  return { pace: { ...pace, theoreticalMs: theoreticalMs + intervalMs }, waitMs: atMs - nowMs };
};

/** No turn before `untilMs`; a shorter block never ends a longer one. */
export const blockUntil = (pace: Pace, untilMs: number): Pace =>
  untilMs > pace.blockedUntilMs ? { ...pace, blockedUntilMs: untilMs } : pace;
