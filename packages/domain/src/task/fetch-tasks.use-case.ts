// fetchTasks: the tasks of one batch: pages with places one after the other or some side by side, or a chain from its checkpoint.
// A batch that is handled again, after a crash or a repeated call, goes on where its tasks stand.
import * as E from 'fp-ts/lib/Either.js';
import type { ReaderTaskEither } from 'fp-ts/lib/ReaderTaskEither.js';
import type { StoreUnavailable } from '../ambient/ambient.port.ts';
import { enqueueStep, walkChain, type WalkEnvironment } from '../chain/walk-chain.ts';
import { ownAnswer, type ReadAnswer } from '../contact/read-answer.ts';
import { changeJob } from '../job/change-job.ts';
import { seeTotal } from '../job/see-total.ts';
import type { Job } from '../job/job.ts';
import type { Jobs } from '../job/jobs.port.ts';
import { placedRequest } from '../pagination/page-request.ts';
import { isPlaced, type PlacedPagination } from '../pagination/pagination.ts';
import {
  isChainBatch,
  pagesOf,
  taskIdOf,
  type Batch,
  type ChainBatch,
  type Page,
  type PageBatch,
} from '../plan/plan.ts';
import { enqueuePage, finished, stopped, takePage, type Fetched, type Outcome } from './take-page.ts';
import type { Task } from './task.ts';

export interface FetchEnvironment extends WalkEnvironment {
  readonly jobs: Jobs;
  /** Tasks of the batch that are handled at the same time; 1 unless given. A chain has one at a time. */
  readonly sideBySide?: number;
}

type Noted = E.Either<StoreUnavailable, void>;

/**
 * Notes that a page stated a smaller total than the plan was made from, and the greatest that was stated. Where rows went away
 * while pages were read, those behind them moved: if as many come again, neither the count nor the ends of the list show it.
 */
const watchTotal = ({ jobs }: FetchEnvironment, job: Job) => {
  let known = job;
  return async ({ total }: ReadAnswer): Promise<Noted> => {
    if (total === null || seeTotal(known, total) === known) return E.right(undefined);
    const seen = await changeJob(jobs)<never>(job.id, (now) => E.right(seeTotal(now, total)))();
    if (E.isRight(seen)) known = seen.right;
    // A job that is forgotten meanwhile is not judged.
    return E.isLeft(seen) && seen.left._tag === 'StoreUnavailable' ? E.left(seen.left) : E.right(undefined);
  };
};

const handleOne =
  (
    env: FetchEnvironment,
    job: Job,
    pagination: PlacedPagination,
    pageSize: number,
    watch: (answer: ReadAnswer) => Promise<Noted>,
  ) =>
  async (page: Page, known: Task | undefined, mayGoOn: () => boolean): Promise<Outcome> => {
    const { state = 'PENDING', attempt = 1, facts = null } = known ?? {};
    const place = { taskId: taskIdOf(page), attempt };
    if (state === 'ENQUEUED' || state === 'COMPLETE' || state === 'FAILED') return finished;
    if (!mayGoOn()) return stopped(0);
    if (state === 'PAYLOADSAVED' && facts !== null) return enqueuePage(env, job, place, facts);
    const taken = await takePage(
      env,
      job,
      {
        ...place,
        asked: placedRequest(job.request, pagination, page, pageSize),
        pagination,
        own: (answer) => ownAnswer(pagination, page, pageSize, answer),
        planned: page.count,
        between: watch,
      },
      mayGoOn,
    );
    return taken === 'failed' ? finished : taken;
  };

/** The first failure of a store, else the longest wait, else that all is done. */
const together = (outcomes: ReadonlyArray<Outcome>): Outcome =>
  outcomes.reduce((all, one) => {
    if (E.isLeft(all) || E.isLeft(one)) return E.isLeft(all) ? all : one;
    return E.right({
      finished: all.right.finished && one.right.finished,
      resumeAfterMs: Math.max(all.right.resumeAfterMs, one.right.resumeAfterMs),
    });
  }, finished);

const fetchPages = async (
  env: FetchEnvironment,
  job: Job,
  batch: PageBatch,
  mayGoOn: () => boolean,
): Promise<Outcome> => {
  const { pagination, plan } = job;
  if (pagination === null || !isPlaced(pagination) || plan?.kind !== 'enumerated')
    throw new Error(`job ${job.id} has a batch of pages and no plan of pages`);
  const pages = [...pagesOf(batch)];
  const known = await env.tasks.get(job.id, pages.map(taskIdOf))();
  if (E.isLeft(known)) return known;
  const standing = new Map(known.right.map((task) => [task.taskId, task]));
  const handle = handleOne(env, job, pagination, plan.pageSize, watchTotal(env, job));
  const rest = pages.values();
  const worker = async (): Promise<Outcome> => {
    for (const page of rest) {
      const outcome = await handle(page, standing.get(taskIdOf(page)), mayGoOn);
      if (E.isLeft(outcome) || !outcome.right.finished) return outcome;
    }
    return finished;
  };
  return together(await Promise.all(Array.from({ length: env.sideBySide ?? 1 }, worker)));
};

const fetchChain = async (
  env: FetchEnvironment,
  job: Job,
  { chain: id, step }: ChainBatch,
  mayGoOn: () => boolean,
): Promise<Outcome> => {
  const { pagination, plan } = job;
  const chain = plan?.kind === 'chained' ? plan.chains.find((each) => each.id === id) : undefined;
  if (pagination === null || isPlaced(pagination) || chain === undefined)
    throw new Error(`job ${job.id} has a batch of a chain that is not in its plan`);
  return step === undefined
    ? walkChain(env, job, pagination, chain, mayGoOn)
    : enqueueStep(env, job, chain, step);
};

/** @param mayGoOn asked before each request; false once the job is cancelled or the process is ending */
export const fetchTasks =
  (
    job: Job,
    batch: Batch,
    mayGoOn: () => boolean,
  ): ReaderTaskEither<FetchEnvironment, StoreUnavailable, Fetched> =>
  (env) =>
  () =>
    isChainBatch(batch) ? fetchChain(env, job, batch, mayGoOn) : fetchPages(env, job, batch, mayGoOn);
