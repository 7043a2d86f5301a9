// Planning: from the first contact to tasks and batches. A plan is a small value however many tasks it stands for;
// tasks and batches are computed from it one at a time, so ten million tasks take no more memory than ten.
import { left, right, type Either } from 'fp-ts/lib/Either.js';

/** What the partner says of the resource at the first contact, as it came: any of it may be absent or nonsense. */
export interface FirstContact {
  readonly total: unknown;
  readonly pageSize: unknown;
}

/** Every task is known beforehand: pages of `pageSize` records from `startAt` up to `total`. */
export interface EnumeratedPlan {
  readonly kind: 'enumerated';
  readonly startAt: number;
  readonly total: number;
  readonly pageSize: number;
}

export type PlanRefusal =
  | { readonly _tag: 'TotalUnknown'; readonly detail: string }
  | { readonly _tag: 'PageSizeUnusable'; readonly detail: string };

const show = (value: unknown): string =>
  value === undefined
    ? 'absent'
    : typeof value === 'number'
      ? `${value}`
      : `a ${value === null ? 'null' : typeof value}`;

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/**
 * The plan that a first contact supports. A total or page size that cannot be counted with is refused by name: guessing
 * would end in a loop or in an empty success.
 */
export const planEnumerated = ({ total, pageSize }: FirstContact): Either<PlanRefusal, EnumeratedPlan> => {
  if (!isCount(total))
    return left({
      _tag: 'TotalUnknown',
      detail: `the total must be a whole number from 0, and is ${show(total)}`,
    });
  if (total > 0 && (!isCount(pageSize) || pageSize === 0))
    return left({
      _tag: 'PageSizeUnusable',
      detail: `the page size must be a whole number from 1, and is ${show(pageSize)}`,
    });
  return right({
    kind: 'enumerated',
    startAt: 0,
    total,
    pageSize: isCount(pageSize) && pageSize > 0 ? pageSize : 1,
  });
};

/** How many tasks the plan stands for. */
export const taskCount = ({ startAt, total, pageSize }: EnumeratedPlan): number =>
  Math.ceil((total - startAt) / pageSize);

/** One page's place in the plan: `count` records from `startAt`. */
export interface Page {
  readonly startAt: number;
  readonly count: number;
}

/** Consecutive tasks handled by one worker call, in so few numbers that a manifest of a million lines stays small. */
export interface Batch {
  readonly index: number;
  readonly startAt: number;
  /** The record before which the batch ends. */
  readonly stopAt: number;
  readonly pageSize: number;
}

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

/** The batches of a plan, in order, each of at most `tasksPerBatch` tasks. */
export function* batchesOf(plan: EnumeratedPlan, tasksPerBatch: number): Generator<Batch> {
  if (!Number.isInteger(tasksPerBatch) || tasksPerBatch < 1)
    throw new RangeError(`tasksPerBatch must be an integer from 1, not ${tasksPerBatch}`);
  const step = plan.pageSize * tasksPerBatch;
  for (let startAt = plan.startAt, index = 0; startAt < plan.total; startAt += step, index += 1)
    yield { index, startAt, stopAt: Math.min(startAt + step, plan.total), pageSize: plan.pageSize };
}

/** The pages of a batch, in order. The last one asks for what is left, not for a whole page. */
export function* pagesOf({ startAt, stopAt, pageSize }: Batch): Generator<Page> {
  for (let at = startAt; at < stopAt; at += pageSize)
    yield { startAt: at, count: Math.min(pageSize, stopAt - at) };
}

/** At most this many tasks a batch: a DynamoDB transaction holds 100 items, and the tail of a job idles on larger ones. */
const MOST_TASKS_PER_BATCH = 50;

/** Batches small enough that every worker gets several, so that the last ones to finish do not wait for one another. */
export const tasksPerBatchFor = (tasks: number, workers: number): number =>
  Math.max(1, Math.min(MOST_TASKS_PER_BATCH, Math.floor(tasks / (workers * 4))));
