// A schedule's times as EventBridge Scheduler writes them, or what it cannot keep.
// Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
import { scheduleInvalid, type ScheduleInvalid, type When } from '@api-poller/domain';
import * as E from 'fp-ts/lib/Either.js';

export interface Expression {
  /** `rate(…)` or `cron(…)`. */
  readonly expression: string;
  /** Of a cron expression; null of a rate. */
  readonly timeZone: string | null;
}

const refused = (field: string, expected: string): E.Either<ScheduleInvalid, never> =>
  E.left(scheduleInvalid(field, expected));

const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] as const;

/** 0 and 7 are Sunday in cron. */
const dayNumber = (text: string): number =>
  /^[0-7]$/.test(text) ? Number(text) : DAYS.findIndex((name) => name === text);

/**
 * One field of days of the week, each day by its name: cron counts Sunday as 0 or 7 and AWS as 1, and whether a range may run over
 * the end of the week they see differently.
 * @returns null for what has no spelling there
 */
const daysOfWeek = (field: string): string | null => {
  const nth = /^([0-7]|[A-Z]{3})#([1-5])$/.exec(field.toUpperCase());
  if (nth !== null) {
    const day = dayNumber(nth[1] ?? '');
    return day < 0 ? null : `${(day % 7) + 1}#${nth[2] ?? ''}`;
  }
  const days = new Set<number>();
  for (const part of field.toUpperCase().split(',')) {
    const [, whole = '', by = '1'] = /^([^/]+)(?:\/([1-7]))?$/.exec(part) ?? [];
    const [first = '', last = by === '1' ? first : '6'] = whole === '*' ? ['0', '6'] : whole.split('-');
    const from = dayNumber(first);
    const to = dayNumber(last);
    if (from < 0 || to < from) return null;
    for (let day = from; day <= to; day += Number(by)) days.add(day % 7);
  }
  return [...days].map((day) => DAYS[day] ?? '').join(',');
};

const MONTH_OR_NUMBER = /^[0-9A-Z*,/-]+$/i;
const DAY_OF_MONTH = /^([0-9*,/-]+|L|[0-9]{1,2}W)$/i;
const TIMES = /^[0-9*,/-]+$/;

/** In cron a step may begin anywhere; AWS knows none without a beginning but from the least. */
const cronOf = (cron: string, timeZone: string): E.Either<ScheduleInvalid, Expression> => {
  const fields = cron.split(' ');
  const [second, minute = '', hour = '', day = '', month = '', weekday = ''] =
    fields.length === 6 ? fields : ['0', ...fields];
  if (second !== '0') return refused('when.cron', 'an expression with the second 0: AWS keeps whole minutes');
  const anyDay = day === '*' || day === '?';
  const anyWeekday = weekday === '*' || weekday === '?';
  if (!anyDay && !anyWeekday)
    return refused(
      'when.cron',
      'an expression with a day of the month or a day of the week, not both: AWS knows no "or" between them',
    );
  const weekdays = anyWeekday ? '?' : daysOfWeek(weekday);
  const understood =
    TIMES.test(minute) &&
    TIMES.test(hour) &&
    MONTH_OR_NUMBER.test(month) &&
    (anyDay || DAY_OF_MONTH.test(day));
  if (!understood || weekdays === null)
    return refused('when.cron', 'an expression that EventBridge Scheduler knows as well');
  const days = anyWeekday ? (anyDay ? '*' : day.toUpperCase()) : '?';
  return E.right({
    expression: `cron(${minute} ${hour} ${days} ${month.toUpperCase()} ${weekdays} *)`,
    timeZone,
  });
};

/** @example expressionOf({ cron: '30 2 * * 1-5', timeZone: 'Europe/Rome' }) // cron(30 2 ? * MON-FRI *) in that zone */
export const expressionOf = (when: When): E.Either<ScheduleInvalid, Expression> => {
  if ('cron' in when) return cronOf(when.cron, when.timeZone);
  if (when.everySeconds % 60 !== 0)
    return refused('when.everySeconds', 'a multiple of 60: AWS keeps whole minutes');
  const minutes = when.everySeconds / 60;
  return E.right({ expression: `rate(${minutes} minute${minutes === 1 ? '' : 's'})`, timeZone: null });
};
