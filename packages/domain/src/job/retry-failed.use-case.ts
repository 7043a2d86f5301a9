// retryFailed: opens a new attempt of each FAILED task of a job that is INCOMPLETE, and of nothing else.
// Order of the writes: batches, then tasks, then the job. A crash between any two leaves what a second call completes.
import * as E from 'fp-ts/lib/Either.js';
import type { ReaderTaskEither } from 'fp-ts/lib/ReaderTaskEither.js';
import type { StoreUnavailable } from '../ambient/ambient.port.ts';
import type { Manifest } from '../plan/manifest.port.ts';
import { stepOf } from '../chain/chain.ts';
import { pageOf, type Batch } from '../plan/plan.ts';
import { plannedTotal, unsettledTasks } from '../progress/progress.ts';
import type { Report, Task } from '../task/task.ts';
import type { Tasks } from '../task/tasks.port.ts';
import { changeJob, findJob, type JobUnknown } from './change-job.ts';
import type { Job } from './job.ts';
import type { Jobs } from './jobs.port.ts';

export interface NothingToRetry {
  readonly _tag: 'NothingToRetry';
  readonly detail: string;
}

export interface RetryEnvironment {
  readonly jobs: Jobs;
  readonly tasks: Tasks;
  readonly manifest: Manifest;
}

const TASKS_PER_READ = 500;

const nothing = (detail: string): E.Either<NothingToRetry, never> =>
  E.left({ _tag: 'NothingToRetry', detail });

/**
 * A page with a place is asked for again. A chain's page that was fetched cannot be: its cursor is past. But its payload was
 * kept, so its message is sent again.
 */
const isKept = ({ taskId, facts }: Task): boolean => stepOf(taskId) !== null && facts !== null;

const reopened = (task: Task): Report => ({
  taskId: task.taskId,
  attempt: task.attempt + 1,
  state: isKept(task) ? 'PAYLOADSAVED' : 'PENDING',
  facts: isKept(task) ? task.facts : null,
  failure: null,
});

const batchesOfTasks = (tasks: ReadonlyArray<Task>): ReadonlyArray<Batch> =>
  tasks.flatMap((task, index): ReadonlyArray<Batch> => {
    const step = stepOf(task.taskId);
    // What stands at its step is asked for by the chain itself.
    if (step !== null) return [isKept(task) ? { index, ...step } : { index, chain: step.chain }];
    const page = pageOf(task.taskId);
    return page === null
      ? []
      : [{ index, startAt: page.startAt, stopAt: page.startAt + page.count, pageSize: page.count }];
  });

const reopenAll = async (
  { tasks, manifest }: RetryEnvironment,
  job: Job,
): Promise<E.Either<StoreUnavailable, number>> => {
  for (let count = 0, part = 0; ; part += 1) {
    // Reopened tasks leave the list, so its first page is always what is left.
    const failed = await tasks.list(job.id, { filter: 'FAILED', after: null, limit: TASKS_PER_READ })();
    if (E.isLeft(failed)) return failed;
    const [first] = failed.right;
    if (first === undefined) return E.right(count);
    const round = `retry-${job.revision}-${part}-${first.taskId}`;
    const written = await manifest.write(job.id, round, batchesOfTasks(failed.right))();
    if (E.isLeft(written)) return written;
    const advanced = await tasks.advance(job.id, failed.right.map(reopened))();
    if (E.isLeft(advanced)) return advanced;
    count += failed.right.length;
  }
};

export const retryFailed =
  (jobId: string): ReaderTaskEither<RetryEnvironment, StoreUnavailable | JobUnknown | NothingToRetry, Job> =>
  (env) =>
  async () => {
    const read = await findJob(env.jobs)(jobId)();
    if (E.isLeft(read)) return read;
    const job = read.right;
    if (job.status !== 'SETTLED')
      return nothing(`the job is ${job.status}; only a settled job has failed tasks to retry`);
    const count = await reopenAll(env, job);
    if (E.isLeft(count)) return count;
    const counters = await env.tasks.counters(jobId)();
    if (E.isLeft(counters)) return counters;
    if (unsettledTasks(counters.right, plannedTotal(job, counters.right)) === 0)
      return nothing('no task of the job has FAILED');
    return changeJob(env.jobs)<NothingToRetry>(jobId, (now) =>
      E.right(
        now.status === 'SETTLED'
          ? { ...now, status: 'RUNNING', verdict: null, evidence: [], settledAtMs: null, webhook: null }
          : now,
      ),
    )();
  };
