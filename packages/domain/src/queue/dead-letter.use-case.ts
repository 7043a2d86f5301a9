// deadLetter: a message that could not be processed after its last delivery makes its task FAILED, with the reason.
// Its payload stays, so that nothing that was fetched is thrown away; unless the task is COMPLETE, and only tidying up failed.
import * as E from 'fp-ts/lib/Either.js';
import type { ReaderTaskEither } from 'fp-ts/lib/ReaderTaskEither.js';
import type { StoreUnavailable } from '../ambient/ambient.port.ts';
import type { Payloads } from '../payload/payloads.port.ts';
import type { Tasks } from '../task/tasks.port.ts';
import type { Message } from './task-queue.port.ts';

export interface DeadLetterEnvironment {
  readonly tasks: Tasks;
  readonly payloads: Payloads;
}

/** @param detail why it could not be processed, for people */
export const deadLetter =
  (
    { jobId, taskId, attempt, facts }: Message,
    detail: string,
  ): ReaderTaskEither<DeadLetterEnvironment, StoreUnavailable, void> =>
  ({ tasks, payloads }) =>
  async () => {
    const reported = await tasks.advance(jobId, [
      { taskId, attempt, state: 'FAILED', facts, failure: { reason: 'DeadLetter', detail } },
    ])();
    if (E.isLeft(reported)) return reported;
    const standing = await tasks.get(jobId, [taskId])();
    if (E.isLeft(standing)) return standing;
    return standing.right[0]?.state === 'COMPLETE' ? payloads.remove(jobId, taskId)() : E.right(undefined);
  };
