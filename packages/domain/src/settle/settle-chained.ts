// A job of chains: has each ended as its kind ends, and are there as many records as the partner stated on the way?
import * as E from 'fp-ts/lib/Either.js';
import type { StoreUnavailable } from '../ambient/ambient.port.ts';
import { chainStart, stepIdOf, type Chain } from '../chain/chain.ts';
import type { Checkpoint, Checkpoints } from '../chain/checkpoints.port.ts';
import type { PageRefused } from '../contact/ask-page.ts';
import { askAndRead, fingerprintsIn } from '../contact/read-answer.ts';
import { fingerprintKeys } from '../fingerprint/fingerprint.ts';
import type { Job } from '../job/job.ts';
import { chainedRequest } from '../pagination/page-request.ts';
import { isPlaced } from '../pagination/pagination.ts';
import type { ChainedPlan } from '../plan/plan.ts';
import type { Tasks } from '../task/tasks.port.ts';
import { collectTasks } from './collect-tasks.ts';
import type { LookEnvironment } from './look-at-ends.ts';
import { compareCounts, type Evidence } from './verdict.ts';

export interface SettleChainedEnvironment extends LookEnvironment {
  readonly tasks: Tasks;
  readonly checkpoints: Checkpoints;
}

type Stopped = Extract<PageRefused, { readonly _tag: 'Stopped' }>;
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

/**
 * Next urls that name places, and no total to count against: does the list still begin as it was read? A row that went from its
 * head has pulled another one past the chain.
 */
const lookAtHead = async (
  env: SettleChainedEnvironment,
  job: Job,
  chain: Chain,
  mayGoOn: () => boolean,
): Promise<E.Either<StoreUnavailable | Stopped, ReadonlyArray<Evidence>>> => {
  const { pagination, request } = job;
  if (pagination === null || isPlaced(pagination)) return E.right([]);
  const kept = await env.fingerprints.get(job.id, stepIdOf(chain.id, 0))();
  if (E.isLeft(kept)) return kept;
  const asked = chainedRequest(request, pagination, null, chain.range);
  const answer = await askAndRead(env)(request, pagination, asked, mayGoOn)();
  if (E.isLeft(answer)) {
    const { left } = answer;
    return left._tag === 'Stopped' || left._tag === 'StoreUnavailable'
      ? E.left(left)
      : E.right([{ kind: 'END_UNCONFIRMED', detail: left.detail }]);
  }
  const [read] = kept.right === null ? [] : fingerprintKeys(kept.right);
  const [now] = fingerprintKeys(fingerprintsIn(pagination, answer.right));
  return E.right(read === now ? [] : [{ kind: 'ROWS_SHIFTED', at: [0] }]);
};

/** @returns what was found, or null when a chain is still to be walked */
export const settleChained = async (
  env: SettleChainedEnvironment,
  job: Job,
  { chains }: ChainedPlan,
  received: number,
  mayGoOn: () => boolean,
): Promise<E.Either<StoreUnavailable | Stopped, ReadonlyArray<Evidence> | null>> => {
  const checkpoints: Checkpoint[] = [];
  const cuts: Cut[] = [];
  for (const chain of chains) {
    const read = await env.checkpoints.get(job.id, chain.id)();
    if (E.isLeft(read)) return read;
    const checkpoint = read.right ?? chainStart;
    const cut = await cutOf(env, job.id, chain, checkpoint);
    if (E.isLeft(cut)) return cut;
    if (cut.right === 'open') return E.right(null);
    if (cut.right !== null) cuts.push(cut.right);
    checkpoints.push(checkpoint);
  }
  const failed = await collectTasks(env.tasks, job.id, 'FAILED', () => null);
  if (E.isLeft(failed)) return failed;
  const { count, taskIds } = failed.right;
  const stated = statedBy(checkpoints);
  const shifts: Evidence[] = [];
  for (const [i, { byPlace, statedTotal }] of checkpoints.entries()) {
    const chain = chains[i];
    if (!byPlace || statedTotal !== null || chain === undefined) continue;
    const looked = await lookAtHead(env, job, chain, mayGoOn);
    if (E.isLeft(looked)) return looked;
    shifts.push(...looked.right);
  }
  const fell = checkpoints.some(({ totalFell }) => totalFell);
  return E.right([
    ...job.noted,
    ...cuts,
    ...shifts,
    // Where the next page is found by its place, a row that went has pulled another one past it.
    ...(fell && stated !== null ? [{ kind: 'TOTAL_FELL', to: stated } as const] : []),
    ...(count > 0 ? [{ kind: 'TASKS_FAILED', count, taskIds } as const] : []),
    ...(stated === null ? [] : compareCounts(stated, received)),
  ]);
};
