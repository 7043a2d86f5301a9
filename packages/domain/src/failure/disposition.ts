// What an answer, or its absence, means for the task that asked: one closed classification, made once, as data.
// It decides no delay between tries; see backoff.ts.
import type { PageResponse, PartnerFailure } from '../partner/partner.port.ts';
import { isExhausted, retryAfterMs } from './retry-after.ts';

export type Disposition =
  | { readonly _tag: 'Deliver' }
  /** It can pass: try again, which spends a try. `notBeforeMs` is a wait that the partner asked for, from now. */
  | {
      readonly _tag: 'Retry';
      readonly reason: string;
      readonly detail: string;
      readonly notBeforeMs: number | null;
    }
  /** The partner is well but wants less: wait, and spend no try. */
  | { readonly _tag: 'Throttled'; readonly detail: string; readonly notBeforeMs: number | null }
  | { readonly _tag: 'GiveUp'; readonly reason: string; readonly detail: string };

/** 408 and 425 are the partner's word that the same request may pass later (RFC 9110 §15.5.9, RFC 8470 §5.2). */
const PASSING_4XX: ReadonlySet<number> = new Set([408, 425]);

/** GitHub, among others, says so with 403: it names a wait, or a limit of which nothing is left. */
const isThrottled403 = (status: number, headers: PageResponse['headers']): boolean =>
  status === 403 && (headers['retry-after'] !== undefined || isExhausted(headers));

const statusDetail = (status: number): string => `the partner answered ${status}`;

/** @param nowMs the time of the answer in milliseconds since the epoch, against which HTTP dates are read */
export const judgeResponse = (
  { status, headers }: Pick<PageResponse, 'status' | 'headers'>,
  nowMs: number,
): Disposition => {
  if (status >= 200 && status < 300) return { _tag: 'Deliver' };
  const notBeforeMs = retryAfterMs(headers, nowMs);
  if (status === 429 || (status === 503 && notBeforeMs !== null) || isThrottled403(status, headers))
    return { _tag: 'Throttled', detail: statusDetail(status), notBeforeMs };
  if (status >= 500 || PASSING_4XX.has(status))
    return { _tag: 'Retry', reason: 'PartnerAnswered', detail: statusDetail(status), notBeforeMs };
  return { _tag: 'GiveUp', reason: 'PartnerAnswered', detail: statusDetail(status) };
};

const retry = (failure: PartnerFailure, detail: string): Disposition => ({
  _tag: 'Retry',
  reason: failure._tag,
  detail,
  notBeforeMs: null,
});
const giveUp = (failure: PartnerFailure, detail: string): Disposition => ({
  _tag: 'GiveUp',
  reason: failure._tag,
  detail,
});

export const judgeFailure = (failure: PartnerFailure): Disposition => {
  switch (failure._tag) {
    case 'ConnectionRefused':
      return retry(failure, `${failure.host} refused the connection`);
    case 'ConnectionLost':
      return retry(failure, `the connection to ${failure.host} broke (${failure.code})`);
    case 'NameNotFound':
      return retry(failure, `the name ${failure.host} could not be resolved`);
    case 'TimedOut':
      return retry(failure, `no ${failure.interval} within ${failure.afterMs} ms`);
    case 'BodyUndecodable':
      return retry(failure, `the body's content-encoding (${failure.encoding}) could not be undone`);
    case 'RequestRefused':
      return giveUp(failure, `the request could not be made: ${failure.reason}`);
    case 'TlsRejected':
      return giveUp(failure, `TLS with ${failure.host} failed (${failure.code})`);
    case 'BodyTooLarge':
      return giveUp(failure, `the body is larger than ${failure.limitBytes} bytes`);
    case 'AddressBlocked':
      return giveUp(
        failure,
        `${failure.host} is not a public address (${failure.range}); allow it with --allow-host if you trust it`,
      );
    case 'TooManyRedirects':
      return giveUp(failure, `more than ${failure.limit} redirects`);
    case 'RedirectRefused':
      return giveUp(failure, `the redirect was not followed: ${failure.reason}`);
    case 'CredentialsUnavailable':
      return (failure.mayPass ? retry : giveUp)(
        failure,
        `the credentials could not be had: ${failure.reason}`,
      );
  }
};
