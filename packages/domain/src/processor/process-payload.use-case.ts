// processPayload: one message: read the payload, hand its records to the processor, report COMPLETE, delete the payload.
// A message that comes again after COMPLETE is a success that does nothing.
import * as E from 'fp-ts/lib/Either.js';
import type { ReaderTaskEither } from 'fp-ts/lib/ReaderTaskEither.js';
import type { StoreUnavailable } from '../ambient/ambient.port.ts';
import type { Job } from '../job/job.ts';
import type { PageMalformed } from '../page/page-malformed.ts';
import { recordTextsOf } from '../page/read-body.ts';
import { ownRecords } from '../pagination/page-request.ts';
import { pageOf } from '../plan/plan.ts';
import type { Payloads } from '../payload/payloads.port.ts';
import type { Message } from '../queue/task-queue.port.ts';
import type { Tasks } from '../task/tasks.port.ts';
import type { ProcessingFailed, Processors } from './processor.ts';

export interface ProcessEnvironment {
  readonly tasks: Tasks;
  readonly payloads: Payloads;
  readonly processors: Processors;
}

const processingFailed = (detail: string): E.Either<ProcessingFailed, never> =>
  E.left({ _tag: 'ProcessingFailed', detail });

/** The texts of the task's own records. */
const textsOf = (
  { pagination, plan }: Job,
  taskId: string,
  payload: Uint8Array,
): E.Either<PageMalformed, ReadonlyArray<string>> => {
  if (pagination === null) return E.left({ _tag: 'PageMalformed', detail: 'the job has no plan' });
  const texts = recordTextsOf(pagination.format, pagination.records, payload);
  const page = pageOf(taskId);
  if (E.isLeft(texts) || page === null || plan?.kind !== 'enumerated') return texts;
  return E.right(ownRecords(pagination, page, plan.pageSize, texts.right));
};

export const processPayload =
  (
    job: Job,
    { taskId, attempt, facts }: Message,
  ): ReaderTaskEither<ProcessEnvironment, StoreUnavailable | ProcessingFailed, void> =>
  ({ tasks, payloads, processors }) =>
  async () => {
    const standing = await tasks.get(job.id, [taskId])();
    if (E.isLeft(standing)) return standing;
    if (standing.right[0]?.state === 'COMPLETE') return payloads.remove(job.id, taskId)();
    const payload = await payloads.get(job.id, taskId)();
    if (E.isLeft(payload)) return payload;
    if (payload.right === null) return processingFailed(`the payload of task ${taskId} is gone`);
    const processor = processors(job);
    if (processor === null)
      return processingFailed(`there is no processor of the name that the job asks for`);
    const records = textsOf(job, taskId, payload.right);
    if (E.isLeft(records)) return processingFailed(records.left.detail);
    if (records.right.length !== facts.records)
      return processingFailed(
        `the payload of task ${taskId} has ${records.right.length} records, and ${facts.records} were counted`,
      );
    const processed = await processor.process({ jobId: job.id, taskId, records: records.right })();
    if (E.isLeft(processed)) return processed;
    const reported = await tasks.advance(job.id, [
      { taskId, attempt, state: 'COMPLETE', facts, failure: null },
    ])();
    return E.isLeft(reported) ? reported : payloads.remove(job.id, taskId)();
  };
