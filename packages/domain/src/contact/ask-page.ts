// Asks for one page until it came, or until it is clear that it will not: tries, waits and backoff.
// Throttled is not failed: it spends no try.
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { Clock, Random, Sleep } from '../ambient/ambient.port.ts';
import { backoffMs, usualBackoff } from '../failure/backoff.ts';
import { judgeFailure, judgeResponse, type Disposition } from '../failure/disposition.ts';
import type { JobRequest } from '../job/job-request.ts';
import type { PageRequest, PageResponse, Partner, PartnerFailure } from '../partner/partner.port.ts';
import type { Page } from '../plan/plan.ts';

export interface AskEnvironment {
  readonly partner: Partner;
  readonly clock: Clock;
  readonly random: Random;
  readonly sleep: Sleep;
}

export type PageRefused =
  | { readonly _tag: 'GaveUp'; readonly reason: string; readonly detail: string; readonly tries: number }
  /** `mayGoOn` said no: the job was cancelled or the process is ending. */
  | { readonly _tag: 'Stopped' };

/** Waits of more than an hour are the partner's mistake or a ban; the task then fails with that reason instead. */
const LONGEST_WAIT_MS = 3_600_000;
/** When a throttling partner names no time: long enough to matter, short enough to notice when it is over. */
const UNNAMED_WAIT_MS = 1_000;
/** A partner that only ever throttles: at a second each this is a quarter of an hour at the least. */
const MOST_THROTTLES = 1_000;

export const pageRequestOf = (
  { url, headers, pagination, limits }: JobRequest,
  { startAt, count }: Page,
): PageRequest => {
  const asked = new URL(url);
  asked.searchParams.set(pagination.startAt, String(startAt));
  asked.searchParams.set(pagination.count, String(count));
  asked.hash = '';
  return {
    method: 'GET',
    url: asked.href,
    headers,
    body: null,
    timeouts: limits.timeouts,
    maxBodyBytes: limits.maxBodyBytes,
  };
};

const judged = (answer: E.Either<PartnerFailure, PageResponse>, nowMs: number): Disposition =>
  E.isLeft(answer) ? judgeFailure(answer.left) : judgeResponse(answer.right, nowMs);

export const askPage =
  ({ partner, clock, random, sleep }: AskEnvironment) =>
  (request: JobRequest, page: Page, mayGoOn: () => boolean): TaskEither<PageRefused, PageResponse> =>
  async () => {
    const asked = pageRequestOf(request, page);
    for (let tries = 1, throttles = 0; mayGoOn();) {
      const answer = await partner.fetch(asked)();
      const disposition = judged(answer, clock.nowMs());
      if (disposition._tag === 'Deliver' && E.isRight(answer)) return answer;
      if (disposition._tag === 'Deliver') break;
      const { detail } = disposition;
      if (disposition._tag === 'GiveUp')
        return E.left({ _tag: 'GaveUp', reason: disposition.reason, detail, tries });
      if (disposition._tag === 'Throttled') throttles += 1;
      else if (tries >= request.limits.attempts)
        return E.left({
          _tag: 'GaveUp',
          reason: disposition.reason,
          detail: `${detail}, ${tries} times`,
          tries,
        });
      else tries += 1;
      const backoff =
        disposition._tag === 'Throttled' ? UNNAMED_WAIT_MS : backoffMs(usualBackoff, tries - 1, random());
      // Up to a quarter on top of a named wait, so that many workers do not return in the same instant.
      const waitMs =
        disposition.notBeforeMs === null
          ? backoff
          : disposition.notBeforeMs + random() * Math.min(1000, disposition.notBeforeMs / 4);
      if (waitMs > LONGEST_WAIT_MS || throttles > MOST_THROTTLES)
        return E.left({
          _tag: 'GaveUp',
          reason: 'ThrottledTooLong',
          detail: `${detail} and asked to wait too long`,
          tries,
        });
      await sleep(waitMs)();
    }
    return E.left({ _tag: 'Stopped' });
  };
