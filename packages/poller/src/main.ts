// The command line: reads arguments, calls a command, sets the exit code.
import { readFileSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { parseHostPort, type HostPort } from '@api-poller/domain';
import { demoCommand } from './demo.command.ts';
import { EXIT } from './exit-codes.ts';
import { runCommand } from './run-job.command.ts';

const allowHosts = (text: string): ReadonlyArray<HostPort> =>
  text.split(',').map((entry) => {
    const parsed = parseHostPort(entry.trim());
    if (parsed._tag === 'Left')
      throw new InvalidArgumentError(`"${entry}" must be HOST:PORT, for example localhost:4010`);
    return parsed.right;
  });

const jsonFile = (path: string): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Readonly<Record<string, unknown>>;
  } catch {
    throw new InvalidArgumentError(`${path} cannot be read as JSON`);
  }
  throw new InvalidArgumentError(`${path} must hold a JSON object`);
};

interface RunFlags {
  readonly out: string;
  readonly request?: Readonly<Record<string, unknown>>;
  readonly json?: boolean;
  readonly allowHost?: ReadonlyArray<HostPort>;
}

const program = new Command('api-poller')
  .description("copies all of a partner's data through its paginated HTTP API, and accounts for every record")
  .exitOverride((error) => {
    process.exit(error.exitCode === 0 ? 0 : EXIT.usage);
  });

program
  .command('run')
  .description('run one job and write its records as NDJSON')
  .argument('<url>', "the partner's paginated resource")
  .requiredOption('--out <file>', 'where the records go, one JSON text a line')
  .option('--request <file>', 'a job request in JSON; the url is taken from the command line', jsonFile)
  .option('--json', 'print the finished job as JSON on stdout, and nothing else there')
  .option('--allow-host <host:port,...>', 'addresses to allow although they are not public', allowHosts)
  .addHelpText(
    'after',
    '\nExit codes: 0 complete, 1 incomplete or failed, 2 usage or rejected, 3 partner unreachable.',
  )
  .action(async (url: string, { out, request = {}, json = false, allowHost = [] }: RunFlags) => {
    const asked = { processor: { kind: 'ndjson' }, ...request, url };
    process.exitCode = await runCommand({ request: asked, out, policy: { allow: allowHost }, json });
  });

program
  .command('demo')
  .description('run one job of 10,000 records against a simulated partner')
  .option('--once', 'end with the job')
  .option('--json', 'print the finished job as JSON on stdout')
  .action(async ({ json = false }: { readonly json?: boolean }) => {
    process.exitCode = await demoCommand({ json });
  });

await program.parseAsync();
