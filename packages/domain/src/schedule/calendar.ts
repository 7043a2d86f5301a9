// When a schedule's runs are planned. Cron expressions and time zones are the business of a library, which is handed every
// instant that it works with; the days on which clocks change are its own.
import { Cron } from 'croner';
import type { Schedule, When } from './schedule.ts';

/** Names of IANA's database; offsets such as +02:00 know no summer. */
export const isTimeZone = (text: string): boolean => {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/.test(text)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

/** Five or six fields: a date is none, and words such as @daily are not known everywhere. */
const CRON_FIELDS = /^[0-9A-Za-z*?,/#LW-]+( [0-9A-Za-z*?,/#LW-]+){4,5}$/;

/** Never started: it only answers when it would be. */
const cronOf = (expression: string, timeZone: string): Cron =>
  new Cron(expression, { timezone: timeZone, paused: true, mode: '5-or-6-parts' });

/** From here on an expression must have a time; a leap day comes within eight years. */
const SOME_INSTANT = new Date(Date.UTC(2024, 0, 1));

/** Whether it can be read, and a time for it ever comes: 30 February does not. */
export const isCron = (expression: string): boolean => {
  if (!CRON_FIELDS.test(expression)) return false;
  try {
    return cronOf(expression, 'UTC').nextRun(SOME_INSTANT) !== null;
  } catch {
    return false;
  }
};

/**
 * The first planned time after an instant, in milliseconds since the epoch; null when none will come.
 * @param anchorMs rates are counted from here
 */
export const nextPlanned = (when: When, anchorMs: number, afterMs: number): number | null => {
  if ('cron' in when) return cronOf(when.cron, when.timeZone).nextRun(new Date(afterMs))?.getTime() ?? null;
  const everyMs = when.everySeconds * 1000;
  return anchorMs + everyMs * Math.max(1, Math.floor((afterMs - anchorMs) / everyMs) + 1);
};

/** The last planned time after the one and up to the other instant; null when there is none. */
export const lastPlanned = (when: When, anchorMs: number, afterMs: number, upToMs: number): number | null => {
  const next = (fromMs: number): number => nextPlanned(when, anchorMs, fromMs) ?? Number.POSITIVE_INFINITY;
  let found = next(afterMs);
  if (found > upToMs) return null;
  // Halved: a rate of a second over a month of silence would be millions of steps otherwise.
  for (let low = found, high = upToMs; low < high;) {
    const middle = Math.ceil((low + high) / 2);
    const planned = next(middle - 1);
    if (planned > upToMs) high = middle - 1;
    else {
      found = planned;
      low = planned;
    }
  }
  return found;
};

/** The time at which a schedule is to be fired next; null while it is paused, or when none will come. */
export const nextRunMs = ({ paused, when, anchorMs, handledUpToMs }: Schedule): number | null =>
  paused ? null : nextPlanned(when, anchorMs, handledUpToMs);
