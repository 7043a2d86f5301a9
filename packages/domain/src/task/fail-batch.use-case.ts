// failBatch: a worker that died for good leaves tasks behind that nobody works on; they are FAILED, with the reason.
// Those whose message is on its way are the consumer's, and stay as they are.
import * as TE from 'fp-ts/lib/TaskEither.js';
import { pipe } from 'fp-ts/lib/function.js';
import type { ReaderTaskEither } from 'fp-ts/lib/ReaderTaskEither.js';
import type { StoreUnavailable } from '../ambient/ambient.port.ts';
import { chainStart, stepIdOf } from '../chain/chain.ts';
import type { Checkpoints } from '../chain/checkpoints.port.ts';
import { isChainBatch, pagesOf, taskIdOf, type Batch } from '../plan/plan.ts';
import type { Report, TaskFailure, TaskState } from './task.ts';
import type { Tasks } from './tasks.port.ts';

const OTHERS: ReadonlySet<TaskState> = new Set(['ENQUEUED', 'COMPLETE', 'FAILED']);

export interface FailBatchEnvironment {
  readonly tasks: Tasks;
  readonly checkpoints: Checkpoints;
}

/** The batch's tasks; of a chain the one that was due. */
const idsOf = (
  { checkpoints }: FailBatchEnvironment,
  jobId: string,
  batch: Batch,
): TE.TaskEither<StoreUnavailable, ReadonlyArray<string>> =>
  isChainBatch(batch)
    ? pipe(
        checkpoints.get(jobId, batch.chain),
        TE.map((checkpoint) => checkpoint ?? chainStart),
        TE.map(({ step, end }) => (end === null ? [stepIdOf(batch.chain, step)] : [])),
      )
    : TE.right([...pagesOf(batch)].map(taskIdOf));

export const failBatch =
  (
    jobId: string,
    batch: Batch,
    failure: TaskFailure,
  ): ReaderTaskEither<FailBatchEnvironment, StoreUnavailable, void> =>
  (env) =>
    pipe(
      TE.Do,
      TE.bind('ids', () => idsOf(env, jobId, batch)),
      TE.bind('tasks', ({ ids }) => env.tasks.get(jobId, ids)),
      TE.flatMap(({ ids, tasks }) => {
        const known = new Map(tasks.map((task) => [task.taskId, task]));
        const left = ids.filter((id) => !OTHERS.has(known.get(id)?.state ?? 'PENDING'));
        const reports = left.map((taskId): Report => {
          const { attempt = 1, facts = null } = known.get(taskId) ?? {};
          return { taskId, attempt, state: 'FAILED', facts, failure };
        });
        return env.tasks.advance(jobId, reports);
      }),
    );
