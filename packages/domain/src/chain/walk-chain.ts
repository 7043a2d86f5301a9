// Walks a chain from its checkpoint: a page, the checkpoint behind it, the next page. It stops where it is told to, where the
// chain ends, and where a page fails: what stands behind a page that failed nobody can know.
import * as E from 'fp-ts/lib/Either.js';
import type { StoreUnavailable } from '../ambient/ambient.port.ts';
import type { PageRefused } from '../contact/ask-page.ts';
import { askAndRead, type ReadAnswer } from '../contact/read-answer.ts';
import { withoutApiKey } from '../credentials/credentials.ts';
import { namesPlace } from '../detection/names-place.ts';
import type { Job } from '../job/job.ts';
import type { JobRequest } from '../job/job-request.ts';
import { nextPosition } from '../pagination/next-position.ts';
import { chainedRequest } from '../pagination/page-request.ts';
import type { ChainedPagination } from '../pagination/pagination.ts';
import {
  enqueuePage,
  finished,
  stopped,
  takePage,
  type Outcome,
  type TakeEnvironment,
} from '../task/take-page.ts';
import type { Task } from '../task/task.ts';
import { chainStart, stepIdOf, type Chain } from './chain.ts';
import type { ChainEnd, Checkpoint, Checkpoints } from './checkpoints.port.ts';
import { measure } from './measures.ts';
import { follow } from './trail.ts';

export interface WalkEnvironment extends TakeEnvironment {
  readonly checkpoints: Checkpoints;
}

type Stopped = Extract<PageRefused, { readonly _tag: 'Stopped' }>;

const isUrl = ({ kind }: ChainedPagination): boolean => kind === 'next-url' || kind === 'link';

const ended = (checkpoint: Checkpoint, end: ChainEnd): Checkpoint => ({ ...checkpoint, end });

/** The checkpoint behind an answer. It is stored and shown, so an API key that a next url repeats is taken out. */
export const behind = (
  { credentials }: Pick<JobRequest, 'credentials'>,
  pagination: ChainedPagination,
  { step, trail, statedTotal, totalFell, measures }: Checkpoint,
  answer: ReadAnswer,
): Checkpoint => {
  const next = nextPosition(pagination, answer);
  const moved: Checkpoint = {
    step: step + 1,
    position: null,
    trail,
    statedTotal: answer.total ?? statedTotal,
    totalFell: totalFell || (answer.total ?? statedTotal ?? 0) < (statedTotal ?? 0),
    measures: measure(measures, step, {
      records: answer.records.length,
      isLast: next._tag !== 'Next',
      byPlace: next._tag === 'Next' && isUrl(pagination) && namesPlace(next.position),
    }),
    confirming: false,
    end: null,
  };
  if (next._tag === 'EndSaid') return { ...moved, position: next.position, confirming: true };
  if (next._tag !== 'Next') return ended(moved, next);
  const position = isUrl(pagination) ? withoutApiKey(next.position, credentials ?? undefined) : next.position;
  const followed = follow(trail, position);
  return followed === null ? ended(moved, { _tag: 'Circle' }) : { ...moved, position, trail: followed };
};

/**
 * A page with others behind it that is shorter than one before: it is asked for again before that is believed. Behind a keyset page
 * nothing is passed over, however short it is.
 */
const isShort = (pagination: ChainedPagination, { measures }: Checkpoint, answer: ReadAnswer): boolean =>
  pagination.kind !== 'keyset' &&
  answer.records.length < measures.full &&
  nextPosition(pagination, answer)._tag === 'Next';

const taskAt = async (
  env: WalkEnvironment,
  job: Job,
  chain: Chain,
  step: number,
): Promise<E.Either<StoreUnavailable, Task | null>> =>
  E.map((tasks: ReadonlyArray<Task>) => tasks[0] ?? null)(
    await env.tasks.get(job.id, [stepIdOf(chain.id, step)])(),
  );

/** Sends the message of a step whose payload is saved and whose message may not have been sent. */
export const enqueueStep = async (
  env: WalkEnvironment,
  job: Job,
  chain: Chain,
  step: number,
): Promise<Outcome> => {
  const found = await taskAt(env, job, chain, step);
  if (E.isLeft(found)) return found;
  const task = found.right;
  return task?.state === 'PAYLOADSAVED' && task.facts !== null
    ? enqueuePage(env, job, task, task.facts)
    : finished;
};

/**
 * Looks behind an end that was said: with records there it is none, and the chain goes on with them. A partner that refuses the
 * question has said enough.
 */
const confirmEnd = async (
  env: WalkEnvironment,
  job: Job,
  pagination: ChainedPagination,
  chain: Chain,
  checkpoint: Checkpoint,
  mayGoOn: () => boolean,
): Promise<E.Either<StoreUnavailable | Stopped, Checkpoint>> => {
  const asked = chainedRequest(job.request, pagination, checkpoint.position, chain.range);
  const answer = await askAndRead(env)(job.request, pagination, asked, mayGoOn)();
  if (E.isLeft(answer) && (answer.left._tag === 'Stopped' || answer.left._tag === 'StoreUnavailable'))
    return E.left(answer.left);
  const seen: Checkpoint =
    E.isRight(answer) && answer.right.records.length > 0
      ? { ...checkpoint, confirming: false }
      : { ...checkpoint, confirming: false, end: { _tag: 'Ended' } };
  return E.map(() => seen)(await env.checkpoints.put(job.id, chain.id, seen)());
};

export const walkChain = async (
  env: WalkEnvironment,
  job: Job,
  pagination: ChainedPagination,
  chain: Chain,
  mayGoOn: () => boolean,
): Promise<Outcome> => {
  const found = await env.checkpoints.get(job.id, chain.id)();
  if (E.isLeft(found)) return found;
  let checkpoint = found.right ?? chainStart;
  if (checkpoint.step > 0) {
    // A crash between checkpoint and message leaves the step before at PAYLOADSAVED.
    const before = await enqueueStep(env, job, chain, checkpoint.step - 1);
    if (E.isLeft(before)) return before;
  }
  const due = await taskAt(env, job, chain, checkpoint.step);
  if (E.isLeft(due)) return due;
  // A step that failed stays failed until a retry opens it again.
  if (due.right?.state === 'FAILED') return finished;
  for (let attempt = due.right?.attempt ?? 1; checkpoint.end === null; attempt = 1) {
    if (!mayGoOn()) return stopped(0);
    if (checkpoint.confirming) {
      const seen = await confirmEnd(env, job, pagination, chain, checkpoint, mayGoOn);
      if (E.isLeft(seen))
        return seen.left._tag === 'Stopped' ? stopped(seen.left.resumeAfterMs) : E.left(seen.left);
      checkpoint = seen.right;
      continue;
    }
    const { step, position }: Checkpoint = checkpoint;
    const here = checkpoint;
    let next = checkpoint;
    const taken = await takePage(
      env,
      job,
      {
        taskId: stepIdOf(chain.id, step),
        attempt,
        asked: chainedRequest(job.request, pagination, position, chain.range),
        pagination,
        own: E.right,
        planned: null,
        again: (answer) => isShort(pagination, here, answer),
        between: (answer) => {
          next = behind(job.request, pagination, here, answer);
          return env.checkpoints.put(job.id, chain.id, next)();
        },
      },
      mayGoOn,
    );
    if (taken === 'failed') return finished;
    if (E.isLeft(taken) || !taken.right.finished) return taken;
    checkpoint = next;
  }
  return finished;
};
