// What putting and deleting a schedule stores, shows and refuses.
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { right } from '../testing/expect-right.ts';
import { hourly, scheduleHome, url } from '../testing/schedule-home.ts';
import { noAlarms } from './alarms.port.ts';
import { deleteSchedule, putSchedule } from './put-schedule.use-case.ts';

describe('putting a schedule', () => {
  it('shows its request without the values of headers, and sends them all the same', async () => {
    const { put, at, shown, job } = scheduleHome();
    await put({ ...hourly, request: { url, headers: { 'x-tenant': 's3cret' } } });
    expect((await shown()).Request).toEqual({ url, headers: { 'x-tenant': '(not shown)' } });
    const [first = ''] = await at('28T15:00:00');
    expect((await job(first)).request.headers).toEqual({ 'x-tenant': 's3cret' });
  });

  it('makes it, changes nothing when it is the same, and replaces it when it is not', async () => {
    const { put, alarms } = scheduleHome();
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
    const { env, refuse } = scheduleHome();
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
    const { env, alarms } = scheduleHome();
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
