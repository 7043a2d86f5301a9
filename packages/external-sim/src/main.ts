// The simulated partner as a process of its own: one line of JSON, {"url": …}, on stdout once it listens.
import { readArguments, usage } from './config/arguments.ts';
import { startSimulator, type SimulatorOptions } from './server/simulator.ts';

const run = async (options: SimulatorOptions): Promise<void> => {
  const simulator = await startSimulator(options);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void simulator.close());
  process.stdout.write(`${JSON.stringify({ url: simulator.url })}\n`);
};

const refuse = (problems: readonly string[], exitCode: number): void => {
  process.stderr.write(`${problems.join('\n')}\n`);
  process.exitCode = exitCode;
};

const command = readArguments(process.argv.slice(2));
if (!command.ok) refuse([...command.problems, '', usage], 2);
else if (command.value._tag === 'Help') process.stdout.write(`${usage}\n`);
else await run(command.value.options).catch((error: unknown) => refuse([String(error)], 1));
