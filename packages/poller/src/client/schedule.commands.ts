// The commands for schedules, against a running server: they ask, show and set the exit code.
import type { ScheduleResource } from '@api-poller/domain';
import { EXIT } from '../exit-codes.ts';
import { print, printAll, printJson } from '../print.ts';
import type { ApiClient } from './api-client.ts';

const timesOf = (when: ScheduleResource['When']): string =>
  'cron' in when ? `${when.cron} ${when.timeZone}` : `every ${when.everySeconds} s`;

const nextOf = ({ Paused, NextRun }: ScheduleResource): string => {
  if (Paused) return 'paused';
  return NextRun === null ? 'never again' : `next ${NextRun}`;
};

const urlOf = ({ Request: { url } }: ScheduleResource): string => (typeof url === 'string' ? url : '');

const line = (schedule: ScheduleResource): string =>
  [
    schedule.ScheduleId.padEnd(20),
    timesOf(schedule.When).padEnd(28),
    nextOf(schedule).padEnd(30),
    urlOf(schedule),
  ].join('  ');

const show = (schedule: ScheduleResource): void => {
  print(line(schedule));
  if (schedule.Incremental !== null)
    print(`  asks from ${schedule.Watermark ?? 'the beginning'} by "${schedule.Incremental.parameter}"`);
  for (const { JobId, Outcome, Since } of schedule.Runs)
    print(`  ${JobId}  ${Outcome ?? 'going'}${Since === null ? '' : `  since ${Since}`}`);
  const { LastSkip } = schedule;
  if (LastSkip !== null) print(`  passed over ${LastSkip.PlannedAt}: ${LastSkip.Detail}`);
};

export const putScheduleCommand = async (
  client: ApiClient,
  id: string,
  schedule: unknown,
  json: boolean,
): Promise<number> => {
  const put = await client.putSchedule(id, schedule);
  if (json) printJson(put);
  else print(line(put));
  return EXIT.complete;
};

export const scheduleCommand = async (client: ApiClient, id: string, json: boolean): Promise<number> => {
  const schedule = await client.schedule(id);
  if (json) printJson(schedule);
  else show(schedule);
  return EXIT.complete;
};

export const schedulesCommand = async (client: ApiClient, json: boolean): Promise<number> => {
  await printAll(client.schedules(), { name: 'Schedules', line, json });
  return EXIT.complete;
};

export const deleteScheduleCommand = async (client: ApiClient, id: string): Promise<number> => {
  await client.deleteSchedule(id);
  return EXIT.complete;
};
