// The store of schedules. Every write is atomic and names the revision that it read, so none is lost to another.
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { StoreUnavailable } from '../ambient/ambient.port.ts';
import type { RevisionMoved } from '../ambient/change.ts';
import type { Schedule } from './schedule.ts';

export interface ScheduleExists {
  readonly _tag: 'ScheduleExists';
  readonly schedule: Schedule;
}

export interface Schedules {
  /** Stores a schedule that was not there; atomic with its check. */
  readonly create: (schedule: Schedule) => TaskEither<StoreUnavailable | ScheduleExists, Schedule>;
  readonly get: (id: string) => TaskEither<StoreUnavailable, Schedule | null>;
  /** Replaces the schedule if it is still at `schedule.revision`, and answers it at the next one. */
  readonly replace: (schedule: Schedule) => TaskEither<StoreUnavailable | RevisionMoved, Schedule>;
  /** Repeatable: one that is not there is a success. */
  readonly remove: (id: string) => TaskEither<StoreUnavailable, void>;
  /** By id; `after` is the id of the last schedule of the page before. */
  readonly list: (page: {
    readonly after: string | null;
    readonly limit: number;
  }) => TaskEither<StoreUnavailable, ReadonlyArray<Schedule>>;
}
