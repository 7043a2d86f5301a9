// processPayload: one message: read the payload, hand its records to the processor, report COMPLETE, delete the payload.
// A message that comes again after COMPLETE is a success that does nothing.
import * as E from 'fp-ts/lib/Either.js';
import type { ReaderTaskEither } from 'fp-ts/lib/ReaderTaskEither.js';
import type { StoreUnavailable } from '../ambient/ambient.port.ts';
import type { Fingerprints } from '../fingerprint/fingerprints.port.ts';
import { identify } from '../fingerprint/identity.ts';
import type { Job } from '../job/job.ts';
import type { PageMalformed } from '../page/page-malformed.ts';
import { readBody, recordTextsOf } from '../page/read-body.ts';
import { ownRecords } from '../pagination/page-request.ts';
import { pageOf } from '../plan/plan.ts';
import type { Payloads } from '../payload/payloads.port.ts';
import type { Message } from '../queue/task-queue.port.ts';
import type { Tasks } from '../task/tasks.port.ts';
import type { ProcessingFailed, Processors } from './processor.ts';

export interface ProcessEnvironment {
  readonly tasks: Tasks;
  readonly payloads: Payloads;
  readonly fingerprints: Fingerprints;
  readonly processors: Processors;
}

const processingFailed = (detail: string): E.Either<ProcessingFailed, never> =>
  E.left({ _tag: 'ProcessingFailed', detail });

interface Own {
  readonly texts: ReadonlyArray<string>;
  readonly fingerprints: Uint8Array;
}

/**
 * The task's own records, as texts, and their fingerprints: made of what is delivered, and not when it was fetched, because a
 * page that is fetched twice may have come with other records the second time.
 */
const ownOf = (
  { pagination, plan }: Job,
  taskId: string,
  payload: Uint8Array,
): E.Either<PageMalformed, Own> => {
  if (pagination === null) return E.left({ _tag: 'PageMalformed', detail: 'the job has no plan' });
  const { format, records: recordsAt } = pagination;
  const page = pageOf(taskId);
  const own = <A>(records: ReadonlyArray<A>): ReadonlyArray<A> =>
    page === null || plan?.kind !== 'enumerated'
      ? records
      : ownRecords(pagination, page, plan.pageSize, records);
  const texts = recordTextsOf(format, recordsAt, payload);
  if (E.isLeft(texts)) return texts;
  const read = readBody(format, recordsAt, payload);
  if (E.isLeft(read)) return read;
  const mine = own(texts.right);
  return E.right({ texts: mine, fingerprints: identify(pagination, own(read.right.records), () => mine) });
};

export const processPayload =
  (
    job: Job,
    { taskId, attempt, facts }: Message,
  ): ReaderTaskEither<ProcessEnvironment, StoreUnavailable | ProcessingFailed, void> =>
  ({ tasks, payloads, fingerprints, processors }) =>
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
    const own = ownOf(job, taskId, payload.right);
    if (E.isLeft(own)) return processingFailed(own.left.detail);
    const { texts, fingerprints: bytes } = own.right;
    if (texts.length !== facts.records)
      return processingFailed(
        `the payload of task ${taskId} has ${texts.length} records, and ${facts.records} were counted`,
      );
    const processed = await processor.process({ jobId: job.id, taskId, records: texts })();
    if (E.isLeft(processed)) return processed;
    const kept = await fingerprints.keep(job.id, { taskId, bytes })();
    if (E.isLeft(kept)) return kept;
    const reported = await tasks.advance(job.id, [
      { taskId, attempt, state: 'COMPLETE', facts, failure: null },
    ])();
    return E.isLeft(reported) ? reported : payloads.remove(job.id, taskId)();
  };
