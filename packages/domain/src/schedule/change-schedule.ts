// One schedule out of the store: read, or changed.
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { StoreUnavailable } from '../ambient/ambient.port.ts';
import { change } from '../ambient/change.ts';
import { isScheduleId, type Schedule } from './schedule.ts';
import type { Schedules } from './schedules.port.ts';

export interface ScheduleUnknown {
  readonly _tag: 'ScheduleUnknown';
  readonly scheduleId: string;
}

/** An id that could be none is unknown, and never reaches a store. */
export const findSchedule =
  (schedules: Schedules) =>
  (id: string): TE.TaskEither<StoreUnavailable | ScheduleUnknown, Schedule> => {
    const unknown: ScheduleUnknown = { _tag: 'ScheduleUnknown', scheduleId: id };
    return isScheduleId(id)
      ? pipe(
          schedules.get(id),
          TE.chainW((schedule) => (schedule === null ? TE.left(unknown) : TE.right(schedule))),
        )
      : TE.left(unknown);
  };

/** @param decide the schedule as it shall be; the same one means that nothing is to be written */
export const changeSchedule =
  (schedules: Schedules) =>
  (
    id: string,
    decide: (schedule: Schedule) => Schedule,
  ): TE.TaskEither<StoreUnavailable | ScheduleUnknown, Schedule> =>
    change<Schedule, ScheduleUnknown, never>(
      { name: `schedule ${id}`, read: findSchedule(schedules)(id), replace: schedules.replace },
      (now) => E.right(decide(now)),
    );
