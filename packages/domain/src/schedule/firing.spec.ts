// When a planned time becomes a job, and when it is passed over.
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { right } from '../testing/expect-right.ts';
import { hourly, scheduleHome, settled } from '../testing/schedule-home.ts';
import { fireDue, fireSchedule } from './fire-schedule.use-case.ts';

describe('a planned time', () => {
  it('is fired once: its job id is made of it', async () => {
    const { put, at, woken, shown } = scheduleHome();
    await put(hourly);
    expect(await at('28T14:59:59')).toEqual([]);
    expect(await at('28T15:00:00.200')).toEqual(['orders-20261128T150000Z']);
    expect(await at('28T15:00:00.300')).toEqual([]);
    expect(woken).toEqual(['orders-20261128T150000Z']);
    expect(await shown()).toMatchObject({
      NextRun: '2026-11-28T16:00:00.000Z',
      LastJob: 'orders-20261128T150000Z',
      Watermark: null,
      LastSkip: null,
      Runs: [
        {
          JobId: 'orders-20261128T150000Z',
          PlannedAt: '2026-11-28T15:00:00.000Z',
          FiredAt: '2026-11-28T15:00:00.200Z',
          Since: null,
          Outcome: null,
        },
      ],
    });
  });

  it('that was fired right before a crash is fired again, and its job is submitted once', async () => {
    const { put, at, env, woken, schedule, shown } = scheduleHome();
    await put(hourly);
    const before = await schedule();
    await at('28T15:00:01');
    // As if the schedule had not been written.
    const { revision } = await schedule();
    right(await env.schedules.replace({ ...before, revision })());
    expect(await at('28T15:00:09')).toEqual(['orders-20261128T150000Z']);
    expect(woken).toEqual(['orders-20261128T150000Z', 'orders-20261128T150000Z']);
    expect(right(await env.jobs.list({ before: null, limit: 9 })())).toHaveLength(1);
    expect((await shown()).Runs).toHaveLength(1);
  });

  it('is skipped while an earlier run still goes, unless that is allowed', async () => {
    const { put, at, shown, end } = scheduleHome();
    await put(hourly);
    await at('28T15:00:00');
    expect(await at('28T16:00:00')).toEqual([]);
    expect(await shown()).toMatchObject({
      NextRun: '2026-11-28T17:00:00.000Z',
      LastSkip: {
        PlannedAt: '2026-11-28T16:00:00.000Z',
        At: '2026-11-28T16:00:00.000Z',
        Reason: 'STILL_RUNNING',
        Detail: 'job orders-20261128T150000Z is not over yet',
      },
    });
    await end('orders-20261128T150000Z', { status: 'CANCELLED' });
    expect(await at('28T17:00:00')).toEqual(['orders-20261128T170000Z']);
    await put({ ...hourly, overlap: 'allow' });
    expect(await at('28T18:00:00')).toEqual(['orders-20261128T180000Z']);
    expect((await shown()).Runs.map(({ Outcome }) => Outcome)).toEqual([null, null, 'CANCELLED']);
  });

  it('sees that a run is over although nobody told it', async () => {
    const { put, at, change, shown } = scheduleHome();
    await put(hourly);
    await at('28T15:00:00');
    await change('orders-20261128T150000Z', { status: 'FAILED' });
    expect(await at('28T15:00:30')).toEqual([]);
    expect((await shown()).Runs).toMatchObject([{ Outcome: 'FAILED' }]);
    expect(await at('28T16:00:00')).toEqual(['orders-20261128T160000Z']);
  });

  it('is skipped while a retry of an incomplete run still goes', async () => {
    const { put, at, change, end, shown } = scheduleHome();
    await put(hourly);
    await at('28T15:00:00');
    await end('orders-20261128T150000Z', settled('INCOMPLETE'));
    await change('orders-20261128T150000Z', { status: 'RUNNING', verdict: null });
    expect(await at('28T16:00:00')).toEqual([]);
    expect((await shown()).LastSkip).toMatchObject({ Reason: 'STILL_RUNNING' });
  });

  it('that passed while nobody was there is made up for once', async () => {
    const { put, at } = scheduleHome();
    await put(hourly);
    expect(await at('28T19:30:00')).toEqual(['orders-20261128T190000Z']);
    expect(await at('28T19:30:01')).toEqual([]);
  });

  it('that passed while nobody was there is passed over where that is wished, and the next comes in time', async () => {
    const { put, at, shown, end } = scheduleHome();
    await put({ ...hourly, missed: 'skip' });
    expect(await at('28T19:30:00')).toEqual([]);
    expect(await shown()).toMatchObject({
      LastSkip: {
        PlannedAt: '2026-11-28T19:00:00.000Z',
        Reason: 'MISSED',
        Detail: 'it was due 1800 s before anybody could begin it',
      },
    });
    // AWS may be a minute late, and more when it has to try again.
    expect(await at('28T20:05:00')).toEqual(['orders-20261128T200000Z']);
    await end('orders-20261128T200000Z', settled('COMPLETE'));
    expect(await at('28T21:05:01')).toEqual([]);
  });

  it('of a paused schedule is none, and none is made up for afterwards', async () => {
    const { put, at, shown } = scheduleHome();
    await put({ ...hourly, paused: true });
    expect(await at('28T16:30:00')).toEqual([]);
    expect((await shown()).NextRun).toBeNull();
    await put(hourly);
    expect(await at('28T16:30:01')).toEqual([]);
    expect(await at('28T17:00:00')).toEqual(['orders-20261128T170000Z']);
  });

  it('whose request is not valid any more says so and waits for the next', async () => {
    const { put, at, shown, refuse } = scheduleHome();
    await put(hourly);
    refuse({ _tag: 'RequestInvalid', errors: [{ field: 'processor.name', expected: 'defined here' }] });
    expect(await at('28T15:00:00')).toEqual([]);
    expect((await shown()).LastSkip).toMatchObject({
      Reason: 'REQUEST_INVALID',
      Detail: 'processor.name must be defined here',
    });
  });

  it('tells when the next of all schedules is', async () => {
    const { put, env } = scheduleHome();
    await put(hourly);
    await put({ ...hourly, when: { everySeconds: 600 } }, 'often');
    await put({ ...hourly, paused: true }, 'paused');
    expect(right(await fireDue(env)())).toEqual({
      jobIds: [],
      nextMs: Date.parse('2026-11-28T14:40:00Z'),
    });
  });

  it('may be told by a clock that is not ours', async () => {
    const { put, env, shown } = scheduleHome();
    await put({ ...hourly, overlap: 'allow' });
    const planned = Date.parse('2026-11-28T15:00:00Z');
    // Half an hour early by our clock.
    expect(right(await fireSchedule('orders', planned)(env)()).jobId).toBe('orders-20261128T150000Z');
    expect(right(await fireSchedule('orders', planned)(env)()).jobId).toBeNull();
    expect(await shown()).toMatchObject({ LastSkip: null, NextRun: '2026-11-28T16:00:00.000Z' });
    expect(await fireSchedule('nobody', planned)(env)()).toEqual(
      E.left({ _tag: 'ScheduleUnknown', scheduleId: 'nobody' }),
    );
  });
});
