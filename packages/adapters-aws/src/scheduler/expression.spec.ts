import { describe, expect, it } from 'vitest';
import { expressionOf } from './expression.ts';

const timeZone = 'Europe/Rome';

describe('a cron expression on AWS', () => {
  it.each([
    ['0 3 * * *', 'cron(0 3 * * ? *)'],
    ['0 0 3 * * *', 'cron(0 3 * * ? *)'],
    ['*/5 * * * *', 'cron(*/5 * * * ? *)'],
    ['30 2 15 * *', 'cron(30 2 15 * ? *)'],
    ['0 0 L * *', 'cron(0 0 L * ? *)'],
    ['0 9 1,15 jan-mar ?', 'cron(0 9 1,15 JAN-MAR ? *)'],
    ['30 2 * * 1-5', 'cron(30 2 ? * MON,TUE,WED,THU,FRI *)'],
    ['30 2 * * mon-fri', 'cron(30 2 ? * MON,TUE,WED,THU,FRI *)'],
    ['0 9 * * 0', 'cron(0 9 ? * SUN *)'],
    ['0 9 * * 7', 'cron(0 9 ? * SUN *)'],
    ['0 9 * * 5-7', 'cron(0 9 ? * FRI,SAT,SUN *)'],
    ['0 9 * * */2', 'cron(0 9 ? * SUN,TUE,THU,SAT *)'],
    ['0 9 ? * 1,3', 'cron(0 9 ? * MON,WED *)'],
    ['0 9 * * 5#1', 'cron(0 9 ? * 6#1 *)'],
    ['0 9 * * SUN#2', 'cron(0 9 ? * 1#2 *)'],
  ])('"%s" is %s', (cron, expression) =>
    expect(expressionOf({ cron, timeZone })).toEqual({ _tag: 'Right', right: { expression, timeZone } }),
  );

  it.each([
    ['30 0 3 * * *', 'an expression with the second 0: AWS keeps whole minutes'],
    ['*/10 * * * * *', 'an expression with the second 0: AWS keeps whole minutes'],
    [
      '0 3 13 * 5',
      'an expression with a day of the month or a day of the week, not both: AWS knows no "or" between them',
    ],
    ['0 9 * * 5L', 'an expression that EventBridge Scheduler knows as well'],
    ['0 9 * * 6-1', 'an expression that EventBridge Scheduler knows as well'],
    ['0 9 LW * *', 'an expression that EventBridge Scheduler knows as well'],
  ])('"%s" is refused', (cron, expected) =>
    expect(expressionOf({ cron, timeZone })).toEqual({
      _tag: 'Left',
      left: { _tag: 'ScheduleInvalid', errors: [{ field: 'when.cron', expected }] },
    }),
  );
});

describe('a rate on AWS', () => {
  it.each([
    [60, 'rate(1 minute)'],
    [900, 'rate(15 minutes)'],
    [86_400, 'rate(1440 minutes)'],
  ])('of %i seconds is %s', (everySeconds, expression) =>
    expect(expressionOf({ everySeconds })).toEqual({ _tag: 'Right', right: { expression, timeZone: null } }),
  );
  it.each([1, 59, 90])('of %i seconds is refused', (everySeconds) =>
    expect(expressionOf({ everySeconds })).toEqual({
      _tag: 'Left',
      left: {
        _tag: 'ScheduleInvalid',
        errors: [{ field: 'when.everySeconds', expected: 'a multiple of 60: AWS keeps whole minutes' }],
      },
    }),
  );
});
