// Planning: from the first contact to tasks and batches. A plan is a small value however many tasks it stands for;
// tasks and batches are computed from it one at a time, so ten million tasks take no more memory than ten.
import type { Chain } from '../chain/chain.ts';

/** What the first contact says of a resource whose pages have places. */
export interface FirstContact {
  /** Records in the first page. */
  readonly records: number;
  /** Records that it was asked for. */
  readonly asked: number;
  /** The number of all records; null when it is not stated, or cannot be counted with. */
  readonly total: number | null;
  /** The most records of one page, as stated; null likewise. */
  readonly statedPageSize: number | null;
}

/** Every task is known beforehand: pages of `pageSize` records from `startAt` up to `total`. */
export interface EnumeratedPlan {
  readonly kind: 'enumerated';
  readonly startAt: number;
  readonly total: number;
  readonly pageSize: number;
}

/** Only the answer to a page says how the next is asked for: chains, walked one page after the other. */
export interface ChainedPlan {
  readonly kind: 'chained';
  readonly chains: ReadonlyArray<Chain>;
}

export type Plan = EnumeratedPlan | ChainedPlan;

/**
 * The partner's real page size. What it states is believed as long as the first page does not show less; a first page that is
 * shorter than it had to be shows a cap that nobody stated. At least 1, so that no plan is without an end.
 */
export const realPageSize = (contact: FirstContact): number => {
  const { records, asked, statedPageSize } = contact;
  const stated = statedPageSize === null || statedPageSize === 0 ? asked : statedPageSize;
  const due = Math.min(asked, stated, believableTotal(contact) ?? Number.POSITIVE_INFINITY);
  return Math.max(1, records > 0 && records < due ? records : stated);
};

/** A total that the first page itself disproves is none. */
export const believableTotal = ({
  records,
  total,
}: Pick<FirstContact, 'records' | 'total'>): number | null =>
  total !== null && total >= records ? total : null;

export const enumerated = (total: number, pageSize: number): EnumeratedPlan => ({
  kind: 'enumerated',
  startAt: 0,
  total,
  pageSize,
});

/** How many tasks the plan stands for. */
export const taskCount = ({ startAt, total, pageSize }: EnumeratedPlan): number =>
  Math.ceil((total - startAt) / pageSize);

/**
 * The tasks of a plan that has grown: the plan's own, then those of each piece that came to its end, cut where its pages are.
 * @param totals the numbers of records that were planned with, first to last
 */
export const plannedTasks = (plan: EnumeratedPlan, totals: ReadonlyArray<number>): number =>
  totals
    .slice(1)
    .reduce((tasks, total, i) => tasks + tailTasks(totals[i] ?? 0, total, plan.pageSize), taskCount(plan));

const tailTasks = (from: number, to: number, pageSize: number): number =>
  Math.ceil(to / pageSize) - Math.floor(from / pageSize);

/** One page's place in the plan: `count` records from `startAt`. */
export interface Page {
  readonly startAt: number;
  readonly count: number;
}

/** Consecutive tasks handled by one worker call, in so few numbers that a manifest of a million lines stays small. */
export interface PageBatch {
  readonly index: number;
  readonly startAt: number;
  /** The record before which the batch ends. */
  readonly stopAt: number;
  readonly pageSize: number;
}

/** A chain, walked by one worker from wherever it stands. */
export interface ChainBatch {
  readonly index: number;
  readonly chain: string;
  /** A step whose payload is there: only its message is to be sent again. */
  readonly step?: number;
}

export type Batch = PageBatch | ChainBatch;

export const isChainBatch = (batch: Batch): batch is ChainBatch => 'chain' in batch;

/** Twelve digits order a trillion records by their ids as text, which is how stores list them. */
const PLACE_DIGITS = 12;

/** The task's id, from its place alone: planning twice gives the same ids. */
export const taskIdOf = ({ startAt, count }: Page): string =>
  `${String(startAt).padStart(PLACE_DIGITS, '0')}-${count}`;

/** The page that a task id stands for, or null when the text is no task id. */
export const pageOf = (taskId: string): Page | null => {
  const match = /^(\d{12,16})-([1-9]\d{0,15})$/.exec(taskId);
  return match?.[1] === undefined || match[2] === undefined
    ? null
    : { startAt: Number(match[1]), count: Number(match[2]) };
};

/** The batches of an enumerated plan, in order, each of at most `tasksPerBatch` tasks. */
export function* pageBatches(plan: EnumeratedPlan, tasksPerBatch: number): Generator<PageBatch> {
  if (!Number.isInteger(tasksPerBatch) || tasksPerBatch < 1)
    throw new RangeError(`tasksPerBatch must be an integer from 1, not ${tasksPerBatch}`);
  const step = plan.pageSize * tasksPerBatch;
  for (let startAt = plan.startAt, index = 0; startAt < plan.total; startAt += step, index += 1)
    yield { index, startAt, stopAt: Math.min(startAt + step, plan.total), pageSize: plan.pageSize };
}

/** The batches of any plan, in order. Each chain is a batch. */
export const batchesOf = (plan: Plan, tasksPerBatch: number): Iterable<Batch> =>
  plan.kind === 'enumerated'
    ? pageBatches(plan, tasksPerBatch)
    : plan.chains.map(({ id }, index) => ({ index, chain: id }));

/** What came to the end of a plan, as batches: up to the next page's place first, so that later pages stand where pages stand. */
export function* tailBatches(
  from: number,
  to: number,
  pageSize: number,
  tasksPerBatch: number,
): Generator<PageBatch> {
  const place = Math.min(to, Math.ceil(from / pageSize) * pageSize);
  if (place > from) yield { index: 0, startAt: from, stopAt: place, pageSize: place - from };
  const rest = pageBatches({ kind: 'enumerated', startAt: place, total: to, pageSize }, tasksPerBatch);
  for (const batch of rest) yield { ...batch, index: batch.index + 1 };
}

/** The pages of a batch, in order. The last one asks for what is left, not for a whole page. */
export function* pagesOf({ startAt, stopAt, pageSize }: PageBatch): Generator<Page> {
  for (let at = startAt; at < stopAt; at += pageSize)
    yield { startAt: at, count: Math.min(pageSize, stopAt - at) };
}

/** At most this many tasks a batch: a DynamoDB transaction holds 100 items, and the tail of a job idles on larger ones. */
const MOST_TASKS_PER_BATCH = 50;

/** Batches small enough that every worker gets several, so that the last ones to finish do not wait for one another. */
export const tasksPerBatchFor = (tasks: number, workers: number): number =>
  Math.max(1, Math.min(MOST_TASKS_PER_BATCH, Math.floor(tasks / (workers * 4))));
