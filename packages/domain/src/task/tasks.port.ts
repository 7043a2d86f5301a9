// The store of tasks and their counters.
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { StoreUnavailable } from '../ambient/ambient.port.ts';
import type { Counters } from '../progress/progress.ts';
import type { Report, Task, TaskState } from './task.ts';

export type TaskFilter = TaskState | 'SHORT';

export interface Tasks {
  /**
   * Applies reports, each keeping the greater standing, and moves the counters in the same atomic step as its task.
   * A report that is not greater is a success that changes nothing. Repeatable, in any order.
   */
  readonly advance: (jobId: string, reports: ReadonlyArray<Report>) => TaskEither<StoreUnavailable, void>;
  /** Those of the ids that somebody reported on; the others are PENDING in their first attempt. */
  readonly get: (
    jobId: string,
    ids: ReadonlyArray<string>,
  ) => TaskEither<StoreUnavailable, ReadonlyArray<Task>>;
  /** By id, those behind `after`. 'SHORT' are the tasks whose page lacked records, whatever their state. */
  readonly list: (
    jobId: string,
    page: { readonly filter: TaskFilter | null; readonly after: string | null; readonly limit: number },
  ) => TaskEither<StoreUnavailable, ReadonlyArray<Task>>;
  /** Costs the same however many tasks there are. */
  readonly counters: (jobId: string) => TaskEither<StoreUnavailable, Counters>;
}
