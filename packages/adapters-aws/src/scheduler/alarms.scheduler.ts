// The alarms on AWS: one schedule of EventBridge Scheduler each, whose target is the function that fires. It keeps no state of ours.
import {
  CreateScheduleCommand,
  DeleteScheduleCommand,
  UpdateScheduleCommand,
  type CreateScheduleCommandInput,
  type SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { nextPlanned, type Alarms, type Schedule } from '@api-poller/domain';
import * as E from 'fp-ts/lib/Either.js';
import { calling, isNamed } from '../store-failure.ts';
import { expressionOf, type Expression } from './expression.ts';

export interface SchedulerAlarmsOptions {
  readonly client: Pick<SchedulerClient, 'send'>;
  readonly group: string;
  /** The function that is called at each planned time. */
  readonly fireFunctionArn: string;
  /** With which EventBridge Scheduler may call it. */
  readonly roleArn: string;
  /** Where a call goes that could not be made. */
  readonly deadLetterArn: string;
  readonly nowMs: () => number;
}

/**
 * A schedule that wants what it missed made up for is fired up to a day late, which is the most that AWS knows; one that does not
 * is given up in the five minutes after which it counts as missed.
 */
const LATE_SECONDS = { 'run-once': 86_400, skip: 240 } as const;

const inputOf = (
  { group, fireFunctionArn, roleArn, deadLetterArn, nowMs }: SchedulerAlarmsOptions,
  { id, when, anchorMs, missed, paused }: Schedule,
  { expression, timeZone }: Expression,
): CreateScheduleCommandInput => {
  // A rate is counted from its beginning, which may not be past: the next time that we plan keeps both in step.
  const begins = 'everySeconds' in when ? nextPlanned(when, anchorMs, nowMs()) : null;
  return {
    GroupName: group,
    Name: id,
    State: paused ? 'DISABLED' : 'ENABLED',
    ScheduleExpression: expression,
    ...(timeZone === null ? {} : { ScheduleExpressionTimezone: timeZone }),
    ...(begins === null ? {} : { StartDate: new Date(begins) }),
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: {
      Arn: fireFunctionArn,
      RoleArn: roleArn,
      Input: JSON.stringify({ scheduleId: id, plannedAt: '<aws.scheduler.scheduled-time>' }),
      RetryPolicy: { MaximumEventAgeInSeconds: LATE_SECONDS[missed], MaximumRetryAttempts: 185 },
      DeadLetterConfig: { Arn: deadLetterArn },
    },
  };
};

export const schedulerAlarms = (options: SchedulerAlarmsOptions): Alarms => {
  const { client, group } = options;
  return {
    set: (schedule) => async () => {
      const expression = expressionOf(schedule.when);
      if (E.isLeft(expression)) return expression;
      const input = inputOf(options, schedule, expression.right);
      return calling('EventBridge Scheduler', async () => {
        try {
          await client.send(new CreateScheduleCommand(input));
        } catch (cause) {
          if (!isNamed(cause, 'ConflictException')) throw cause;
          await client.send(new UpdateScheduleCommand(input));
        }
      })();
    },
    remove: (scheduleId) =>
      calling('EventBridge Scheduler', async () => {
        try {
          await client.send(new DeleteScheduleCommand({ GroupName: group, Name: scheduleId }));
        } catch (cause) {
          if (!isNamed(cause, 'ResourceNotFoundException')) throw cause;
        }
      }),
  };
};
