// The command line of the simulated partner, from text to options.
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import type { Fault } from '../fault/fault.ts';
import { faultNames } from '../fault/fault-fields.ts';
import { parseFault } from '../fault/fault-text.ts';
import type { SimulatorOptions } from '../server/simulator.ts';
import { invalid, valid, type Checked } from './checked.ts';
import { checkConfig, defaultConfig, type SimulatorConfig } from './simulator-config.ts';

type NumberName = Exclude<keyof SimulatorConfig, 'faults'> | 'port' | 'logEntries';

const flags: Readonly<Record<NumberName, { readonly flag: string; readonly help: string }>> = {
  port: { flag: 'port', help: 'port on 127.0.0.1; 0 takes a free one (0)' },
  records: { flag: 'records', help: `how many records there are (${defaultConfig.records})` },
  maxPageSize: { flag: 'max-page-size', help: `the most records in one page (${defaultConfig.maxPageSize})` },
  errorRate: {
    flag: 'error-rate',
    help: `share of page requests that answer 500, 0 to 1 (${defaultConfig.errorRate})`,
  },
  minDelayMs: { flag: 'min-delay-ms', help: `shortest delay of an answer (${defaultConfig.minDelayMs})` },
  maxDelayMs: { flag: 'max-delay-ms', help: `longest delay of an answer (${defaultConfig.maxDelayMs})` },
  seed: { flag: 'seed', help: `same seed, same errors and delays (${defaultConfig.seed})` },
  logEntries: { flag: 'log-entries', help: 'how many log entries are kept (10000)' },
};

const names = Object.keys(flags) as readonly NumberName[];

export const usage = [
  'The simulated partner: GET /payload?startAt&count, GET /health, GET /_log?entries',
  '',
  ...names.map((name) => `  --${flags[name].flag.padEnd(15)} ${flags[name].help}`),
  `  --${'fault'.padEnd(15)} name:field=value,… or JSON; may be given many times`,
  '',
  `faults: ${faultNames.join(', ')}`,
].join('\n');

export type Command =
  | { readonly _tag: 'Help' }
  | { readonly _tag: 'Start'; readonly options: SimulatorOptions };

const parsed = (argv: readonly string[]): Checked<Readonly<Record<string, unknown>>> => {
  const options: ParseArgsOptionsConfig = {
    help: { type: 'boolean', short: 'h' },
    fault: { type: 'string', multiple: true },
    ...Object.fromEntries(names.map((name) => [flags[name].flag, { type: 'string' as const }])),
  };
  try {
    return valid(parseArgs({ args: [...argv], options }).values);
  } catch (error) {
    return invalid(error instanceof Error ? error.message : String(error));
  }
};

const readNumbers = (
  values: Readonly<Record<string, unknown>>,
): Checked<Partial<Record<NumberName, number>>> => {
  const given = names.flatMap((name) => {
    const text = values[flags[name].flag];
    return typeof text === 'string'
      ? [{ name, text, value: text.trim() === '' ? Number.NaN : Number(text) }]
      : [];
  });
  const problems = given
    .filter(({ value }) => Number.isNaN(value))
    .map(({ name, text }) => `--${flags[name].flag}: "${text}" is no number`);
  return problems.length === 0
    ? valid(Object.fromEntries(given.map(({ name, value }) => [name, value])))
    : invalid(...problems);
};

const readFaults = (values: Readonly<Record<string, unknown>>): Checked<readonly Fault[]> => {
  const checked = (Array.isArray(values['fault']) ? (values['fault'] as readonly string[]) : []).map(
    parseFault,
  );
  const problems = checked.flatMap((fault) => (fault.ok ? [] : fault.problems));
  return problems.length === 0
    ? valid(checked.flatMap((fault) => (fault.ok ? [fault.value] : [])))
    : invalid(...problems);
};

const isCount = (value: number | undefined, to: number): boolean =>
  value === undefined || (Number.isInteger(value) && value >= 0 && value <= to);

/** @param argv what follows the script's name @returns what to do, or every problem in words. */
export const readArguments = (argv: readonly string[]): Checked<Command> => {
  const values = parsed(argv);
  if (!values.ok) return values;
  if (values.value['help'] === true) return valid({ _tag: 'Help' });
  const numbers = readNumbers(values.value);
  const faults = readFaults(values.value);
  const { port, logEntries, ...partner } = numbers.ok ? numbers.value : {};
  const config = checkConfig(partner);
  const problems = [
    ...(numbers.ok ? [] : numbers.problems),
    ...(config.ok ? [] : config.problems),
    ...(isCount(port, 65_535) ? [] : ['port must be a whole number from 0 to 65535']),
    ...(isCount(logEntries, 10_000_000) ? [] : ['logEntries must be a whole number from 0 to 10000000']),
    ...(faults.ok ? [] : faults.problems),
  ];
  return numbers.ok && faults.ok && problems.length === 0
    ? valid({ _tag: 'Start', options: { ...numbers.value, faults: faults.value } })
    : invalid(...problems);
};
