// A job of chains: has each ended as its kind ends, and are there as many records as the partner stated on the way?
import * as E from 'fp-ts/lib/Either.js';
import type { StoreUnavailable } from '../ambient/ambient.port.ts';
import { chainStart, stepIdOf, type Chain } from '../chain/chain.ts';
import type { Checkpoint, Checkpoints } from '../chain/checkpoints.port.ts';
import { isOddlyShort } from '../chain/measures.ts';
import type { Job } from '../job/job.ts';
import { isPlaced, type ChainedPagination } from '../pagination/pagination.ts';
import type { ChainedPlan } from '../plan/plan.ts';
import type { Tasks } from '../task/tasks.port.ts';
import { collectTasks } from './collect-tasks.ts';
import { lookAtHeads, type LookAtHeadsEnvironment } from './look-at-heads.ts';
import type { Stopped } from './settle-placed.ts';
import { compareCounts, type Evidence } from './verdict.ts';

export interface SettleChainedEnvironment extends LookAtHeadsEnvironment {
  readonly tasks: Tasks;
  readonly checkpoints: Checkpoints;
}

type Cut = Extract<Evidence, { readonly kind: 'CHAIN_CUT' }>;

/** Why the chain is no whole one; null when it is, 'open' when it is still to be walked. */
const cutOf = async (
  { tasks }: SettleChainedEnvironment,
  jobId: string,
  { id }: Chain,
  { step, end }: Checkpoint,
): Promise<E.Either<StoreUnavailable, Cut | 'open' | null>> => {
  if (end?._tag === 'Ended') return E.right(null);
  const last = stepIdOf(id, Math.max(0, step - 1));
  if (end?._tag === 'Circle')
    return E.right({
      kind: 'CHAIN_CUT',
      reason: 'circle',
      taskId: last,
      detail: 'its answer leads to a page that was read already',
    });
  if (end !== null) return E.right({ kind: 'CHAIN_CUT', reason: 'broken', taskId: last, detail: end.detail });
  const taskId = stepIdOf(id, step);
  const due = await tasks.get(jobId, [taskId])();
  if (E.isLeft(due)) return due;
  const [task] = due.right;
  return E.right(
    task?.state === 'FAILED'
      ? { kind: 'CHAIN_CUT', reason: 'failed', taskId, detail: task.failure?.detail ?? 'no reason is known' }
      : 'open',
  );
};

/** The sum of what the chains were told; null when one was told nothing. */
const statedBy = (checkpoints: ReadonlyArray<Checkpoint>): number | null =>
  checkpoints.reduce<number | null>(
    (sum, { statedTotal }) => (sum === null || statedTotal === null ? null : sum + statedTotal),
    0,
  );

/** A chain that goes on behind the last record it was given passes over nothing, whatever goes from the list. */
const keepsItsPlace = ({ kind }: ChainedPagination): boolean => kind === 'keyset' || kind === 'single';

/** Where the next page is found by its place, open or in disguise, a row that went has pulled another one past it. */
const fallsIn = (
  pagination: ChainedPagination,
  checkpoints: ReadonlyArray<Checkpoint>,
  stated: number | null,
): ReadonlyArray<Evidence> =>
  !keepsItsPlace(pagination) && stated !== null && checkpoints.some(({ totalFell }) => totalFell)
    ? [{ kind: 'TOTAL_FELL', to: stated }]
    : [];

const shortIn = (
  pagination: ChainedPagination,
  walked: ReadonlyArray<{ readonly chain: Chain; readonly checkpoint: Checkpoint }>,
): ReadonlyArray<Evidence> => {
  if (keepsItsPlace(pagination)) return [];
  const odd = walked.filter(({ checkpoint: { measures, step } }) => isOddlyShort(measures, step));
  const count = odd.reduce((sum, { checkpoint: { measures } }) => sum + measures.short, 0);
  const taskIds = odd.flatMap(({ chain, checkpoint: { measures } }) =>
    measures.shortSteps.map((step) => stepIdOf(chain.id, step)),
  );
  return count === 0 ? [] : [{ kind: 'PAGES_SHORT', count, taskIds }];
};

/**
 * What the counts say of chains that ended. More records than stated are no doubt: those that came twice are looked for by
 * themselves. As many as stated leave none to short pages.
 */
const counted = (
  stated: number | null,
  received: number,
  short: ReadonlyArray<Evidence>,
): ReadonlyArray<Evidence> => {
  if (stated === null) return short;
  if (received > stated) return [{ kind: 'TOTAL_WRONG', stated, found: received }, ...short];
  return compareCounts(stated, received);
};

/** @returns what was found, or null when a chain is still to be walked */
export const settleChained = async (
  env: SettleChainedEnvironment,
  job: Job,
  { chains }: ChainedPlan,
  received: number,
  mayGoOn: () => boolean,
): Promise<E.Either<StoreUnavailable | Stopped, ReadonlyArray<Evidence> | null>> => {
  const { pagination } = job;
  if (pagination === null || isPlaced(pagination)) throw new Error(`job ${job.id} has no chains`);
  const walked: { readonly chain: Chain; readonly checkpoint: Checkpoint }[] = [];
  const cuts: Cut[] = [];
  for (const chain of chains) {
    const read = await env.checkpoints.get(job.id, chain.id)();
    if (E.isLeft(read)) return read;
    const checkpoint = read.right ?? chainStart;
    const cut = await cutOf(env, job.id, chain, checkpoint);
    if (E.isLeft(cut)) return cut;
    if (cut.right === 'open') return E.right(null);
    if (cut.right !== null) cuts.push(cut.right);
    walked.push({ chain, checkpoint });
  }
  const failed = await collectTasks(env.tasks, job.id, 'FAILED', () => null);
  if (E.isLeft(failed)) return failed;
  const { count, taskIds } = failed.right;
  const moved = cuts.length === 0 ? await lookAtHeads(env, job, pagination, walked, mayGoOn) : E.right([]);
  if (E.isLeft(moved)) return moved;
  const checkpoints = walked.map(({ checkpoint }) => checkpoint);
  const stated = statedBy(checkpoints);
  return E.right([
    ...job.noted,
    ...cuts,
    ...(count > 0 ? [{ kind: 'TASKS_FAILED', count, taskIds } as const] : []),
    ...moved.right,
    ...fallsIn(pagination, checkpoints, stated),
    ...(cuts.length === 0
      ? counted(stated, received, shortIn(pagination, walked))
      : stated === null
        ? []
        : compareCounts(stated, received)),
  ]);
};
