// What is done with a payload. The contract: at least once, so a processor must be idempotent by jobId and taskId.
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Job } from '../job/job.ts';

export interface ProcessedPage {
  readonly jobId: string;
  readonly taskId: string;
  /** The records as JSON texts, byte for byte, one line each. */
  readonly records: ReadonlyArray<string>;
}

export interface ProcessingFailed {
  readonly _tag: 'ProcessingFailed';
  readonly detail: string;
}

export interface Processor {
  readonly process: (page: ProcessedPage) => TE.TaskEither<ProcessingFailed, void>;
}

/** The processor that a job's request chose, or null when there is none of that name here. */
export type Processors = (job: Pick<Job, 'id' | 'request'>) => Processor | null;

/** Does nothing with the records: the payload is deleted, as in the original. */
export const discard: Processor = { process: () => TE.right(undefined) };
