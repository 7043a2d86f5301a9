import { describe, expect, it } from 'vitest';
import { isCron, isTimeZone, lastPlanned, nextPlanned, nextRunMs } from './calendar.ts';
import { newSchedule, type When } from './schedule.ts';

const at = (text: string): number => Date.parse(text);
const shown = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
const next = (when: When, after: string, anchor = after): string | null =>
  shown(nextPlanned(when, at(anchor), at(after)));
const last = (when: When, after: string, upTo: string): string | null =>
  shown(lastPlanned(when, at(after), at(after), at(upTo)));

const nightly = { cron: '30 2 * * *', timeZone: 'Europe/Berlin' };

describe('the next planned time', () => {
  it('of a cron expression is told in its time zone', () => {
    expect(next(nightly, '2026-11-28T12:00:00Z')).toBe('2026-11-29T01:30:00.000Z');
    expect(next({ ...nightly, timeZone: 'Asia/Kolkata' }, '2026-11-28T12:00:00Z')).toBe(
      '2026-11-28T21:00:00.000Z',
    );
    expect(next({ cron: '*/15 * * * * *', timeZone: 'UTC' }, '2026-11-28T12:00:14.999Z')).toBe(
      '2026-11-28T12:00:15.000Z',
    );
  });

  it('comes after the instant, never at it', () => {
    expect(next({ cron: '0 12 * * *', timeZone: 'UTC' }, '2026-11-28T12:00:00Z')).toBe(
      '2026-11-29T12:00:00.000Z',
    );
    expect(next({ cron: '0 12 * * *', timeZone: 'UTC' }, '2026-11-28T11:59:59.999Z')).toBe(
      '2026-11-28T12:00:00.000Z',
    );
  });

  it('in the hour that is left out in spring comes right after it, once', () => {
    expect(next(nightly, '2026-03-28T12:00:00Z')).toBe('2026-03-29T01:00:00.000Z');
    expect(next(nightly, '2026-03-29T01:00:00Z')).toBe('2026-03-30T00:30:00.000Z');
  });

  it('in the hour that comes twice in autumn comes once', () => {
    expect(next(nightly, '2026-10-24T12:00:00Z')).toBe('2026-10-25T00:30:00.000Z');
    expect(next(nightly, '2026-10-25T00:30:00Z')).toBe('2026-10-26T01:30:00.000Z');
  });

  it('of a rate is counted from the creation, not from the last look', () => {
    const every = { everySeconds: 90 };
    expect(next(every, '2026-11-28T12:00:00Z')).toBe('2026-11-28T12:01:30.000Z');
    expect(next(every, '2026-11-28T12:05:00Z', '2026-11-28T12:00:00Z')).toBe('2026-11-28T12:06:00.000Z');
    expect(next(every, '2026-11-28T12:06:00Z', '2026-11-28T12:00:00Z')).toBe('2026-11-28T12:07:30.000Z');
  });

  it('of a paused schedule is none', () => {
    const template = {
      when: { everySeconds: 60 },
      request: {},
      overlap: 'skip',
      missed: 'skip',
      incremental: null,
      paused: false,
    } as const;
    expect(shown(nextRunMs(newSchedule('s', template, at('2026-11-28T12:00:00.700Z'))))).toBe(
      '2026-11-28T12:01:00.000Z',
    );
    expect(nextRunMs(newSchedule('s', { ...template, paused: true }, 0))).toBeNull();
  });
});

describe('the last planned time', () => {
  it('is the newest of all that passed', () => {
    expect(last(nightly, '2026-11-20T12:00:00Z', '2026-11-28T12:00:00Z')).toBe('2026-11-28T01:30:00.000Z');
    expect(last(nightly, '2026-11-20T12:00:00Z', '2026-11-21T01:30:00Z')).toBe('2026-11-21T01:30:00.000Z');
    expect(last(nightly, '2026-11-20T12:00:00Z', '2026-11-21T01:29:59.999Z')).toBeNull();
    expect(
      last({ cron: '0 0 29 2 *', timeZone: 'UTC' }, '2020-01-01T00:00:00Z', '2026-11-21T00:00:00Z'),
    ).toBe('2024-02-29T00:00:00.000Z');
  });

  it('is found whatever lies between', () => {
    const found = Array.from({ length: 200 }, (_, i) =>
      lastPlanned({ everySeconds: 1 }, 0, 0, 1_000 + i * 1_000 + (i % 3)),
    );
    expect(found.map((ms) => (ms ?? 0) / 1_000)).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
  });

  it('of a rate of a second over a year is found at once', () => {
    expect(last({ everySeconds: 1 }, '2026-01-01T00:00:00Z', '2027-01-01T00:00:00.500Z')).toBe(
      '2027-01-01T00:00:00.000Z',
    );
    expect(
      last({ cron: '* 9-17 * * 1-5', timeZone: 'UTC' }, '2026-01-01T00:00:00Z', '2026-11-29T03:00:00Z'),
    ).toBe('2026-11-27T17:59:00.000Z');
  });
});

describe('a cron expression', () => {
  it.each([
    '0 3 * * *',
    '*/5 * * * *',
    '0 0 3 * * *',
    '0 9 * * MON-FRI',
    '0 0 L * *',
    '0 0 29 2 *',
    '0 9 * * 5#1',
  ])('%s can be kept', (expression) => expect(isCron(expression)).toBe(true));
  it.each([
    '',
    '* * * *',
    '61 * * * *',
    '0 0 30 2 *',
    '@daily',
    '2026-11-28T12:00:00',
    '* * * * * * 2027',
    '0 25 * * *',
    'a b c d e',
  ])('"%s" cannot', (expression) => expect(isCron(expression)).toBe(false));
});

describe('a time zone', () => {
  it.each([
    ['Europe/Rome', true],
    ['UTC', true],
    ['America/Argentina/Buenos_Aires', true],
    ['Etc/GMT+5', true],
    ['', false],
    ['Mars/Base', false],
    ['+02:00', false],
  ])('"%s" is one: %s', (text, expected) => expect(isTimeZone(text)).toBe(expected));
});
