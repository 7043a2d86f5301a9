import type { SchedulerClient } from '@aws-sdk/client-scheduler';
import { newSchedule, type Schedule, type ScheduleTemplate } from '@api-poller/domain';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { schedulerAlarms } from './alarms.scheduler.ts';

const named = (name: string): Error => Object.assign(new Error('said by AWS'), { name });

/** Keeps what was sent; answers each command with what `answer` throws or returns. */
const bench = (answer: (command: string) => unknown = () => ({})) => {
  const sent: Array<readonly [command: string, input: unknown]> = [];
  const client = {
    send: async (command: { readonly constructor: { readonly name: string }; readonly input: unknown }) => {
      sent.push([command.constructor.name, command.input]);
      const answered = answer(command.constructor.name);
      if (answered instanceof Error) throw answered;
      return answered;
    },
  } as unknown as Pick<SchedulerClient, 'send'>;
  const alarms = schedulerAlarms({
    client,
    group: 'schedules',
    fireFunctionArn: 'arn:fire',
    roleArn: 'arn:role',
    deadLetterArn: 'arn:dead',
    nowMs: () => Date.parse('2026-11-28T15:00:30Z'),
  });
  return { alarms, sent };
};

const schedule = (change: Partial<ScheduleTemplate> = {}): Schedule =>
  newSchedule(
    'orders',
    {
      when: { cron: '0 3 * * *', timeZone: 'Europe/Rome' },
      request: { url: 'https://partner.example/' },
      overlap: 'skip',
      missed: 'run-once',
      incremental: null,
      paused: false,
      ...change,
    },
    Date.parse('2026-11-28T14:59:00Z'),
  );

const asked = {
  GroupName: 'schedules',
  Name: 'orders',
  State: 'ENABLED',
  ScheduleExpression: 'cron(0 3 * * ? *)',
  ScheduleExpressionTimezone: 'Europe/Rome',
  FlexibleTimeWindow: { Mode: 'OFF' },
  Target: {
    Arn: 'arn:fire',
    RoleArn: 'arn:role',
    Input: '{"scheduleId":"orders","plannedAt":"<aws.scheduler.scheduled-time>"}',
    RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
    DeadLetterConfig: { Arn: 'arn:dead' },
  },
};

describe('an alarm', () => {
  it('is a schedule of its own whose target is told the planned time', async () => {
    const { alarms, sent } = bench();
    expect(await alarms.set(schedule())()).toEqual(E.right(undefined));
    expect(sent).toEqual([['CreateScheduleCommand', asked]]);
  });

  it('that is there already is set anew', async () => {
    const { alarms, sent } = bench((command) =>
      command === 'CreateScheduleCommand' ? named('ConflictException') : {},
    );
    expect(await alarms.set(schedule({ paused: true }))()).toEqual(E.right(undefined));
    expect(sent.map(([command]) => command)).toEqual(['CreateScheduleCommand', 'UpdateScheduleCommand']);
    expect(sent[1]?.[1]).toEqual({ ...asked, State: 'DISABLED' });
  });

  it('of a rate begins at the next time that we plan', async () => {
    const { alarms, sent } = bench();
    await alarms.set(schedule({ when: { everySeconds: 300 }, missed: 'skip' }))();
    expect(sent[0]?.[1]).toMatchObject({
      ScheduleExpression: 'rate(5 minutes)',
      StartDate: new Date('2026-11-28T15:04:00Z'),
      Target: { RetryPolicy: { MaximumEventAgeInSeconds: 240 } },
    });
    expect(sent[0]?.[1]).not.toHaveProperty('ScheduleExpressionTimezone');
  });

  it('for times that AWS cannot keep is refused, and nothing is asked of it', async () => {
    const { alarms, sent } = bench();
    expect(await alarms.set(schedule({ when: { everySeconds: 1 } }))()).toMatchObject({
      left: { _tag: 'ScheduleInvalid' },
    });
    expect(sent).toEqual([]);
  });

  it('is removed, also when it is gone already; a failure of the service is told without what it said', async () => {
    const gone = bench(() => named('ResourceNotFoundException'));
    expect(await gone.alarms.remove('orders')()).toEqual(E.right(undefined));
    expect(gone.sent).toEqual([['DeleteScheduleCommand', { GroupName: 'schedules', Name: 'orders' }]]);
    const down = E.left({
      _tag: 'StoreUnavailable',
      detail: 'EventBridge Scheduler failed: ThrottlingException',
    });
    const busy = bench(() => named('ThrottlingException'));
    expect(await busy.alarms.remove('orders')()).toEqual(down);
    expect(await busy.alarms.set(schedule())()).toEqual(down);
  });
});
