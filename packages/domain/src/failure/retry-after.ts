// How long the partner asks us to wait, in whichever of the usual headers it says so.
// It only reads; whether to wait is judged in disposition.ts.

type Headers = Readonly<Record<string, string>>;

/** Epoch times of today are above this in seconds, waits far below it: it tells the two meanings of a bare number apart. */
const LEAST_EPOCH_SECONDS = 1_000_000_000;
/** The same border in milliseconds: 1e12 ms is 2001, 1e12 s is the year 33658. */
const LEAST_EPOCH_MS = 1_000_000_000_000;

const fromNumber = (value: number, nowMs: number): number => {
  if (value >= LEAST_EPOCH_MS) return value - nowMs;
  if (value >= LEAST_EPOCH_SECONDS) return value * 1000 - nowMs;
  return value * 1000;
};

const HTTP_DATE = /^[A-Za-z]{3,9},? .*\d{2}:\d{2}:\d{2}/;

/** Seconds, epoch seconds or milliseconds, or an HTTP date, as a wait from now; null when it is none of these. */
const readWait = (text: string | undefined, nowMs: number): number | null => {
  const trimmed = text?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(trimmed)) return Math.max(0, fromNumber(Number(trimmed), nowMs));
  if (!HTTP_DATE.test(trimmed)) return null;
  const at = Date.parse(trimmed);
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs);
};

/** The `t` (seconds to reset) of a structured RateLimit field (draft-ietf-httpapi-ratelimit-headers), any policy's greatest. */
const structuredReset = (text: string | undefined): number | null => {
  const resets = [...(text ?? '').matchAll(/;\s*(?:t|reset)=(\d+)/g)].map((match) => Number(match[1]) * 1000);
  const older = /(?:^|,)\s*reset=(\d+)/.exec(text ?? '');
  if (older) resets.push(Number(older[1]) * 1000);
  return resets.length === 0 ? null : Math.max(...resets);
};

const RESET_HEADERS = [
  'ratelimit-reset',
  'x-ratelimit-reset',
  'x-rate-limit-reset',
  'x-ratelimit-reset-after',
] as const;

/**
 * The wait in milliseconds from now that the headers ask for, or null when they ask for none.
 * Retry-After (RFC 9110 §10.2.3) is the plain word; the RateLimit family is taken only in its absence.
 * @param headers names in lower case
 */
export const retryAfterMs = (headers: Headers, nowMs: number): number | null => {
  const plain = readWait(headers['retry-after'], nowMs);
  if (plain !== null) return plain;
  const structured = structuredReset(headers['ratelimit']);
  if (structured !== null) return structured;
  for (const name of RESET_HEADERS) {
    const wait = readWait(headers[name], nowMs);
    if (wait !== null) return wait;
  }
  return null;
};
