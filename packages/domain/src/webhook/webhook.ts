// The completion webhook: what is sent when a job is over, how often it is tried, and when it is given up.
// It decides on values; deliver-webhook.use-case.ts sends. What becomes of it never changes a verdict.
import { backoffMs, type Backoff } from '../failure/backoff.ts';
import type { Disposition } from '../failure/disposition.ts';
import { isOver, type Job } from '../job/job.ts';
import type { WebhookState } from './webhook-state.ts';

/**
 * From a second to an hour. The first waits bridge a restart, ten of them some 17 minutes, which bridges a deployment; a receiver
 * that is gone for longer reads the job from the jobs API.
 */
export const webhookBackoff: Backoff = { firstMs: 1_000, mostMs: 3_600_000 };
export const MOST_WEBHOOK_ATTEMPTS = 10;
/** A receiver that names a longer wait than this is taken at an hour: it would be its mistake. */
const LONGEST_NAMED_WAIT_MS = 3_600_000;

export const SIGNATURE_HEADER = 'x-api-poller-signature';
export const IDEMPOTENCY_HEADER = 'idempotency-key';

/** Whether something of the job's webhook is still to be done. */
export const isWebhookDue = ({ request, status, webhook }: Job): boolean =>
  request.webhook !== null &&
  isOver(status) &&
  (webhook === null || (webhook.deliveredAtMs === null && webhook.nextTryAtMs !== null));

/** The state from which a try is made. */
export const webhookStateOf = ({ webhook, revision }: Job): WebhookState =>
  webhook ?? { revision, attempts: 0, deliveredAtMs: null, failure: null, nextTryAtMs: 0 };

/** What is signed: the second of the signature, a dot, the body. */
export const signedText = (second: number, body: string): string => `${second}.${body}`;
export const signatureHeader = (second: number, signature: string): string => `t=${second},v1=${signature}`;

/**
 * The state after a try.
 * @param random uniform in [0, 1)
 */
export const afterTry = (
  state: WebhookState,
  disposition: Disposition,
  nowMs: number,
  random: number,
): WebhookState => {
  const attempts = state.attempts + 1;
  if (disposition._tag === 'Deliver')
    return { ...state, attempts, deliveredAtMs: nowMs, failure: null, nextTryAtMs: null };
  const { detail: failure } = disposition;
  if (disposition._tag === 'GiveUp' || attempts >= MOST_WEBHOOK_ATTEMPTS)
    return { ...state, attempts, failure, nextTryAtMs: null };
  const named = disposition.notBeforeMs;
  const waitMs =
    named === null ? backoffMs(webhookBackoff, attempts, random) : Math.min(named, LONGEST_NAMED_WAIT_MS);
  return { ...state, attempts, failure, nextTryAtMs: nowMs + waitMs };
};
