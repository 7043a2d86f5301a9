// How partners in the wild say "come back in n seconds".

/** The forms, each named by its header and its unit. */
export type RetryHint =
  | 'none'
  | 'seconds'
  | 'http-date'
  | 'ratelimit-reset'
  | 'ratelimit-combined'
  | 'ratelimit'
  | 'x-ratelimit-reset'
  | 'x-ratelimit-reset-epoch'
  | 'x-ratelimit-reset-epoch-ms';

const headers: Readonly<
  Record<RetryHint, (seconds: number, nowMs: number) => Readonly<Record<string, string>>>
> = {
  none: () => ({}),
  // RFC 9110 section 10.2.3, both of its forms; an HTTP-date has whole seconds, so it is rounded up to keep the promise.
  seconds: (seconds) => ({ 'retry-after': String(seconds) }),
  'http-date': (seconds, nowMs) => ({
    'retry-after': new Date(Math.ceil(nowMs / 1000 + seconds) * 1000).toUTCString(),
  }),
  // draft-ietf-httpapi-ratelimit-headers up to 06: three headers, seconds from now.
  'ratelimit-reset': (seconds) => ({
    'ratelimit-limit': '100',
    'ratelimit-remaining': '0',
    'ratelimit-reset': String(seconds),
  }),
  // The same draft's 07: one structured dictionary, reset in seconds from now.
  'ratelimit-combined': (seconds) => ({
    'ratelimit-policy': '100;w=60',
    ratelimit: `limit=100, remaining=0, reset=${seconds}`,
  }),
  // The same draft from 08 on: one structured field, t in seconds from now.
  ratelimit: (seconds) => ({
    'ratelimit-policy': '"default";q=100;w=60',
    ratelimit: `"default";r=0;t=${seconds}`,
  }),
  'x-ratelimit-reset': (seconds) => ({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(seconds) }),
  // GitHub's: seconds since 1970.
  'x-ratelimit-reset-epoch': (seconds, nowMs) => ({
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': String(Math.ceil(nowMs / 1000 + seconds)),
  }),
  'x-ratelimit-reset-epoch-ms': (seconds, nowMs) => ({
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': String(nowMs + seconds * 1000),
  }),
};

export const retryHints = Object.keys(headers) as readonly RetryHint[];

/** The headers that announce a wait of this many whole seconds from nowMs (milliseconds since 1970). */
export const hintHeaders = (
  hint: RetryHint,
  seconds: number,
  nowMs: number,
): Readonly<Record<string, string>> => headers[hint](seconds, nowMs);

/**
 * The time, in milliseconds since 1970, before which a client that obeys does not come back: the announced one, rounding
 * included; undefined if none is announced.
 */
export const announcedAtMs = (hint: RetryHint, seconds: number, nowMs: number): number | undefined => {
  if (hint === 'none') return undefined;
  return hint === 'http-date' || hint === 'x-ratelimit-reset-epoch'
    ? Math.ceil(nowMs / 1000 + seconds) * 1000
    : nowMs + seconds * 1000;
};
