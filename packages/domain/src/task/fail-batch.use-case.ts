// failBatch: a worker that died for good leaves tasks behind that nobody works on; they are FAILED, with the reason.
// Those whose message is on its way are the consumer's, and stay as they are.
import * as TE from 'fp-ts/lib/TaskEither.js';
import { pipe } from 'fp-ts/lib/function.js';
import type { ReaderTaskEither } from 'fp-ts/lib/ReaderTaskEither.js';
import type { StoreUnavailable } from '../ambient/ambient.port.ts';
import { pagesOf, taskIdOf, type Batch } from '../plan/plan.ts';
import type { Report, TaskFailure, TaskState } from './task.ts';
import type { Tasks } from './tasks.port.ts';

const OTHERS: ReadonlySet<TaskState> = new Set(['ENQUEUED', 'COMPLETE', 'FAILED']);

export const failBatch =
  (
    jobId: string,
    batch: Batch,
    failure: TaskFailure,
  ): ReaderTaskEither<{ readonly tasks: Tasks }, StoreUnavailable, void> =>
  ({ tasks }) => {
    const ids = [...pagesOf(batch)].map(taskIdOf);
    return pipe(
      tasks.get(jobId, ids),
      TE.map((known) => new Map(known.map((task) => [task.taskId, task]))),
      TE.flatMap((known) => {
        const left = ids.filter((id) => !OTHERS.has(known.get(id)?.state ?? 'PENDING'));
        const reports = left.map((taskId): Report => {
          const { attempt = 1, facts = null } = known.get(taskId) ?? {};
          return { taskId, attempt, state: 'FAILED', facts, failure };
        });
        return tasks.advance(jobId, reports);
      }),
    );
  };
