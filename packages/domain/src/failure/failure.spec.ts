import { describe, expect, it } from 'vitest';
import { backoffMs, usualBackoff } from './backoff.ts';
import { judgeFailure, judgeResponse } from './disposition.ts';
import { retryAfterMs } from './retry-after.ts';

/** 2026-11-24T00:00:00Z */
const NOW = 1_795_478_400_000;

describe('the wait that a partner asks for', () => {
  it.each([
    ['seconds', { 'retry-after': '7' }, 7_000],
    ['an HTTP date', { 'retry-after': 'Tue, 24 Nov 2026 00:00:09 GMT' }, 9_000],
    ['an HTTP date that has passed', { 'retry-after': 'Mon, 23 Nov 2026 00:00:00 GMT' }, 0],
    ['a delta in RateLimit-Reset', { 'ratelimit-reset': '5' }, 5_000],
    ['epoch seconds', { 'x-ratelimit-reset': '1795478412' }, 12_000],
    ['epoch milliseconds', { 'x-ratelimit-reset': '1795478400250' }, 250],
    ['the structured field', { ratelimit: '"default";r=0;t=30' }, 30_000],
    ['the older structured field', { ratelimit: 'limit=100, remaining=0, reset=50' }, 50_000],
    ['Retry-After over all others', { 'retry-after': '1', 'ratelimit-reset': '60' }, 1_000],
    ['nothing', {}, null],
    ['nonsense', { 'retry-after': 'soon' }, null],
    ['a negative number', { 'retry-after': '-1' }, null],
  ])('is read from %s', (_, headers, expected) => {
    expect(retryAfterMs(headers as Record<string, string>, NOW)).toBe(expected);
  });
});

describe('an answer', () => {
  it.each([
    [200, {}, 'Deliver'],
    [429, {}, 'Throttled'],
    [503, { 'retry-after': '2' }, 'Throttled'],
    [503, {}, 'Retry'],
    [500, {}, 'Retry'],
    [408, {}, 'Retry'],
    [425, {}, 'Retry'],
    [404, {}, 'GiveUp'],
    [401, {}, 'GiveUp'],
    [304, {}, 'GiveUp'],
  ])('of status %i %j means %s', (status, headers, expected) => {
    expect(judgeResponse({ status, headers }, NOW)._tag).toBe(expected);
  });

  it('that never came is tried again only where that can help', () => {
    expect(judgeFailure({ _tag: 'ConnectionRefused', host: 'a' })._tag).toBe('Retry');
    expect(judgeFailure({ _tag: 'TimedOut', interval: 'connect', afterMs: 5 })._tag).toBe('Retry');
    expect(judgeFailure({ _tag: 'CredentialsUnavailable', reason: 'r', mayPass: true })._tag).toBe('Retry');
    expect(judgeFailure({ _tag: 'CredentialsUnavailable', reason: 'r', mayPass: false })._tag).toBe('GiveUp');
    expect(judgeFailure({ _tag: 'BodyTooLarge', limitBytes: 5 })._tag).toBe('GiveUp');
    expect(judgeFailure({ _tag: 'AddressBlocked', host: 'a', address: '::1', range: 'loopback' })._tag).toBe(
      'GiveUp',
    );
  });
});

describe('the delay before the next try', () => {
  it('doubles up to its bound and is spread over the whole interval', () => {
    expect([1, 2, 3, 9, 40].map((tries) => backoffMs(usualBackoff, tries, 0.5))).toEqual([
      100, 200, 400, 15_000, 15_000,
    ]);
    expect(backoffMs(usualBackoff, 3, 0)).toBe(0);
  });
});
