// Read, decide, replace at the revision read; again when somebody else was faster.
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { StoreUnavailable } from '../ambient/ambient.port.ts';
import { isScheduleId, type Schedule } from './schedule.ts';
import type { Schedules } from './schedules.port.ts';

export interface ScheduleUnknown {
  readonly _tag: 'ScheduleUnknown';
  readonly scheduleId: string;
}

/** Ten lost races in a row mean that something writes in a loop; one more round would not help. */
const MOST_ROUNDS = 10;

/** An id that could be none is unknown, and never reaches a store. */
export const findSchedule =
  (schedules: Schedules) =>
  (id: string): TaskEither<StoreUnavailable | ScheduleUnknown, Schedule> =>
  async () => {
    const unknown: ScheduleUnknown = { _tag: 'ScheduleUnknown', scheduleId: id };
    if (!isScheduleId(id)) return E.left(unknown);
    const read = await schedules.get(id)();
    if (E.isLeft(read)) return read;
    return read.right === null ? E.left(unknown) : E.right(read.right);
  };

/** @param decide the schedule as it shall be; the same one means that nothing is to be written */
export const changeSchedule =
  (schedules: Schedules) =>
  (
    id: string,
    decide: (schedule: Schedule) => Schedule,
  ): TaskEither<StoreUnavailable | ScheduleUnknown, Schedule> =>
  async () => {
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const read = await findSchedule(schedules)(id)();
      if (E.isLeft(read)) return read;
      const decided = decide(read.right);
      if (decided === read.right) return read;
      const replaced = await schedules.replace(decided)();
      if (E.isRight(replaced)) return replaced;
      if (replaced.left._tag === 'StoreUnavailable') return E.left(replaced.left);
    }
    return E.left({
      _tag: 'StoreUnavailable',
      detail: `schedule ${id} was changed by others ${MOST_ROUNDS} times in a row`,
    });
  };
