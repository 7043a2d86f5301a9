// A job of pages with places: fill the gaps of short pages, look at both ends, fetch what came to the tail, and say what was found.
import * as E from 'fp-ts/lib/Either.js';
import type { StoreUnavailable } from '../ambient/ambient.port.ts';
import type { PageRefused } from '../contact/ask-page.ts';
import { findEnd, type ContactFailed, type Placed } from '../contact/find-end.ts';
import type { Job } from '../job/job.ts';
import { isPlaced } from '../pagination/pagination.ts';
import type { Manifest } from '../plan/manifest.port.ts';
import {
  pageOf,
  plannedTasks,
  tailBatches,
  taskIdOf,
  tasksPerBatchFor,
  type EnumeratedPlan,
  type Page,
  type PageBatch,
} from '../plan/plan.ts';
import type { Task } from '../task/task.ts';
import type { Tasks } from '../task/tasks.port.ts';
import { collectTasks } from './collect-tasks.ts';
import { lookAtEnds, type Ends, type LookEnvironment } from './look-at-ends.ts';
import { compareCounts, type Evidence } from './verdict.ts';

export interface SettlePlacedEnvironment extends LookEnvironment {
  readonly tasks: Tasks;
  readonly manifest: Manifest;
}

export type Stopped = Extract<PageRefused, { readonly _tag: 'Stopped' }>;

/** What is to be done to the job before it can be judged, or what was found. */
export type Settled =
  | { readonly _tag: 'More'; readonly change: Partial<Pick<Job, 'total' | 'totalsSeen' | 'noted'>> }
  | { readonly _tag: 'Found'; readonly evidence: ReadonlyArray<Evidence>; readonly total: number };

/** Rounds of growth that are followed; a partner that grows faster than it is read never ends. */
const MOST_TAILS = 20;

/** What a short page lacked, as a page of its own; null when the page had nothing at all: there is nothing behind it then. */
export const gapOf = ({ taskId, facts }: Pick<Task, 'taskId' | 'facts'>): Page | null => {
  const page = pageOf(taskId);
  if (page === null || facts === null || facts.short === 0 || facts.records === 0) return null;
  return { startAt: page.startAt + facts.records, count: facts.short };
};

const gapBatch = ({ startAt, count }: Page, index: number): PageBatch => ({
  index,
  startAt,
  stopAt: startAt + count,
  pageSize: count,
});

/** Plans the gaps that have no task yet; answers how many. */
const planGaps = async (
  { tasks, manifest }: SettlePlacedEnvironment,
  job: Job,
  gaps: ReadonlyArray<Page>,
): Promise<E.Either<StoreUnavailable, number>> => {
  const known = await tasks.get(job.id, gaps.map(taskIdOf))();
  if (E.isLeft(known)) return known;
  const ids = new Set(known.right.map(({ taskId }) => taskId));
  const fresh = gaps.filter((gap) => !ids.has(taskIdOf(gap)));
  const [first] = fresh;
  if (first === undefined) return E.right(0);
  // Named by what it begins with: a round of that name is this round.
  const written = await manifest.write(job.id, `gaps-${taskIdOf(first)}`, fresh.map(gapBatch))();
  return E.isLeft(written) ? written : E.right(fresh.length);
};

/** Statuses by which a partner refuses a place, and not the request. */
const REFUSING = /^the partner answered (400|403|404|416|422)$/;

/** Where the partner stops serving, when every page from there on was refused and none before. */
const wallOf = (
  {
    first,
    refused,
    count,
  }: { readonly first: Task | null; readonly refused: number; readonly count: number },
  plan: EnumeratedPlan,
  total: number,
): ReadonlyArray<Evidence> => {
  const page = first === null ? null : pageOf(first.taskId);
  if (page === null || page.startAt === 0 || refused < count) return [];
  return count === Math.ceil((total - page.startAt) / plan.pageSize)
    ? [{ kind: 'DEEP_PAGE_WALL', at: page.startAt, detail: first?.failure?.detail ?? '' }]
    : [];
};

/** The page that holds the last record, as the plan or its newest tail has it. */
const lastPageOf = (totals: ReadonlyArray<number>, pageSize: number): Page => {
  const total = totals.at(-1) ?? 0;
  const before = totals.at(-2) ?? 0;
  const startAt = Math.max(before, Math.floor((total - 1) / pageSize) * pageSize);
  return { startAt, count: total - startAt };
};

/** A failure to look is a doubt; only a store that fails or a job that is stopped ends the settling. */
const asDoubt = (
  failure:
    | Exclude<ContactFailed, StoreUnavailable>
    | { readonly _tag: 'EndNotFound'; readonly detail: string },
): E.Either<Stopped, Evidence> =>
  failure._tag === 'Stopped' ? E.left(failure) : E.right({ kind: 'END_UNCONFIRMED', detail: failure.detail });

interface Look {
  readonly placed: Placed;
  readonly plan: EnumeratedPlan;
  readonly totals: ReadonlyArray<number>;
}

const grow = async (
  env: SettlePlacedEnvironment,
  { placed, totals }: Look,
  { total: stated, oneAPage }: Ends,
  mayGoOn: () => boolean,
): Promise<E.Either<StoreUnavailable | Stopped, Evidence | number>> => {
  const total = totals.at(-1) ?? 0;
  if (totals.length > MOST_TAILS) return E.right({ kind: 'STILL_GROWING', rounds: MOST_TAILS });
  if (stated !== null && stated > total) return E.right(stated);
  const paged = oneAPage ? { ...placed, pageSize: 1 } : placed;
  const end = await findEnd(env)(paged, total + 1, null, mayGoOn)();
  if (E.isRight(end)) {
    if (end.right > total) return E.right(end.right);
    // What was seen can be asked for by its place, whatever the page that begins before it holds back.
    if (placed.pagination.kind === 'offset') return E.right(total + 1);
    return E.right({
      kind: 'END_UNCONFIRMED',
      detail: 'there were records behind the last one, and then there were none',
    });
  }
  return end.left._tag === 'StoreUnavailable' ? E.left(end.left) : asDoubt(end.left);
};

/**
 * Writes the round of what came last to the end of the list. The job says how far it goes before the round is written, so that a
 * crash between the two cannot leave half of it planned: whoever comes next writes it. A round that is there is left as it is.
 */
export const planTail = async (
  { manifest }: Pick<SettlePlacedEnvironment, 'manifest'>,
  { id, request, totalsSeen }: Job,
  { pageSize }: EnumeratedPlan,
): Promise<E.Either<StoreUnavailable, void>> => {
  const [from, to] = totalsSeen.slice(-2);
  if (from === undefined || to === undefined) return E.right(undefined);
  const perBatch = tasksPerBatchFor((to - from) / pageSize, request.limits.concurrency);
  return manifest.write(id, `tail-${from}`, tailBatches(from, to, pageSize, perBatch))();
};

/** What the ends say, as far as no growth is in it. */
const fromEnds = (
  { lastIsThere, more, refused, total: stated }: Ends,
  planned: number,
  /** Whether the plan was made from the stated total. */
  byTotal: boolean,
): ReadonlyArray<Evidence> => {
  if (!lastIsThere)
    return stated === null || stated === planned || !byTotal
      ? [{ kind: 'END_UNCONFIRMED', detail: 'there is no record any more where the last one was' }]
      : [{ kind: 'TOTAL_MOVED', totals: [planned, stated] }];
  if (stated === planned || more) return [];
  // Without a total an end that is refused looks like a depth that is.
  if (refused !== null)
    return [
      {
        kind: 'END_UNCONFIRMED',
        detail: `the place behind the last record is refused with ${refused}: the list ends there, or the partner serves no page that deep`,
      },
    ];
  if (stated === null) return [];
  if (stated < planned) return [{ kind: 'TOTAL_WRONG', stated, found: planned }];
  // More was stated from the start: what is not served is missing, and is counted so.
  return byTotal ? [{ kind: 'TOTAL_MOVED', totals: [planned, stated] }] : [];
};

const shifted = ({ shiftedAt }: Ends): ReadonlyArray<Evidence> =>
  shiftedAt.length === 0 ? [] : [{ kind: 'ROWS_SHIFTED', at: shiftedAt }];

/** A shift that each round sees again is one piece of evidence. */
const shiftsAsOne = (evidence: ReadonlyArray<Evidence>): ReadonlyArray<Evidence> => {
  const at = new Set(evidence.flatMap((each) => (each.kind === 'ROWS_SHIFTED' ? each.at : [])));
  const others = evidence.filter(({ kind }) => kind !== 'ROWS_SHIFTED');
  return at.size === 0
    ? others
    : [{ kind: 'ROWS_SHIFTED', at: [...at].toSorted((a, b) => a - b) }, ...others];
};

/** More was stated meanwhile than there is now. */
const fallen = ({ greatestStated }: Job, total: number): ReadonlyArray<Evidence> =>
  greatestStated !== null && greatestStated > total ? [{ kind: 'TOTAL_FELL', to: total }] : [];

/** A total that fell while pages were read, and is still not the planned one, is one piece of evidence. */
const fallsAsOne = (evidence: ReadonlyArray<Evidence>): ReadonlyArray<Evidence> => {
  const others = evidence.filter(({ kind }) => kind !== 'TOTAL_FELL');
  const fall = evidence.find(({ kind }) => kind === 'TOTAL_FELL');
  return fall === undefined || others.some(({ kind }) => kind === 'TOTAL_MOVED') ? others : [fall, ...others];
};

const sizeOf = (ends: Ends | null, total: number, byTotal: boolean): number =>
  ends?.lastIsThere === true && byTotal ? total : Math.max(total, ends?.total ?? 0);

/** @param received records of the tasks that are COMPLETE */
export const settlePlaced = async (
  env: SettlePlacedEnvironment,
  job: Job,
  plan: EnumeratedPlan,
  received: number,
  mayGoOn: () => boolean,
): Promise<E.Either<StoreUnavailable | Stopped, Settled>> => {
  const { pagination, request, totalsSeen: totals } = job;
  if (pagination === null || !isPlaced(pagination)) throw new Error(`job ${job.id} has no pages with places`);
  const short = await collectTasks(env.tasks, job.id, 'SHORT', gapOf);
  if (E.isLeft(short)) return short;
  const gaps = short.right.picked;
  const planned = await planGaps(env, job, gaps);
  if (E.isLeft(planned)) return planned;
  // Counted anew from what is there, not added to: a crash between the two writes then loses no task from the total.
  const tasks = plannedTasks(plan, totals) + gaps.length;
  if (planned.right > 0) return E.right({ _tag: 'More', change: { total: tasks } });

  let refused = 0;
  let firstFailed: Task | null = null;
  const failed = await collectTasks(env.tasks, job.id, 'FAILED', (task) => {
    firstFailed ??= task;
    if (REFUSING.test(task.failure?.detail ?? '')) refused += 1;
    return null;
  });
  if (E.isLeft(failed)) return failed;
  const total = totals.at(-1) ?? 0;
  const look: Look = { placed: { request, pagination, pageSize: plan.pageSize }, plan, totals };
  const firstPage = { startAt: 0, count: Math.min(plan.pageSize, totals[0] ?? 0) };
  const found: Evidence[] = [...job.noted];
  let ends: Ends | null = null;
  const looked = await lookAtEnds(
    env,
    job.id,
    look.placed,
    { total, firstPage, lastPage: lastPageOf(totals, plan.pageSize) },
    mayGoOn,
  );
  if (E.isLeft(looked)) {
    if (looked.left._tag === 'StoreUnavailable') return E.left(looked.left);
    const doubt = asDoubt(looked.left);
    if (E.isLeft(doubt)) return doubt;
    found.push(doubt.right);
  } else {
    ends = looked.right;
    if (ends.more) {
      const to = await grow(env, look, ends, mayGoOn);
      if (E.isLeft(to)) return to;
      if (typeof to.right === 'number') {
        const grown = [...totals, to.right];
        return E.right({
          _tag: 'More',
          change: {
            totalsSeen: grown,
            total: plannedTasks(plan, grown) + gaps.length,
            noted: [...job.noted, ...shifted(ends), { kind: 'TAIL_FETCHED', from: total, to: to.right }],
          },
        });
      }
      found.push(to.right);
    }
    found.push(...shifted(ends), ...fromEnds(ends, total, job.statedTotal !== null), ...fallen(job, total));
  }
  if (failed.right.count > 0)
    found.push(
      { kind: 'TASKS_FAILED', count: failed.right.count, taskIds: failed.right.taskIds },
      ...wallOf({ first: firstFailed, refused, count: failed.right.count }, plan, total),
    );
  found.push(...compareCounts(sizeOf(ends, total, job.statedTotal !== null), received));
  if (short.right.count > 0)
    found.push({ kind: 'GAPS_FILLED', count: short.right.count, taskIds: short.right.taskIds });
  return E.right({ _tag: 'Found', evidence: fallsAsOne(shiftsAsOne(found)), total: tasks });
};
