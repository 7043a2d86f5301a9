// Reads the tasks that stand out, FAILED or short, however many there are: a part at a time.
import * as E from 'fp-ts/lib/Either.js';
import type { StoreUnavailable } from '../ambient/ambient.port.ts';
import type { Task } from '../task/task.ts';
import type { TaskFilter, Tasks } from '../task/tasks.port.ts';
import { MOST_IDS_IN_EVIDENCE } from './verdict.ts';

/** 500 tasks a read: a megabyte at most, and few reads even for a job of ten thousand short pages. */
const TASKS_PER_READ = 500;

async function* tasksThat(
  tasks: Tasks,
  jobId: string,
  filter: TaskFilter,
): AsyncGenerator<E.Either<StoreUnavailable, Task>> {
  for (let after: string | null = null; ;) {
    const read: E.Either<StoreUnavailable, ReadonlyArray<Task>> = await tasks.list(jobId, {
      filter,
      after,
      limit: TASKS_PER_READ,
    })();
    if (E.isLeft(read)) {
      yield read;
      return;
    }
    for (const task of read.right) yield E.right(task);
    if (read.right.length < TASKS_PER_READ) return;
    after = read.right.at(-1)?.taskId ?? null;
  }
}

export interface Collected<A> {
  readonly count: number;
  /** The first hundred. */
  readonly taskIds: ReadonlyArray<string>;
  /** What was picked of each, where there was something. */
  readonly picked: ReadonlyArray<A>;
}

export const collectTasks = async <A>(
  tasks: Tasks,
  jobId: string,
  filter: TaskFilter,
  pick: (task: Task) => A | null,
): Promise<E.Either<StoreUnavailable, Collected<A>>> => {
  const taskIds: string[] = [];
  const picked: A[] = [];
  let count = 0;
  for await (const task of tasksThat(tasks, jobId, filter)) {
    if (E.isLeft(task)) return task;
    count += 1;
    if (taskIds.length < MOST_IDS_IN_EVIDENCE) taskIds.push(task.right.taskId);
    const one = pick(task.right);
    if (one !== null) picked.push(one);
  }
  return E.right({ count, taskIds, picked });
};
