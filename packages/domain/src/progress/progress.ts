// Progress: how many tasks stand in each state now. It is moved along with each task, never counted by reading them all.
import type { Plan } from '../plan/plan.ts';
import type { TaskState } from '../task/task.ts';

/** Tasks that somebody reported on, by the state in which they stand, and the records of those that are COMPLETE. */
export interface Counters {
  readonly states: Readonly<Record<TaskState, number>>;
  readonly records: number;
}

export const noCounters: Counters = {
  states: { PENDING: 0, STARTED: 0, PAYLOADSAVED: 0, ENQUEUED: 0, FAILED: 0, COMPLETE: 0 },
  records: 0,
};

/** The six counters of the jobs API: five states as they stand now, and the planned number of tasks. */
export interface Progress {
  readonly Started: number;
  readonly PayloadSaved: number;
  readonly Enqueued: number;
  readonly SuccessfullyCompleted: number;
  readonly FailedToComplete: number;
  readonly Total: number;
}

export const progressOf = ({ states }: Counters, total: number): Progress => ({
  Started: states.STARTED,
  PayloadSaved: states.PAYLOADSAVED,
  Enqueued: states.ENQUEUED,
  SuccessfullyCompleted: states.COMPLETE,
  FailedToComplete: states.FAILED,
  Total: total,
});

/** Tasks that are neither COMPLETE nor FAILED yet, those without any report included. */
export const unsettledTasks = ({ states }: Counters, total: number): number =>
  total - states.COMPLETE - states.FAILED;

/**
 * The planned number of tasks. Of chains only the pages that were come to are known, and each of them has been reported on.
 * @param job its plan, and the total that was planned
 */
export const plannedTotal = (
  { plan, total }: { readonly plan: Plan | null; readonly total: number },
  { states }: Counters,
): number =>
  plan?.kind === 'chained' ? Object.values(states).reduce((sum, count) => sum + count, 0) : total;
