// deliverWebhook: one try to tell who asked for it that the job is over. The caller comes back when it says so, after a crash too:
// what was tried stands on the job. At least once, so a receiver looks at the idempotency key.
import * as E from 'fp-ts/lib/Either.js';
import type { ReaderTaskEither } from 'fp-ts/lib/ReaderTaskEither.js';
import type { Clock, Random, StoreUnavailable } from '../ambient/ambient.port.ts';
import { judgeFailure, judgeResponse, type Disposition } from '../failure/disposition.ts';
import { changeJob, findJob, type JobUnknown } from '../job/change-job.ts';
import type { Webhook } from '../job/job-request.ts';
import { jobResource } from '../job/job-resource.ts';
import type { Job } from '../job/job.ts';
import type { Jobs } from '../job/jobs.port.ts';
import type { PageRequest, Partner, Timeouts } from '../partner/partner.port.ts';
import type { Tasks } from '../task/tasks.port.ts';
import {
  afterTry,
  IDEMPOTENCY_HEADER,
  isWebhookDue,
  SIGNATURE_HEADER,
  signatureHeader,
  signedText,
  webhookStateOf,
} from './webhook.ts';
import type { Signer } from './signer.port.ts';

export interface DeliverEnvironment {
  readonly jobs: Jobs;
  readonly tasks: Pick<Tasks, 'counters'>;
  readonly partner: Partner;
  readonly signer: Signer;
  readonly clock: Clock;
  readonly random: Random;
}

export interface Delivering {
  /** Delivered, given up, or nothing to deliver. */
  readonly done: boolean;
  /** Before the next try, in milliseconds. */
  readonly resumeAfterMs: number;
}

const done: Delivering = { done: true, resumeAfterMs: 0 };

/** Receivers answer a webhook at once and work afterwards; one that takes longer is tried again. */
const TIMEOUTS: Timeouts = {
  connectMs: 5_000,
  firstByteMs: 15_000,
  idleBodyMs: 5_000,
  wholeRequestMs: 20_000,
};
/** The answer is not read; a page of an error may be some kilobytes. */
const MOST_ANSWER_BYTES = 1024 * 1024;

/** The job as the jobs API shows it; how its own delivery stands is not part of it. */
const bodyOf = async ({ tasks }: DeliverEnvironment, job: Job): Promise<E.Either<StoreUnavailable, string>> =>
  E.map((counters: Parameters<typeof jobResource>[1]) => {
    const { Webhook: _webhook, ...resource } = jobResource(job, counters);
    return JSON.stringify(resource);
  })(await tasks.counters(job.id)());

const requestOf = (url: string, body: string, headers: PageRequest['headers']): PageRequest => ({
  method: 'POST',
  url,
  headers: { 'content-type': 'application/json', ...headers },
  body,
  timeouts: TIMEOUTS,
  maxBodyBytes: MOST_ANSWER_BYTES,
  redirects: 'unchanged',
});

/** Signs and sends once. */
const send = async (
  { partner, signer, clock }: DeliverEnvironment,
  { url, secret }: Webhook,
  body: string,
  idempotencyKey: string,
): Promise<Disposition> => {
  const second = Math.floor(clock.nowMs() / 1000);
  const signed = await signer.sign(secret, signedText(second, body))();
  if (E.isLeft(signed))
    return signed.left._tag === 'SecretUnknown'
      ? { _tag: 'GiveUp', reason: 'SecretUnknown', detail: `there is no secret "${secret}"` }
      : {
          _tag: 'Retry',
          reason: 'StoreUnavailable',
          detail: `the secret "${secret}" could not be read: ${signed.left.detail}`,
          notBeforeMs: null,
        };
  const answer = await partner.fetch(
    requestOf(url, body, {
      [SIGNATURE_HEADER]: signatureHeader(second, signed.right),
      [IDEMPOTENCY_HEADER]: idempotencyKey,
    }),
  )();
  return E.isLeft(answer) ? judgeFailure(answer.left) : judgeResponse(answer.right, clock.nowMs());
};

/** What is said of a partner's answer holds for the receiver's. */
const ofReceiver = (disposition: Disposition): Disposition =>
  'detail' in disposition
    ? { ...disposition, detail: disposition.detail.replace(/^the partner answered/, 'the receiver answered') }
    : disposition;

export const deliverWebhook =
  (jobId: string): ReaderTaskEither<DeliverEnvironment, StoreUnavailable | JobUnknown, Delivering> =>
  (env) =>
  async () => {
    const read = await findJob(env.jobs)(jobId)();
    if (E.isLeft(read)) return read;
    const job = read.right;
    const { webhook } = job.request;
    if (webhook === null || !isWebhookDue(job)) return E.right(done);
    const state = webhookStateOf(job);
    const waitMs = (state.nextTryAtMs ?? 0) - env.clock.nowMs();
    if (waitMs > 0) return E.right({ done: false, resumeAfterMs: waitMs });
    const body = await bodyOf(env, job);
    if (E.isLeft(body)) return body;
    const disposition = ofReceiver(await send(env, webhook, body.right, `${jobId}-${state.revision}`));
    const after = afterTry(state, disposition, env.clock.nowMs(), env.random());
    // A job that was opened again meanwhile will be over once more, and tells that.
    const written = await changeJob(env.jobs)<never>(jobId, (now) =>
      E.right(
        isWebhookDue(now) && webhookStateOf(now).revision === state.revision
          ? { ...now, webhook: after }
          : now,
      ),
    )();
    if (E.isLeft(written)) return written;
    return E.right(
      after.nextTryAtMs === null
        ? done
        : { done: false, resumeAfterMs: Math.max(0, after.nextTryAtMs - env.clock.nowMs()) },
    );
  };
