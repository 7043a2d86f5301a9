// deadLetter: a message that could not be processed after its last delivery makes its task FAILED, with the reason.
// Its payload stays, so that nothing that was fetched is thrown away.
import type { ReaderTaskEither } from 'fp-ts/lib/ReaderTaskEither.js';
import type { StoreUnavailable } from '../ambient/ambient.port.ts';
import type { Tasks } from '../task/tasks.port.ts';
import type { Message } from './task-queue.port.ts';

export interface DeadLetterEnvironment {
  readonly tasks: Tasks;
}

/** @param detail why it could not be processed, for people */
export const deadLetter =
  (
    { jobId, taskId, attempt, facts }: Message,
    detail: string,
  ): ReaderTaskEither<DeadLetterEnvironment, StoreUnavailable, void> =>
  ({ tasks }) =>
    tasks.advance(jobId, [
      { taskId, attempt, state: 'FAILED', facts, failure: { reason: 'DeadLetter', detail } },
    ]);
