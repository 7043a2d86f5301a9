import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pauseAfterMs, rateLimitHeadersSeen, retryAfterMs } from './retry-after.ts';

/** 2026-11-24T00:00:00Z */
const NOW = 1_795_478_400_000;

describe('the wait that a refusal asks for', () => {
  it.each<[string, Record<string, string>, number | null]>([
    ['seconds', { 'retry-after': '7' }, 7_000],
    ['no seconds', { 'retry-after': '0' }, 0],
    ['fractions of a second', { 'retry-after': ' 0.25 ' }, 250],
    ['an HTTP date', { 'retry-after': 'Tue, 24 Nov 2026 00:00:09 GMT' }, 9_000],
    ['an HTTP date that has passed', { 'retry-after': 'Mon, 23 Nov 2026 00:00:00 GMT' }, 0],
    ['a date of RFC 850', { 'retry-after': 'Tuesday, 24-Nov-26 00:00:09 GMT' }, 9_000],
    ['a date of RFC 850 in the last century', { 'retry-after': 'Sunday, 06-Nov-94 08:49:37 GMT' }, 0],
    ['a date of asctime', { 'retry-after': 'Tue Nov 24 00:00:09 2026' }, 9_000],
    ['a date of asctime with a day of one digit', { 'retry-after': 'Tue Dec  1 00:00:00 2026' }, 604_800_000],
    ['a date of RFC 3339', { 'x-ratelimit-reset': '2026-11-24T01:00:09+01:00' }, 9_000],
    ['epoch seconds', { 'retry-after': '1795478412' }, 12_000],
    ['epoch seconds in fractions', { 'x-ratelimit-reset': '1795478400.5' }, 500],
    ['epoch milliseconds', { 'x-ratelimit-reset': '1795478400250' }, 250],
    ['an epoch that has passed', { 'x-rate-limit-reset': '1795478300' }, 0],
    ['milliseconds', { 'retry-after-ms': '1200', 'retry-after': '2' }, 1_200],
    ['milliseconds under another name', { 'x-retry-after-ms': '1200.5' }, 1_200.5],
    ['a delta in RateLimit-Reset', { 'ratelimit-reset': '5' }, 5_000],
    ['a delta with a parameter', { 'ratelimit-reset': '5;w=60' }, 5_000],
    ['the greatest of two', { 'x-ratelimit-reset': '5, 60' }, 60_000],
    [
      'X-RateLimit-Reset-After before the rounded Reset',
      {
        'x-ratelimit-reset-after': '2.5',
        'x-ratelimit-reset': '1795478403',
      },
      2_500,
    ],
    ['X-Rate-Limit-Reset', { 'x-rate-limit-reset': '1795478412' }, 12_000],
    ['X-Rate-Limit-Retry-After-Seconds', { 'x-rate-limit-retry-after-seconds': '3' }, 3_000],
    ['a duration', { 'x-ratelimit-reset-requests': '6m0.5s' }, 360_500],
    [
      'the limit that is exhausted',
      {
        'x-ratelimit-remaining-requests': '59',
        'x-ratelimit-reset-requests': '1h',
        'x-ratelimit-remaining-tokens': '0',
        'x-ratelimit-reset-tokens': '120ms',
      },
      120,
    ],
    ['the structured field', { ratelimit: '"default";r=0;t=30' }, 30_000],
    ['the structured limit that is exhausted', { ratelimit: '"hour";r=9;t=999, "minute";t=30;r=0' }, 30_000],
    ['the longest of two that are', { ratelimit: '"hour";r=0;t=999,"minute";r=0;t=30' }, 999_000],
    ['the older structured field', { ratelimit: 'limit=100, remaining=0, reset=50' }, 50_000],
    ['the older structured field without what is left', { ratelimit: 'limit=100,reset=50' }, 50_000],
    ['Retry-After over all others', { 'retry-after': '1', 'ratelimit-reset': '60' }, 1_000],
    [
      'no limit of which something is left',
      { 'x-ratelimit-remaining': '4000', 'x-ratelimit-reset': '2400' },
      null,
    ],
    ['no structured one either', { ratelimit: '"default";r=1;t=30' }, null],
    ['nothing', {}, null],
    ['nonsense', { 'retry-after': 'soon' }, null],
    ['a date that is none', { 'retry-after': 'Tue, 24 Foo 2026 00:00:09 GMT' }, null],
    ['a negative number', { 'retry-after': '-1' }, null],
    ['an empty header', { 'retry-after': '', 'ratelimit-reset': ' ' }, null],
  ])('is read from %s', (_, headers, expected) => {
    expect(retryAfterMs(headers, NOW)).toBe(expected);
  });

  it('is a wait or none, whatever the headers hold', () => {
    const names = [
      'retry-after',
      'ratelimit',
      'x-ratelimit-reset',
      'x-ratelimit-remaining',
      'retry-after-ms',
    ];
    const value = fc.oneof(fc.string(), fc.stringMatching(/^[-0-9.,;=rts" :GMT]{0,30}$/));
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), value), (headers) => {
        for (const wait of [retryAfterMs(headers, NOW), pauseAfterMs(headers, NOW)])
          expect(wait === null || (wait >= 0 && !Number.isNaN(wait))).toBe(true);
      }),
    );
  });
});

describe('the pause that a good answer asks for', () => {
  it.each<[string, Record<string, string>, number | null]>([
    ['that took the last one', { 'ratelimit-remaining': '0', 'ratelimit-reset': '12' }, 12_000],
    [
      'that took the last one until an epoch',
      {
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': '1795478412',
      },
      12_000,
    ],
    [
      'that took the last one under Twitter’s names',
      {
        'x-rate-limit-remaining': '0',
        'x-rate-limit-reset': '1795478412',
      },
      12_000,
    ],
    ['of the structured field', { ratelimit: '"a";r=3;t=99, "b";r=0;t=30' }, 30_000],
    ['of the older structured field', { ratelimit: 'limit=100, remaining=0, reset=12' }, 12_000],
    [
      'with one of two windows exhausted',
      { 'x-ratelimit-remaining': '5, 0', 'x-ratelimit-reset': '1, 60' },
      60_000,
    ],
    ['with some left', { 'ratelimit-remaining': '1', 'ratelimit-reset': '12' }, null],
    ['that says nothing of what is left', { 'ratelimit-reset': '12' }, null],
    ['without a reset', { 'ratelimit-remaining': '0' }, null],
    ['whose reset is now', { 'ratelimit-remaining': '0', 'ratelimit-reset': '0' }, null],
    ['with a Retry-After, which means something else there', { 'retry-after': '5' }, null],
  ])('%s', (_, headers, expected) => {
    expect(pauseAfterMs(headers, NOW)).toBe(expected);
  });
});

describe('the headers that speak of limits', () => {
  it('are shown with their values, and no others', () => {
    expect(
      rateLimitHeadersSeen({
        'X-RateLimit-Remaining': '12',
        'ratelimit-policy': '"default";q=100;w=60',
        'x-rate-limit-reset': '1'.repeat(200),
        'retry-after': '5',
        'set-cookie': 's3cret',
        'content-type': 'application/json',
      }),
    ).toEqual([
      'ratelimit-policy: "default";q=100;w=60',
      'retry-after: 5',
      `x-rate-limit-reset: ${'1'.repeat(100)}`,
      'x-ratelimit-remaining: 12',
    ]);
  });
});
