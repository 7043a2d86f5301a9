// Which planned time of a schedule is to be dealt with now, and how. It looks at values; it submits nothing.
import { lastPlanned } from './calendar.ts';
import type { Run, Schedule, SkipReason } from './schedule.ts';

/** The planned time that is due; earlier ones that nobody fired are made up for by it, or passed over with it. */
export const dueMs = ({ paused, when, anchorMs, handledUpToMs }: Schedule, nowMs: number): number | null =>
  paused ? null : lastPlanned(when, anchorMs, handledUpToMs, nowMs);

/**
 * Who is later than that was not there. EventBridge Scheduler fires within the minute that it was told, and what it hands over may
 * have to be tried again; one machine looks every half minute. Shorter would call an honest run missed, longer would make up for
 * what shall be passed over.
 */
export const MISSED_AFTER_MS = 300_000;

export type RunDecision =
  | { readonly _tag: 'Fire' }
  | { readonly _tag: 'Skip'; readonly reason: SkipReason; readonly detail: string }
  /** It was dealt with before, or the schedule is paused. */
  | { readonly _tag: 'Nothing' };

export const isGoing = ({ outcome }: Run): boolean => outcome === null;

/** @param schedule with the outcomes of its runs as they now are */
export const decideRun = (schedule: Schedule, plannedMs: number, nowMs: number): RunDecision => {
  const { paused, handledUpToMs, missed, overlap, runs } = schedule;
  if (paused || plannedMs <= handledUpToMs) return { _tag: 'Nothing' };
  if (missed === 'skip' && nowMs - plannedMs > MISSED_AFTER_MS)
    return {
      _tag: 'Skip',
      reason: 'MISSED',
      detail: `it was due ${Math.round((nowMs - plannedMs) / 1000)} s before anybody could begin it`,
    };
  const going = overlap === 'skip' ? runs.find(isGoing) : undefined;
  return going === undefined
    ? { _tag: 'Fire' }
    : { _tag: 'Skip', reason: 'STILL_RUNNING', detail: `job ${going.jobId} is not over yet` };
};
