// One planned time of a schedule, as EventBridge Scheduler tells it: submits the run's job and starts its execution.
import { fireSchedule } from '@api-poller/domain';
import * as E from 'fp-ts/lib/Either.js';
import type { Home } from '../compose.ts';
import { orThrow } from './step.ts';
import { wakeNew } from './wake.ts';

export interface FireInput {
  readonly scheduleId: string;
  /** When the run was planned, RFC 3339; it comes later when AWS was busy, and more than once. */
  readonly plannedAt: string;
}

export interface FireOutput {
  /** Null when the time was passed over, or dealt with before. */
  readonly jobId: string | null;
  /** False of an alarm that was left alone: by a crash before its schedule was stored, or after that was deleted. */
  readonly known: boolean;
}

export const fire =
  (home: Home) =>
  async ({ scheduleId, plannedAt }: FireInput): Promise<FireOutput> => {
    const plannedMs = Date.parse(plannedAt);
    if (Number.isNaN(plannedMs)) throw new TypeError('the planned time cannot be read');
    const { schedules, jobs, clock, judgeRequest } = home;
    const fired = await fireSchedule(
      scheduleId,
      plannedMs,
    )({ schedules, jobs, clock, judgeRequest, wake: wakeNew(home) })();
    // Its alarm is left alone: it may be one that was set a moment ago, of a schedule that is about to be stored.
    if (E.isLeft(fired) && fired.left._tag === 'ScheduleUnknown') return { jobId: null, known: false };
    return { jobId: orThrow(fired).jobId, known: true };
  };
