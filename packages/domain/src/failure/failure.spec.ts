import { describe, expect, it } from 'vitest';
import { backoffMs, usualBackoff } from './backoff.ts';
import { judgeFailure, judgeResponse } from './disposition.ts';

/** 2026-11-24T00:00:00Z */
const NOW = 1_795_478_400_000;

describe('an answer', () => {
  it.each([
    [200, {}, 'Deliver'],
    [429, {}, 'Throttled'],
    [503, { 'retry-after': '2' }, 'Throttled'],
    [503, {}, 'Retry'],
    [500, {}, 'Retry'],
    [408, {}, 'Retry'],
    [425, {}, 'Retry'],
    [403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '5' }, 'Throttled'],
    [403, { 'retry-after': '5' }, 'Throttled'],
    [403, { 'x-ratelimit-remaining': '7', 'x-ratelimit-reset': '5' }, 'GiveUp'],
    [403, { 'x-ratelimit-reset': '5' }, 'GiveUp'],
    [403, {}, 'GiveUp'],
    [503, { 'x-ratelimit-remaining': '7', 'x-ratelimit-reset': '2400' }, 'Retry'],
    [404, {}, 'GiveUp'],
    [404, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '5' }, 'GiveUp'],
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
