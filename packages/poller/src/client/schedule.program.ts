// The command line of schedules: `schedule put|list|show|delete`.
import type { Command, Option } from 'commander';
import type { ApiClient } from './api-client.ts';
import type * as scheduleCommands from './schedule.commands.ts';

export interface ScheduleFlags {
  readonly server: string;
  readonly json?: boolean;
}

export interface ScheduleProgramOptions<F extends ScheduleFlags> {
  readonly json: Option;
  readonly server: Option;
  /** Takes the path of a JSON file. */
  readonly request: Option;
  /** Runs a command against the server of the flags, and sets the exit code. */
  readonly ask: (flags: F, command: (client: ApiClient) => Promise<number>) => Promise<void>;
}

const load = (): Promise<typeof scheduleCommands> => import('./schedule.commands.ts');

export const addScheduleCommands = (
  program: Command,
  { json, server, request, ask }: ScheduleProgramOptions<ScheduleFlags>,
): void => {
  const schedule = program
    .command('schedule')
    .description('run a job again and again: put, list, show, delete');

  schedule
    .command('put')
    .description('make a schedule, or replace it; the same again changes nothing')
    .argument('<id>')
    .addOption(request)
    .addOption(json)
    .addOption(server)
    .action(async (id: string, flags: ScheduleFlags & { readonly request: unknown }) => {
      const { putScheduleCommand } = await load();
      await ask(flags, (client) => putScheduleCommand(client, id, flags.request, flags.json === true));
    });

  schedule
    .command('list')
    .description('list the schedules of a server')
    .addOption(json)
    .addOption(server)
    .action(async (flags: ScheduleFlags) => {
      const { schedulesCommand } = await load();
      await ask(flags, (client) => schedulesCommand(client, flags.json === true));
    });

  schedule
    .command('show')
    .description('show a schedule: its next run, its last ones, from when it asks')
    .argument('<id>')
    .addOption(json)
    .addOption(server)
    .action(async (id: string, flags: ScheduleFlags) => {
      const { scheduleCommand } = await load();
      await ask(flags, (client) => scheduleCommand(client, id, flags.json === true));
    });

  schedule
    .command('delete')
    .description('fire nothing more; its jobs stay')
    .argument('<id>')
    .addOption(server)
    .action(async (id: string, flags: ScheduleFlags) => {
      const { deleteScheduleCommand } = await load();
      await ask(flags, (client) => deleteScheduleCommand(client, id));
    });
};
