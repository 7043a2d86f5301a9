// A user's own processor: what it gets, what it must keep, and how its promise becomes the domain's port.
import * as E from 'fp-ts/lib/Either.js';
import type { ProcessingFailed, Processor } from '@api-poller/domain';

/** The records of one page. */
export interface RecordsPage {
  readonly jobId: string;
  /** The same for the same page of the same job, however often it is delivered: what makes a write idempotent. */
  readonly taskId: string;
  /** Each record as the partner wrote it, byte for byte, as one line of JSON. */
  readonly texts: ReadonlyArray<string>;
  /** The records parsed. Numbers beyond 2^53 lose digits here; the texts keep them. */
  readonly values: () => ReadonlyArray<unknown>;
}

/**
 * What is done with the records of each page. The contract:
 *
 * - **At least once.** A page comes again when the process ended before its success was stored, and when `process` failed.
 *   Write so that the same `jobId` and `taskId` twice is the same as once: an upsert, a file of that name, a message key.
 * - **In no order**, and up to 25 pages side by side.
 * - **Done when it returns.** The payload is deleted then. A throw, a rejection, or no end within five minutes is a failure:
 *   the page is delivered three times, a second apart; then its task is FAILED with the error's message, its payload is
 *   kept, and the job ends INCOMPLETE. `retry` fetches it again.
 */
export interface DefinedProcessor {
  /** What job requests call it: `{"processor": {"kind": "custom", "name": "orders"}}`. */
  readonly name: string;
  readonly process: (page: RecordsPage) => Promise<void> | void;
}

/**
 * @example
 * export default defineProcessor({
 *   name: 'orders',
 *   process: async ({ jobId, taskId, texts }) => {
 *     await writeFile(`orders/${jobId}-${taskId}.ndjson`, texts.join('\n'));
 *   },
 * });
 */
export const defineProcessor = (processor: DefinedProcessor): DefinedProcessor => processor;

/** Longer than any page should take; without an end one hanging write would hold up the job for ever. */
const MOST_MS = 300_000;
/** Enough to say what is wrong; a message may quote a whole request. */
const MOST_DETAIL = 500;

const failed = (cause: unknown): E.Either<ProcessingFailed, void> =>
  E.left({
    _tag: 'ProcessingFailed',
    detail: (cause instanceof Error ? cause.message : 'it threw no error').slice(0, MOST_DETAIL),
  });

export const toProcessor = ({ process }: DefinedProcessor, mostMs = MOST_MS): Processor => ({
  process:
    ({ jobId, taskId, records }) =>
    async () => {
      let timer: NodeJS.Timeout | undefined;
      const tooLate = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error(`it did not end within ${mostMs / 1000} s`)), mostMs);
      });
      const page: RecordsPage = {
        jobId,
        taskId,
        texts: records,
        values: () => records.map((text): unknown => JSON.parse(text)),
      };
      try {
        await Promise.race([tooLate, (async () => process(page))()]);
        return E.right(undefined);
      } catch (cause) {
        return failed(cause);
      } finally {
        clearTimeout(timer);
      }
    },
});
