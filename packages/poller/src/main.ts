// The command line: reads arguments, calls a command, sets the exit code. A command is loaded when it is called, so that
// asking a server for a job does not wait for what only running one needs.
import { readFileSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import { parseHostPort, type HostPort } from '@api-poller/domain';
import type { ApiAddress, ApiClient } from './client/api-client.ts';
import type * as clientCommands from './client/client.commands.ts';
import { addScheduleCommands } from './client/schedule.program.ts';
import { EXIT } from './exit-codes.ts';
import { DEFAULT_DATA, DEFAULT_HOST, DEFAULT_PORT } from './server/defaults.ts';

type Json = Readonly<Record<string, unknown>>;

const allowHosts = (text: string): ReadonlyArray<HostPort> =>
  text.split(',').map((entry) => {
    const parsed = parseHostPort(entry.trim());
    if (parsed._tag === 'Left')
      throw new InvalidArgumentError(`"${entry}" must be HOST:PORT, for example localhost:4010`);
    return parsed.right;
  });

const jsonFile = (path: string): Json => {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  } catch {
    throw new InvalidArgumentError(`${path} cannot be read as JSON`);
  }
  throw new InvalidArgumentError(`${path} must hold a JSON object`);
};

const portNumber = (text: string): number => {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('a port is a whole number from 0 to 65535');
};

const serverUrl = (text: string): string => {
  if (URL.canParse(text) && /^https?:/.test(text)) return text.replace(/\/+$/, '');
  throw new InvalidArgumentError(`"${text}" must be a url, for example http://127.0.0.1:${DEFAULT_PORT}`);
};

const tokenFromEnvironment = (): string | null => process.env['API_POLLER_TOKEN'] || null;

const allowHostOption = new Option(
  '--allow-host <host:port,...>',
  'addresses to allow although they are not public',
).argParser(allowHosts);
const processorOption = new Option(
  '--processor <module...>',
  'modules that define processors of your own (export default defineProcessor …)',
);
const requestOption = new Option(
  '--request <file>',
  'a job request in JSON; the url is taken from the command line',
).argParser(jsonFile);
const secretsOption = new Option(
  '--secrets <folder>',
  'files that hold the secrets which a request names; API_POLLER_SECRET_<NAME> in the environment goes before them',
);
const jsonOption = new Option('--json', 'print JSON on stdout, and nothing else there');
const serverOption = new Option('--server <url>', 'the server to ask')
  .env('API_POLLER_URL')
  .default(`http://${DEFAULT_HOST}:${DEFAULT_PORT}`)
  .argParser(serverUrl);

const processorsOf = async ({ processor = [] }: { readonly processor?: ReadonlyArray<string> }) => {
  const { loadProcessors } = await import('./processors/load-processors.ts');
  return loadProcessors(processor);
};

interface JobFlags {
  readonly request?: Json;
  readonly json?: boolean;
  readonly allowHost?: ReadonlyArray<HostPort>;
  readonly processor?: ReadonlyArray<string>;
  readonly secrets?: string;
}

const program = new Command('api-poller')
  .description("copies all of a partner's data through its paginated HTTP API, and accounts for every record")
  .version('0.1.0')
  .exitOverride((error) => {
    process.exit(error.exitCode === 0 ? 0 : EXIT.usage);
  })
  .addHelpText(
    'after',
    `
Exit codes: 0 complete, 1 incomplete or failed, 2 usage or rejected, 3 partner or server unreachable.
API_POLLER_TOKEN holds the bearer token of the server: for serve, the one to ask for; for the others, the one to send.`,
  );

program
  .command('run')
  .description(
    'run one job without a server and write its records as NDJSON; given again it goes on where it was',
  )
  .argument('<url>', "the partner's paginated resource")
  .requiredOption('--out <file>', 'where the records go, one JSON text a line')
  .addOption(requestOption)
  .addOption(processorOption)
  .addOption(jsonOption)
  .addOption(secretsOption)
  .addOption(allowHostOption)
  .action(async (url: string, flags: JobFlags & { readonly out: string }) => {
    const { runCommand } = await import('./run-job.command.ts');
    const processors = await processorsOf(flags);
    const [first] = processors;
    const processor = first === undefined ? { kind: 'ndjson' } : { kind: 'custom', name: first.name };
    process.exitCode = await runCommand({
      request: { processor, ...flags.request, url },
      out: flags.out,
      policy: { allow: flags.allowHost ?? [] },
      secretsFolder: flags.secrets ?? null,
      processors,
      json: flags.json === true,
    });
  });

program
  .command('plan')
  .description('show what a job would do: how the partner pages and why, how many pages; nothing is stored')
  .argument('<url>', "the partner's paginated resource")
  .addOption(requestOption)
  .addOption(jsonOption)
  .addOption(secretsOption)
  .addOption(allowHostOption)
  .action(async (url: string, flags: JobFlags) => {
    const { planCommand } = await import('./plan.command.ts');
    process.exitCode = await planCommand({
      request: { ...flags.request, url },
      policy: { allow: flags.allowHost ?? [] },
      secretsFolder: flags.secrets ?? null,
      json: flags.json === true,
    });
  });

interface ServeFlags {
  readonly port: number;
  readonly host: string;
  readonly data: string;
  readonly allowHost?: ReadonlyArray<HostPort>;
  readonly processor?: ReadonlyArray<string>;
  readonly secrets?: string;
}

program
  .command('serve')
  .description('serve the jobs API and work on its jobs, until Ctrl-C')
  .addOption(
    new Option('--port <port>', 'where to listen; 0 for any').default(DEFAULT_PORT).argParser(portNumber),
  )
  .option('--host <address>', 'where to listen; others than this machine need a token', DEFAULT_HOST)
  .option('--data <folder>', 'holds all state, and records/<job id>.ndjson', DEFAULT_DATA)
  .addOption(processorOption)
  .addOption(secretsOption)
  .addOption(allowHostOption)
  .action(async (flags: ServeFlags) => {
    const { serveCommand } = await import('./server/serve.command.ts');
    process.exitCode = await serveCommand({
      dataDir: flags.data,
      host: flags.host,
      port: flags.port,
      token: tokenFromEnvironment(),
      policy: { allow: flags.allowHost ?? [] },
      secretsFolder: flags.secrets ?? null,
      processors: await processorsOf(flags),
    });
  });

interface ClientFlags {
  readonly server: string;
  readonly json?: boolean;
  readonly watch?: boolean;
}

const addressOf = ({ server }: ClientFlags): ApiAddress => ({ server, token: tokenFromEnvironment() });

type ClientCommands = typeof clientCommands;

const ask = async (
  flags: ClientFlags,
  command: (commands: ClientCommands, client: ApiClient) => Promise<number>,
): Promise<void> => {
  const commands = await import('./client/client.commands.ts');
  process.exitCode = await commands.against(addressOf(flags), (client) => command(commands, client));
};

interface SubmitFlags extends ClientFlags, JobFlags {
  readonly id?: string;
  readonly ndjson?: boolean;
}

program
  .command('submit')
  .description('submit a job to a server and print its id')
  .argument('<url>', "the partner's paginated resource")
  .addOption(requestOption)
  .option('--id <id>', 'an id of your own: the same again changes nothing')
  .option('--ndjson', 'keep its records, one line each, in the records folder of the server')
  .option('--watch', 'show its progress until it is over')
  .addOption(jsonOption)
  .addOption(serverOption)
  .action(async (url: string, flags: SubmitFlags) => {
    const submit = {
      request: { ...flags.request, url, ...(flags.ndjson === true ? { processor: { kind: 'ndjson' } } : {}) },
      id: flags.id ?? null,
      watch: flags.watch === true,
      json: flags.json === true,
    };
    await ask(flags, (commands, client) => commands.submitCommand(client, submit));
  });

program
  .command('jobs')
  .description('list the jobs of a server, newest first')
  .addOption(jsonOption)
  .addOption(serverOption)
  .action(async (flags: ClientFlags) => {
    await ask(flags, (commands, client) => commands.jobsCommand(client, flags.json === true));
  });

program
  .command('job')
  .description('show a job')
  .argument('<id>')
  .option('--watch', 'show its progress until it is over')
  .addOption(jsonOption)
  .addOption(serverOption)
  .action(async (id: string, flags: ClientFlags) => {
    const show = { watch: flags.watch === true, json: flags.json === true };
    await ask(flags, (commands, client) => commands.jobCommand(client, id, show));
  });

program
  .command('tasks')
  .description('list the tasks of a job that something is known of, one a line')
  .argument('<id>')
  .option('--state <state>', 'only those in this state, for example FAILED; SHORT: pages that lacked records')
  .addOption(new Option('--json', 'one JSON object a line'))
  .addOption(serverOption)
  .action(async (id: string, flags: ClientFlags & { readonly state?: string }) => {
    const filter = { state: flags.state ?? null, json: flags.json === true };
    await ask(flags, (commands, client) => commands.tasksCommand(client, id, filter));
  });

const CHANGES = {
  cancel: 'end a job; what was delivered stays delivered',
  pause: 'ask the partner for nothing until the job is resumed',
  resume: 'go on with a paused job',
  retry: 'fetch what failed, and nothing else',
} as const;

for (const change of ['cancel', 'pause', 'resume', 'retry'] as const)
  program
    .command(change)
    .description(CHANGES[change])
    .argument('<id>')
    .addOption(jsonOption)
    .addOption(serverOption)
    .action(async (id: string, flags: ClientFlags) => {
      await ask(flags, (commands, client) => commands.changeCommand(client, id, change, flags.json === true));
    });

addScheduleCommands(program, {
  json: jsonOption,
  server: serverOption,
  request: new Option('--request <file>', 'the schedule in JSON: when, and a job request')
    .argParser(jsonFile)
    .makeOptionMandatory(),
  ask: (flags, command) => ask(flags, (_, client) => command(client)),
});

program
  .command('demo')
  .description('a simulated partner, the server, and one job of 10,000 records between them')
  .option('--once', 'end with the job')
  .addOption(jsonOption)
  .action(async ({ once = false, json = false }: { readonly once?: boolean; readonly json?: boolean }) => {
    const { demoCommand } = await import('./demo.command.ts');
    process.exitCode = await demoCommand({ once, json });
  });

await program.parseAsync().catch((cause: unknown) => {
  process.stderr.write(`${cause instanceof Error ? cause.message : 'unknown failure'}\n`);
  process.exitCode = EXIT.usage;
});
