// afterJob: a job is over, or was opened again: the schedule that made it learns of it. Repeatable; for any other job it does nothing.
import * as E from 'fp-ts/lib/Either.js';
import type { ReaderTaskEither } from 'fp-ts/lib/ReaderTaskEither.js';
import type { StoreUnavailable } from '../ambient/ambient.port.ts';
import type { Jobs } from '../job/jobs.port.ts';
import { changeSchedule } from './change-schedule.ts';
import { afterRun } from './run-outcome.ts';
import { scheduleIdOf } from './schedule.ts';
import type { Schedules } from './schedules.port.ts';

export interface AfterJobEnvironment {
  readonly jobs: Jobs;
  readonly schedules: Schedules;
}

export const afterJob =
  (jobId: string): ReaderTaskEither<AfterJobEnvironment, StoreUnavailable, void> =>
  ({ jobs, schedules }) =>
  async () => {
    const scheduleId = scheduleIdOf(jobId);
    if (scheduleId === null) return E.right(undefined);
    const job = await jobs.get(jobId)();
    if (E.isLeft(job)) return job;
    const changed = await changeSchedule(schedules)(scheduleId, (schedule) =>
      afterRun(schedule, jobId, job.right),
    )();
    return E.isLeft(changed) && changed.left._tag === 'StoreUnavailable'
      ? E.left(changed.left)
      : E.right(undefined);
  };
