// What wakes a home at the planned times. A home that looks at its schedules by itself has none to set.
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { StoreUnavailable } from '../ambient/ambient.port.ts';
import type { ScheduleInvalid } from './schedule.codec.ts';
import type { Schedule } from './schedule.ts';

export interface Alarms {
  /**
   * From now on fires at the schedule's planned times, and at none while it is paused; whatever was set before under its id goes.
   * Repeatable. Refuses times that this home cannot keep, and has changed nothing then.
   */
  readonly set: (schedule: Schedule) => TE.TaskEither<StoreUnavailable | ScheduleInvalid, void>;
  /** Repeatable: one that is not there is a success. */
  readonly remove: (scheduleId: string) => TE.TaskEither<StoreUnavailable, void>;
}

export const noAlarms: Alarms = { set: () => TE.right(undefined), remove: () => TE.right(undefined) };
