// settleJob: when every task is settled, ask for what short pages lacked, re-read the total, and give the verdict.
import * as E from 'fp-ts/lib/Either.js';
import type { ReaderTaskEither } from 'fp-ts/lib/ReaderTaskEither.js';
import type { StoreUnavailable } from '../ambient/ambient.port.ts';
import type { AskEnvironment, PageRefused } from '../contact/ask-page.ts';
import { makeContact } from '../contact/first-contact.ts';
import type { Manifest } from '../plan/manifest.port.ts';
import { pageOf, taskCount, taskIdOf, type Batch, type Page } from '../plan/plan.ts';
import { unsettledTasks } from '../progress/progress.ts';
import type { Task } from '../task/task.ts';
import type { TaskFilter, Tasks } from '../task/tasks.port.ts';
import { changeJob, type JobUnknown } from './change-job.ts';
import { isOver, type Job } from './job.ts';
import type { Jobs } from './jobs.port.ts';
import { judge, MOST_IDS_IN_EVIDENCE, type Findings } from './verdict.ts';

export interface SettleEnvironment extends AskEnvironment {
  readonly jobs: Jobs;
  readonly tasks: Tasks;
  readonly manifest: Manifest;
}

export interface Settling {
  /** False when new tasks were planned, or some are not settled yet; true once the verdict stands. */
  readonly settled: boolean;
  /** When the partner asked for a wait longer than the patience: call again after so many milliseconds; else 0. */
  readonly resumeAfterMs: number;
}

const settled: Settling = { settled: true, resumeAfterMs: 0 };
const more: Settling = { settled: false, resumeAfterMs: 0 };

type Stopped = Extract<PageRefused, { readonly _tag: 'Stopped' }>;

/** 500 tasks a read: a megabyte at most, and few reads even for a job of ten thousand short pages. */
const TASKS_PER_READ = 500;

async function* tasksThat(
  env: SettleEnvironment,
  jobId: string,
  filter: TaskFilter,
): AsyncGenerator<E.Either<StoreUnavailable, Task>> {
  for (let after: string | null = null; ;) {
    const read: E.Either<StoreUnavailable, ReadonlyArray<Task>> = await env.tasks.list(jobId, {
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

/** What a short page lacked, as a page of its own; null when the page had nothing at all: there is nothing behind it then. */
export const gapOf = ({ taskId, facts }: Pick<Task, 'taskId' | 'facts'>): Page | null => {
  const page = pageOf(taskId);
  if (page === null || facts === null || facts.short === 0 || facts.records === 0) return null;
  return { startAt: page.startAt + facts.records, count: facts.short };
};

interface Short {
  readonly count: number;
  readonly taskIds: ReadonlyArray<string>;
  readonly gaps: ReadonlyArray<Page>;
}

const collect = async (
  env: SettleEnvironment,
  jobId: string,
  filter: TaskFilter,
): Promise<E.Either<StoreUnavailable, Short>> => {
  const taskIds: string[] = [];
  const gaps: Page[] = [];
  let count = 0;
  for await (const task of tasksThat(env, jobId, filter)) {
    if (E.isLeft(task)) return task;
    count += 1;
    if (taskIds.length < MOST_IDS_IN_EVIDENCE) taskIds.push(task.right.taskId);
    const gap = filter === 'SHORT' ? gapOf(task.right) : null;
    if (gap !== null) gaps.push(gap);
  }
  return E.right({ count, taskIds, gaps });
};

const batchOf = ({ startAt, count }: Page, index: number): Batch => ({
  index,
  startAt,
  stopAt: startAt + count,
  pageSize: count,
});

/** Plans the gaps that have no task yet; answers how many. */
const planGaps = async (
  env: SettleEnvironment,
  job: Job,
  gaps: ReadonlyArray<Page>,
): Promise<E.Either<StoreUnavailable, number>> => {
  const known = await env.tasks.get(job.id, gaps.map(taskIdOf))();
  if (E.isLeft(known)) return known;
  const ids = new Set(known.right.map(({ taskId }) => taskId));
  const fresh = gaps.filter((gap) => !ids.has(taskIdOf(gap)));
  if (fresh.length === 0) return E.right(0);
  const written = await env.manifest.write(job.id, `gaps-${job.total}`, fresh.map(batchOf))();
  return E.isLeft(written) ? written : E.right(fresh.length);
};

const totalsOf = async (
  env: SettleEnvironment,
  job: Job,
  mayGoOn: () => boolean,
): Promise<E.Either<StoreUnavailable | Stopped, Findings['totals']>> => {
  const contact = await makeContact(env)(job.request, mayGoOn)();
  if (E.isLeft(contact)) {
    const { left } = contact;
    return left._tag === 'Stopped' || left._tag === 'StoreUnavailable'
      ? E.left(left)
      : E.right({ unknown: left.detail });
  }
  const { total } = contact.right;
  return E.right(
    typeof total === 'number' && Number.isSafeInteger(total)
      ? [...job.totalsSeen, total]
      : { unknown: 'the total is no number any more' },
  );
};

export const settleJob =
  (
    jobId: string,
    mayGoOn: () => boolean,
  ): ReaderTaskEither<SettleEnvironment, StoreUnavailable | JobUnknown, Settling> =>
  (env) =>
  async () => {
    const change = changeJob(env.jobs);
    const read = await change<never>(jobId, E.right)();
    if (E.isLeft(read)) return read;
    const job = read.right;
    if (isOver(job.status)) return E.right(settled);
    const counters = await env.tasks.counters(jobId)();
    if (E.isLeft(counters)) return counters;
    if (job.status !== 'RUNNING' || unsettledTasks(counters.right, job.total) > 0) return E.right(more);

    const short = await collect(env, jobId, 'SHORT');
    if (E.isLeft(short)) return short;
    const planned = await planGaps(env, job, short.right.gaps);
    if (E.isLeft(planned)) return planned;
    // Counted anew from what is there, not added to: a crash between the two writes then loses no task from the total.
    const total = job.plan === null ? job.total : taskCount(job.plan) + short.right.gaps.length;
    if (planned.right > 0)
      return E.map((): Settling => more)(
        await change<never>(jobId, (now) => E.right(isOver(now.status) ? now : { ...now, total }))(),
      );

    const failed = await collect(env, jobId, 'FAILED');
    if (E.isLeft(failed)) return failed;
    const totals = await totalsOf(env, job, mayGoOn);
    if (E.isLeft(totals))
      return totals.left._tag === 'Stopped'
        ? E.right({ settled: false, resumeAfterMs: totals.left.resumeAfterMs })
        : E.left(totals.left);
    const judged = judge({
      failed: failed.right,
      short: short.right,
      received: counters.right.records,
      totals: totals.right,
    });
    const done = await change<never>(jobId, (now) =>
      E.right(
        now.status !== 'RUNNING'
          ? now
          : { ...now, ...judged, total, status: 'SETTLED', settledAtMs: env.clock.nowMs() },
      ),
    )();
    return E.map(({ status }: Job): Settling => (isOver(status) ? settled : more))(done);
  };
