// Asks for one page until it came, or until it is clear that it will not: tries, waits and backoff.
// Throttled is not failed: it spends no try, and it makes every other worker that asks this partner wait as well.
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { Clock, Random, Sleep, StoreUnavailable } from '../ambient/ambient.port.ts';
import { backoffMs, usualBackoff } from '../failure/backoff.ts';
import { judgeFailure, judgeResponse, type Disposition } from '../failure/disposition.ts';
import { pauseAfterMs } from '../failure/retry-after.ts';
import type { JobRequest } from '../job/job-request.ts';
import type { PageRequest, PageResponse, Partner, PartnerFailure } from '../partner/partner.port.ts';
import type { RateLimiter } from '../rate-limit/rate-limiter.port.ts';

export interface AskEnvironment {
  readonly partner: Partner;
  readonly limiter: RateLimiter;
  readonly clock: Clock;
  readonly random: Random;
  readonly sleep: Sleep;
  /** The longest wait that is taken here, in milliseconds; before a longer one the work stops and says when to go on. */
  readonly patienceMs: () => number;
}

export type PageRefused =
  | {
      readonly _tag: 'GaveUp';
      readonly reason: string;
      readonly detail: string;
      readonly tries: number;
      /** Of the last answer; null when none came. */
      readonly status: number | null;
    }
  /** `mayGoOn` said no, or a wait is longer than the patience: then it may go on after so many milliseconds. */
  | { readonly _tag: 'Stopped'; readonly resumeAfterMs: number };

/** Waits of more than an hour are the partner's mistake or a ban; the task then fails with that reason instead. */
const LONGEST_WAIT_MS = 3_600_000;
/** When a throttling partner names no time: long enough to matter, short enough to notice when it is over. */
const UNNAMED_WAIT_MS = 1_000;
/** A partner that only ever throttles: at a second each this is a quarter of an hour at the least. */
const MOST_THROTTLES = 1_000;

/** Who was let in a moment ago is asked for credentials when a token ends or a gateway starts anew: that passes, once. */
const UNAUTHORIZED = 401;
const MOST_STRANGERS = 1;

const judged = (answer: E.Either<PartnerFailure, PageResponse>, nowMs: number): Disposition =>
  E.isLeft(answer) ? judgeFailure(answer.left) : judgeResponse(answer.right, nowMs);

/** A wait is cut into pieces of this length, so that a job that ends meanwhile is not waited out. */
const WAIT_PIECE_MS = 1_000;

const stopped = (resumeAfterMs: number): PageRefused => ({ _tag: 'Stopped', resumeAfterMs });

/** @returns why the page is not asked for after the wait, or null */
export const waitToAsk = async (
  { sleep, patienceMs }: AskEnvironment,
  ms: number,
  mayGoOn: () => boolean,
): Promise<PageRefused | null> => {
  if (ms > patienceMs()) return stopped(ms);
  for (let left = ms; left > 0 && mayGoOn(); left -= WAIT_PIECE_MS)
    await sleep(Math.min(left, WAIT_PIECE_MS))();
  return mayGoOn() ? null : stopped(0);
};

/** Up to a quarter on top of a named wait, so that many workers do not return in the same instant. */
const spread = (ms: number, random: number): number => ms + random * Math.min(1000, ms / 4);

/** Waits for this page's turn. A block that comes while it waits is waited for too. */
const waitForTurn = async (
  env: AskEnvironment,
  host: string,
  { limits: { rate } }: JobRequest,
  mayGoOn: () => boolean,
): Promise<PageRefused | StoreUnavailable | null> => {
  for (let taken = rate; ; taken = null) {
    const turn = await env.limiter.takeTurn(host, taken, env.clock.nowMs())();
    if (E.isLeft(turn)) return turn.left;
    if (turn.right <= 0) return mayGoOn() ? null : stopped(0);
    const paced = taken !== null;
    const refused = await waitToAsk(env, paced ? turn.right : spread(turn.right, env.random()), mayGoOn);
    if (refused !== null) return refused;
  }
};

const gaveUp = (
  reason: string,
  detail: string,
  tries: number,
  answer: E.Either<PartnerFailure, PageResponse>,
): PageRefused => ({
  _tag: 'GaveUp',
  reason,
  detail,
  tries,
  status: E.isRight(answer) ? answer.right.status : null,
});

export const askPage =
  (env: AskEnvironment) =>
  (
    request: JobRequest,
    asked: PageRequest,
    mayGoOn: () => boolean,
  ): TaskEither<PageRefused | StoreUnavailable, PageResponse> =>
  async () => {
    const { partner, limiter, clock, random } = env;
    const { host } = new URL(asked.url);
    for (let tries = 1, throttles = 0, strangers = 0; ;) {
      const early = await waitForTurn(env, host, request, mayGoOn);
      if (early !== null) return E.left(early);
      const answer = await partner.fetch(asked)();
      const disposition = judged(answer, clock.nowMs());
      if (disposition._tag === 'Deliver') {
        if (E.isLeft(answer)) throw new Error('only an answer can be delivered');
        // It came, and the partner says that it was the last for a while: who asks next waits, and is not refused.
        const pauseMs = pauseAfterMs(answer.right.headers, clock.nowMs());
        if (pauseMs === null || pauseMs > LONGEST_WAIT_MS) return answer;
        const paused = await limiter.block(host, clock.nowMs() + pauseMs)();
        return E.isLeft(paused) ? paused : answer;
      }
      const { detail } = disposition;
      const unknown = E.isRight(answer) && answer.right.status === UNAUTHORIZED;
      if (unknown) strangers += 1;
      if (disposition._tag === 'GiveUp' && !(unknown && strangers <= MOST_STRANGERS))
        return E.left(gaveUp(disposition.reason, detail, tries, answer));
      if (disposition._tag === 'Throttled') throttles += 1;
      else if (tries >= request.limits.attempts)
        return E.left(gaveUp(disposition.reason, `${detail}, ${tries} times`, tries, answer));
      else tries += 1;
      const announced = disposition._tag === 'GiveUp' ? null : disposition.notBeforeMs;
      const named = announced ?? (disposition._tag === 'Throttled' ? UNNAMED_WAIT_MS : null);
      if ((named ?? 0) > LONGEST_WAIT_MS || throttles > MOST_THROTTLES)
        return E.left(gaveUp('ThrottledTooLong', `${detail} and asked to wait too long`, tries, answer));
      if (disposition._tag === 'Throttled') {
        const blocked = await limiter.block(host, clock.nowMs() + (named ?? 0))();
        if (E.isLeft(blocked)) return blocked;
      }
      const refused = await waitToAsk(
        env,
        named === null ? backoffMs(usualBackoff, tries - 1, random()) : spread(named, random()),
        mayGoOn,
      );
      if (refused !== null) return E.left(refused);
    }
  };
