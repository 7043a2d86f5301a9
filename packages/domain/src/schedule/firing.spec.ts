import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import type { RequestInvalid } from '../job/job-request.codec.ts';
import type { JobRequest } from '../job/job-request.ts';
import type { Job } from '../job/job.ts';
import { right } from '../testing/expect-right.ts';
import { submitJob } from '../job/submit-job.use-case.ts';
import { memoryJobs } from '../testing/memory-home.ts';
import { memorySchedules } from '../testing/memory-schedules.ts';
import { afterJob } from './after-job.use-case.ts';
import { noAlarms } from './alarms.port.ts';
import { fireDue, fireSchedule } from './fire-schedule.use-case.ts';
import { deleteSchedule, putSchedule } from './put-schedule.use-case.ts';
import { scheduleResource } from './schedule-resource.ts';
import { jobIdOf, scheduleIdOf } from './schedule.ts';

const url = 'https://partner.example/orders';
const hourly = { when: { cron: '0 * * * *' }, request: { url } };
const incremental = { parameter: 'since' };

const home = () => {
  let nowMs = Date.parse('2026-11-28T14:30:00Z');
  const woken: string[] = [];
  const alarms: string[] = [];
  let refusal: RequestInvalid | null = null;
  const env = {
    schedules: memorySchedules(),
    jobs: memoryJobs(),
    clock: { nowMs: () => nowMs },
    judgeRequest: (request: JobRequest) => (refusal === null ? E.right(request) : E.left(refusal)),
    wake: (jobId: string) => void woken.push(jobId),
    alarms: {
      set:
        ({ id, paused }: { readonly id: string; readonly paused: boolean }) =>
        async () => {
          alarms.push(`${id} ${paused ? 'off' : 'on'}`);
          return E.right(undefined);
        },
      remove: (id: string) => async () => {
        alarms.push(`${id} gone`);
        return E.right(undefined);
      },
    },
  };
  const put = async (body: unknown, id = 'orders') => right(await putSchedule(id, body)(env)());
  const at = async (time: string) => {
    nowMs = Date.parse(`2026-11-${time}Z`);
    return right(await fireDue(env)()).jobIds;
  };
  const shown = async (id = 'orders') => {
    const schedule = right(await env.schedules.get(id)());
    if (schedule === null) throw new Error('no schedule');
    return scheduleResource(schedule);
  };
  const end = async (jobId: string, change: Partial<Job>) => {
    const job = right(await env.jobs.get(jobId)());
    if (job === null) throw new Error('no job');
    right(await env.jobs.replace({ ...job, ...change })());
    right(await afterJob(jobId)(env)());
  };
  const urlOf = async (jobId: string) => right(await env.jobs.get(jobId)())?.request.url;
  return {
    env,
    woken,
    alarms,
    put,
    at,
    shown,
    end,
    urlOf,
    refuse: (reason: RequestInvalid) => {
      refusal = reason;
    },
  };
};

const settled = (verdict: Job['verdict']): Partial<Job> => ({ status: 'SETTLED', verdict });

describe('a planned time', () => {
  it('is fired once: its job id is made of it', async () => {
    const { put, at, woken, shown } = home();
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
    const { put, at, env, woken, shown } = home();
    await put(hourly);
    const before = right(await env.schedules.get('orders')());
    await at('28T15:00:01');
    if (before === null) throw new Error('no schedule');
    // As if the schedule had not been written.
    const after = right(await env.schedules.get('orders')());
    right(await env.schedules.replace({ ...before, revision: after?.revision ?? 0 })());
    expect(await at('28T15:00:09')).toEqual(['orders-20261128T150000Z']);
    expect(woken).toEqual(['orders-20261128T150000Z', 'orders-20261128T150000Z']);
    expect(right(await env.jobs.list({ before: null, limit: 9 })())).toHaveLength(1);
    expect((await shown()).Runs).toHaveLength(1);
  });

  it('is skipped while an earlier run still goes, unless that is allowed', async () => {
    const { put, at, shown, end } = home();
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
    const { put, at, env, shown } = home();
    await put(hourly);
    await at('28T15:00:00');
    const job = right(await env.jobs.get('orders-20261128T150000Z')());
    if (job === null) throw new Error('no job');
    right(await env.jobs.replace({ ...job, status: 'FAILED' })());
    expect(await at('28T15:00:30')).toEqual([]);
    expect((await shown()).Runs).toMatchObject([{ Outcome: 'FAILED' }]);
    expect(await at('28T16:00:00')).toEqual(['orders-20261128T160000Z']);
  });

  it('is skipped while a retry of an incomplete run still goes', async () => {
    const { put, at, env, end, shown } = home();
    await put(hourly);
    await at('28T15:00:00');
    await end('orders-20261128T150000Z', settled('INCOMPLETE'));
    const job = right(await env.jobs.get('orders-20261128T150000Z')());
    if (job === null) throw new Error('no job');
    right(await env.jobs.replace({ ...job, status: 'RUNNING', verdict: null })());
    expect(await at('28T16:00:00')).toEqual([]);
    expect((await shown()).LastSkip).toMatchObject({ Reason: 'STILL_RUNNING' });
  });

  it('that passed while nobody was there is made up for once', async () => {
    const { put, at } = home();
    await put(hourly);
    expect(await at('28T19:30:00')).toEqual(['orders-20261128T190000Z']);
    expect(await at('28T19:30:01')).toEqual([]);
  });

  it('that passed while nobody was there is passed over where that is wished, and the next comes in time', async () => {
    const { put, at, shown, end } = home();
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
    const { put, at, shown } = home();
    await put({ ...hourly, paused: true });
    expect(await at('28T16:30:00')).toEqual([]);
    expect((await shown()).NextRun).toBeNull();
    await put(hourly);
    expect(await at('28T16:30:01')).toEqual([]);
    expect(await at('28T17:00:00')).toEqual(['orders-20261128T170000Z']);
  });

  it('whose request is not valid any more says so and waits for the next', async () => {
    const { put, at, shown, refuse } = home();
    await put(hourly);
    refuse({ _tag: 'RequestInvalid', errors: [{ field: 'processor.name', expected: 'defined here' }] });
    expect(await at('28T15:00:00')).toEqual([]);
    expect((await shown()).LastSkip).toMatchObject({
      Reason: 'REQUEST_INVALID',
      Detail: 'processor.name must be defined here',
    });
  });

  it('tells when the next of all schedules is', async () => {
    const { put, env } = home();
    await put(hourly);
    await put({ ...hourly, when: { everySeconds: 600 } }, 'often');
    await put({ ...hourly, paused: true }, 'paused');
    expect(right(await fireDue(env)())).toEqual({
      jobIds: [],
      nextMs: Date.parse('2026-11-28T14:40:00Z'),
    });
  });

  it('may be told by a clock that is not ours', async () => {
    const { put, env, shown } = home();
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

describe('the watermark', () => {
  it('is the start of the last run that accounts for every record, and the next asks from there, less the overlap', async () => {
    const { put, at, end, shown, urlOf } = home();
    await put({ ...hourly, incremental });
    const [first = ''] = await at('28T15:00:00.700');
    expect(await urlOf(first)).toBe('https://partner.example/orders');
    await end(first, settled('COMPLETE'));
    expect((await shown()).Watermark).toBe('2026-11-28T15:00:00.700Z');
    const [second = ''] = await at('28T16:00:00');
    expect(await urlOf(second)).toBe('https://partner.example/orders?since=2026-11-28T14%3A59%3A00Z');
    await end(second, settled('COMPLETE_WITH_DRIFT'));
    expect(await shown()).toMatchObject({
      Watermark: '2026-11-28T16:00:00.000Z',
      Runs: [{ Since: '2026-11-28T14:59:00Z', Outcome: 'COMPLETE_WITH_DRIFT' }, { Outcome: 'COMPLETE' }],
    });
  });

  it.each([
    ['INCOMPLETE', settled('INCOMPLETE')],
    ['FAILED', { status: 'FAILED' } as const],
    ['CANCELLED', { status: 'CANCELLED' } as const],
    ['REJECTED', { status: 'REJECTED' } as const],
  ])('stays when a run is %s', async (outcome, change) => {
    const { put, at, end, shown, urlOf } = home();
    await put({ ...hourly, incremental: { ...incremental, initial: '2020-01-01' } });
    const [first = ''] = await at('28T15:00:00');
    expect(await urlOf(first)).toBe('https://partner.example/orders?since=2020-01-01');
    await end(first, change);
    expect(await shown()).toMatchObject({ Watermark: null, Runs: [{ Outcome: outcome }] });
    const [second = ''] = await at('28T16:00:00');
    expect(await urlOf(second)).toBe('https://partner.example/orders?since=2020-01-01');
  });

  it('moves when a retry makes an incomplete run complete, to the start of that run', async () => {
    const { put, at, end, shown } = home();
    await put({ ...hourly, incremental });
    const [first = ''] = await at('28T15:00:00');
    await end(first, settled('INCOMPLETE'));
    await end(first, { status: 'RUNNING', verdict: null });
    expect((await shown()).Runs).toMatchObject([{ Outcome: null }]);
    await end(first, settled('COMPLETE'));
    expect((await shown()).Watermark).toBe('2026-11-28T15:00:00.000Z');
  });

  it('never moves back', async () => {
    const { put, at, end, shown } = home();
    await put({ ...hourly, overlap: 'allow', incremental });
    const [first = ''] = await at('28T15:00:00');
    const [second = ''] = await at('28T16:00:00');
    await end(second, settled('COMPLETE'));
    await end(first, settled('COMPLETE'));
    expect((await shown()).Watermark).toBe('2026-11-28T16:00:00.000Z');
  });

  it('is not moved by a job that somebody else gave the id of a run', async () => {
    const { put, at, end, shown, env } = home();
    await put({ ...hourly, incremental });
    right(await submitJob('orders-20261128T150000Z', { url: 'https://partner.example/other' })(env)());
    await at('28T15:00:00');
    await end('orders-20261128T150000Z', settled('COMPLETE'));
    expect(await shown()).toMatchObject({ Watermark: null, Runs: [{ Outcome: 'COMPLETE' }] });
  });

  it.each([
    ['the pace', { ...hourly, request: { url, limits: { concurrency: 2 } } }, true],
    ['the times', { ...hourly, when: { everySeconds: 3600 } }, true],
    ['the overlap', { ...hourly, incremental: { ...incremental, overlapSeconds: 600 } }, true],
    ['the url', { ...hourly, request: { url: `${url}?region=eu` } }, false],
    ['the processor', { ...hourly, request: { url, processor: { kind: 'ndjson' } } }, false],
    ['the parameter', { ...hourly, incremental: { parameter: 'updated_after' } }, false],
  ])('and a new template that changes %s: it is kept: %s', async (_, change, kept) => {
    const { put, at, end, shown } = home();
    const template = { ...hourly, incremental };
    await put(template);
    const [first = ''] = await at('28T15:00:00');
    await end(first, settled('COMPLETE'));
    const [running = ''] = await at('28T16:00:00');
    await put({ ...template, ...change });
    expect((await shown()).Watermark).toBe(kept ? '2026-11-28T15:00:00.000Z' : null);
    await end(running, settled('COMPLETE'));
    expect((await shown()).Watermark).toBe(kept ? '2026-11-28T16:00:00.000Z' : null);
  });

  it.each([
    ['epoch-seconds', '?since=1795877940'],
    ['epoch-ms', '?since=1795877940000'],
    ['iso', '?since=2026-11-28T14%3A59%3A00Z'],
  ])('is written as %s', async (format, query) => {
    const { put, at, end, urlOf } = home();
    await put({ ...hourly, incremental: { ...incremental, format } });
    const [first = ''] = await at('28T15:00:00.999');
    await end(first, settled('COMPLETE'));
    const [second = ''] = await at('28T16:00:00');
    expect(await urlOf(second)).toBe(`https://partner.example/orders${query}`);
  });

  it('stands in the body of a POST, as a number where it is one', async () => {
    const { put, at, end, env } = home();
    await put({
      ...hourly,
      request: { url, method: 'POST', body: { status: 'open', since: 'never' } },
      incremental: { ...incremental, in: 'body', format: 'epoch-seconds' },
    });
    const [first = ''] = await at('28T15:00:00');
    await end(first, settled('COMPLETE'));
    const [second = ''] = await at('28T16:00:00');
    expect(right(await env.jobs.get(second)())?.request).toMatchObject({
      url,
      body: { status: 'open', since: 1_795_877_940 },
    });
  });
});

describe('putting a schedule', () => {
  it('shows its request without the values of headers, and sends them all the same', async () => {
    const { put, at, shown, env } = home();
    await put({ ...hourly, request: { url, headers: { 'x-tenant': 's3cret' } } });
    expect((await shown()).Request).toEqual({ url, headers: { 'x-tenant': '(not shown)' } });
    const [first = ''] = await at('28T15:00:00');
    expect(right(await env.jobs.get(first)())?.request.headers).toEqual({ 'x-tenant': 's3cret' });
  });

  it('makes it, changes nothing when it is the same, and replaces it when it is not', async () => {
    const { put, alarms } = home();
    expect(await put(hourly)).toMatchObject({ created: true, schedule: { revision: 1 } });
    expect(await put({ request: { url }, when: { timeZone: 'UTC', cron: '0 * * * *' } })).toMatchObject({
      created: false,
      schedule: { revision: 1 },
    });
    expect(await put({ ...hourly, paused: true })).toMatchObject({
      created: false,
      schedule: { revision: 2, paused: true },
    });
    expect(alarms).toEqual(['orders on', 'orders on', 'orders off']);
  });

  it('refuses what this home would refuse of a job, and ids that leave no room for a time', async () => {
    const { env, refuse } = home();
    expect(await putSchedule('x'.repeat(48), hourly)(env)()).toMatchObject({
      left: { errors: [{ field: 'id' }] },
    });
    refuse({ _tag: 'RequestInvalid', errors: [{ field: 'url', expected: 'a public address' }] });
    expect(await putSchedule('orders', hourly)(env)()).toEqual(
      E.left({
        _tag: 'ScheduleInvalid',
        errors: [{ field: 'request.url', expected: 'a public address' }],
      }),
    );
  });

  it('stores nothing when its alarm could not be set, and is deleted with its alarm', async () => {
    const { env, alarms } = home();
    const down = { _tag: 'StoreUnavailable', detail: 'down' } as const;
    const broken = { ...env, alarms: { ...noAlarms, set: () => async () => E.left(down) } };
    expect(await putSchedule('orders', hourly)(broken)()).toEqual(E.left(down));
    expect(right(await env.schedules.get('orders')())).toBeNull();
    right(await putSchedule('orders', hourly)(env)());
    right(await deleteSchedule('orders')(env)());
    expect(right(await env.schedules.get('orders')())).toBeNull();
    expect(alarms).toEqual(['orders on', 'orders gone']);
    expect(await deleteSchedule('orders')(env)()).toMatchObject({ left: { _tag: 'ScheduleUnknown' } });
  });
});

describe('the id of a run’s job', () => {
  it('tells its schedule and its planned time', () => {
    expect(jobIdOf('a-b', Date.parse('2026-11-28T15:00:09Z'))).toBe('a-b-20261128T150009Z');
    expect(scheduleIdOf('a-b-20261128T150009Z')).toBe('a-b');
    expect(scheduleIdOf('a-b')).toBeNull();
  });
});
