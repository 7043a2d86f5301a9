// How long the partner asks us to wait, in whichever of the usual headers it says so.
// It only reads; whether to wait is judged in disposition.ts.
import { readDate } from './http-date.ts';

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

const NUMBER = /^\d+(?:\.\d+)?$/;

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** As Go writes durations, and some APIs their resets: "6m0s", "1.5s", "120ms". */
const readDuration = (text: string): number | null => {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|[smhd]))+$/.test(text)) return null;
  return [...text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g)].reduce(
    (sum, [, value, unit = '']) => sum + Number(value) * (UNIT_MS[unit] ?? 0),
    0,
  );
};

const greatest = (waits: ReadonlyArray<number | null>): number | null => {
  const known = waits.filter((wait) => wait !== null);
  return known.length === 0 ? null : Math.max(...known);
};

/**
 * Seconds (also in fractions), epoch seconds or milliseconds, a date or a duration, as a wait from now; null when it is none of
 * these. Of several numbers (a header that came twice, parameters behind a semicolon) the greatest wait counts.
 */
const readWait = (text: string | undefined, nowMs: number): number | null => {
  const trimmed = text?.trim() ?? '';
  const at = readDate(trimmed, nowMs);
  if (at !== null) return Math.max(0, at - nowMs);
  return greatest(
    trimmed.split(',').map((part) => {
      const [bare = ''] = part.trim().split(';');
      return NUMBER.test(bare) ? Math.max(0, fromNumber(Number(bare), nowMs)) : readDuration(bare);
    }),
  );
};

const readMs = (text: string | undefined): number | null => {
  const trimmed = text?.trim() ?? '';
  return NUMBER.test(trimmed) ? Number(trimmed) : null;
};

/** What one limit says: what is left of it, and when it is whole again. Null for what it does not say. */
interface Limit {
  readonly remaining: number | null;
  readonly resetMs: number | null;
}

const numberAt = (text: string, pattern: RegExp): number | null => {
  const found = pattern.exec(text)?.[1];
  return found === undefined ? null : Number(found);
};

/** The limits of a structured RateLimit field: `"default";r=0;t=30` of today's draft, `limit=100, remaining=0, reset=12` of older ones. */
const structuredLimits = (field: string | undefined): ReadonlyArray<Limit> => {
  if (field === undefined) return [];
  const limitOf = (text: string): Limit => {
    const seconds = numberAt(text, /(?:^|[;,])\s*(?:t|reset)=(\d+)/);
    return {
      remaining: numberAt(text, /(?:^|[;,])\s*(?:r|remaining)=(\d+)/),
      resetMs: seconds === null ? null : seconds * 1000,
    };
  };
  // The older form is one limit whose parts stand between commas; in the newer one a comma parts limits.
  return /(?:^|,)\s*(?:remaining|reset)=/.test(field) ? [limitOf(field)] : field.split(',').map(limitOf);
};

/** Headers that belong together; of the resets, the more exact first. */
const FAMILIES: ReadonlyArray<{ readonly remaining: string; readonly resets: ReadonlyArray<string> }> = [
  { remaining: 'ratelimit-remaining', resets: ['ratelimit-reset'] },
  {
    remaining: 'x-ratelimit-remaining',
    resets: ['x-ratelimit-reset-after', 'x-ratelimit-reset', 'x-ratelimit-retry-after'],
  },
  {
    remaining: 'x-rate-limit-remaining',
    resets: ['x-rate-limit-reset-after', 'x-rate-limit-reset', 'x-rate-limit-retry-after-seconds'],
  },
  { remaining: 'x-ratelimit-remaining-requests', resets: ['x-ratelimit-reset-requests'] },
  { remaining: 'x-ratelimit-remaining-tokens', resets: ['x-ratelimit-reset-tokens'] },
];

const limitsOf = (headers: Headers, nowMs: number): ReadonlyArray<Limit> => [
  ...structuredLimits(headers['ratelimit']),
  ...FAMILIES.map(({ remaining, resets }) => ({
    // A header that came twice: the least that is left counts.
    remaining: numberAt(
      (headers[remaining] ?? '')
        .split(',')
        .map((part) => part.trim())
        .toSorted((a, b) => Number.parseFloat(a) - Number.parseFloat(b))[0] ?? '',
      /^(\d+(?:\.\d+)?)/,
    ),
    resetMs: resets.map((name) => readWait(headers[name], nowMs)).find((wait) => wait !== null) ?? null,
  })),
];

/** Milliseconds by name; Azure, OpenAI and others send them beside the whole seconds of Retry-After. */
const MS_HEADERS = ['retry-after-ms', 'x-retry-after-ms', 'x-ms-retry-after-ms'] as const;

/**
 * The wait in milliseconds from now that the headers of a refusal ask for, or null when they ask for none.
 * Retry-After (RFC 9110 §10.2.3) and its forms in milliseconds are the plain word; limits are taken only in its absence, and
 * those of which something is left are not why the request was refused.
 * @param headers names in lower case
 */
export const retryAfterMs = (headers: Headers, nowMs: number): number | null => {
  for (const name of MS_HEADERS) {
    const wait = readMs(headers[name]);
    if (wait !== null) return wait;
  }
  const plain = readWait(headers['retry-after'], nowMs);
  if (plain !== null) return plain;
  return greatest(
    limitsOf(headers, nowMs).map(({ remaining, resetMs }) => ((remaining ?? 0) > 0 ? null : resetMs)),
  );
};

/** Whether a limit is named of which nothing is left. */
export const isExhausted = (headers: Headers): boolean =>
  limitsOf(headers, 0).some(({ remaining }) => remaining === 0);

/**
 * The wait in milliseconds before the next request that the headers of a good answer ask for: it was the last one that a limit
 * had left, and the limit says when it is whole again. Null when there is nothing to wait for.
 * @param headers names in lower case
 */
export const pauseAfterMs = (headers: Headers, nowMs: number): number | null => {
  const waits = limitsOf(headers, nowMs).map(({ remaining, resetMs }) => (remaining === 0 ? resetMs : null));
  const wait = greatest(waits);
  return wait === null || wait <= 0 ? null : wait;
};

const SPEAKS_OF_LIMITS =
  /rate-?limit|retry-after|throttl|quota|^x-shopify-shop-api-call-limit$|^x-app-usage$|^x-business-use-case-usage$/;
/** Long enough for every form above; nobody reads more. */
const MOST_SHOWN = 100;

/**
 * The headers that speak of limits, as "name: value", in the order of their names.
 * @example rateLimitHeadersSeen({ 'ratelimit-remaining': '12', etag: 'x' }) // ['ratelimit-remaining: 12']
 */
export const rateLimitHeadersSeen = (headers: Headers): ReadonlyArray<string> =>
  Object.entries(headers)
    .filter(([name]) => SPEAKS_OF_LIMITS.test(name.toLowerCase()))
    .map(([name, value]) => `${name.toLowerCase()}: ${value.slice(0, MOST_SHOWN)}`)
    .toSorted();
