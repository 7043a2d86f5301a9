// The queue between fetching and processing: at least once, in no order.
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { StoreUnavailable } from '../ambient/ambient.port.ts';
import type { PageFacts } from '../task/task.ts';

/** Says that a task's payload is saved and waits to be processed. It carries the facts, so that it stands alone. */
export interface Message {
  readonly jobId: string;
  readonly taskId: string;
  readonly attempt: number;
  readonly facts: PageFacts;
}

export interface TaskQueue {
  /** Durable once it succeeds. May deliver twice. */
  readonly send: (message: Message) => TaskEither<StoreUnavailable, void>;
}
