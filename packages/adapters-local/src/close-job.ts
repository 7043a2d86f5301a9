// What follows a job's end on this machine: its schedule learns of it, and its webhook is delivered, however many tries that takes.
// Both stand in the store, so it may be called again after a crash; it never changes what the job has become.
import * as E from 'fp-ts/lib/Either.js';
import {
  afterJob,
  deliverWebhook,
  type AfterJobEnvironment,
  type DeliverEnvironment,
  type Sleep,
} from '@api-poller/domain';

export interface CloseEnvironment extends AfterJobEnvironment, DeliverEnvironment {
  readonly sleep: Sleep;
}

/** A wait is cut into pieces of this length, so that a server that stops is not held up. */
const WAIT_PIECE_MS = 250;

const detailOf = (failure: { readonly _tag: string; readonly detail?: string }): string =>
  `${failure._tag}: ${failure.detail ?? 'no detail'}`;

/**
 * Ends once nothing is left to do, or `mayGoOn` says no.
 * @throws Error when the store fails: the next start goes on from there
 */
export const closeJob =
  (env: CloseEnvironment) =>
  async (jobId: string, mayGoOn: () => boolean): Promise<void> => {
    while (mayGoOn()) {
      const told = await afterJob(jobId)(env)();
      if (E.isLeft(told)) throw new Error(detailOf(told.left));
      const delivered = await deliverWebhook(jobId)(env)();
      if (E.isLeft(delivered)) throw new Error(detailOf(delivered.left));
      const { done, resumeAfterMs } = delivered.right;
      if (done) return;
      for (let left = resumeAfterMs; left > 0 && mayGoOn(); left -= WAIT_PIECE_MS)
        await env.sleep(Math.min(left, WAIT_PIECE_MS))();
    }
  };
