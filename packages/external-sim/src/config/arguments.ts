// The command line of the simulated partner, from text to options.
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import type { Fault } from '../fault/fault.ts';
import { faultNames } from '../fault/fault-fields.ts';
import { parseFault } from '../fault/fault-text.ts';
import type { SimulatorOptions } from '../server/simulator.ts';
import { invalid, valid, type Checked } from './checked.ts';
import { checkConfig, defaultConfig, type SimulatorConfig } from './simulator-config.ts';
import { styleChoices } from './style-config.ts';

type ChoiceName = keyof typeof styleChoices;
type JsonName = 'names' | 'oauth';
type NumberName = Exclude<keyof SimulatorConfig | 'port' | 'logEntries', 'faults' | ChoiceName | JsonName>;

interface Flag {
  readonly flag: string;
  readonly help: string;
}

const numberFlags: Readonly<Record<NumberName, Flag>> = {
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
  defaultPageSize: { flag: 'default-page-size', help: 'records in a page when no count is asked for' },
};

const choiceFlags: Readonly<Record<ChoiceName, Flag>> = {
  style: { flag: 'style', help: 'how the partner pages' },
  filters: { flag: 'filters', help: 'whether created_gte and created_lt choose records' },
  firstPage: { flag: 'first-page', help: 'page, link: the number of the first page' },
  beyond: { flag: 'beyond', help: 'page: what a page behind the last one answers' },
  cursorIn: { flag: 'cursor-in', help: 'cursor: where it stands' },
  cursorOut: { flag: 'cursor-out', help: 'cursor: where the next one is given' },
  nextStyle: { flag: 'next-style', help: 'next-url: what the next url carries' },
  totalHeader: { flag: 'total-header', help: 'link: where the total is stated' },
  statesLast: { flag: 'states-last', help: 'link: whether rel="last" is given' },
  oddLink: { flag: 'odd-link', help: 'link: how the header is hard to read' },
  singleAs: { flag: 'single-as', help: 'single: what the body is' },
  ids: { flag: 'ids', help: 'whether records have an id' },
  bigIds: { flag: 'big-ids', help: 'ids beyond 2^53' },
  format: { flag: 'format', help: 'offset, range: the body' },
};

const jsonFlags: Readonly<Record<JsonName, Flag>> = {
  names: { flag: 'names', help: 'offset, range: {"startAt","count","total","pageSize","records"} renamed' },
  oauth: { flag: 'oauth', help: '{"clientId","clientSecret","expiresInSeconds","rotates"}' },
};

const flags: Readonly<Record<NumberName | ChoiceName | JsonName, Flag>> = {
  ...numberFlags,
  ...choiceFlags,
  ...jsonFlags,
};
const entriesOf = <Name extends string>(
  some: Readonly<Record<Name, Flag>>,
): readonly (readonly [Name, Flag])[] => Object.entries(some) as [Name, Flag][];

const choicesOf = (name: ChoiceName): string => {
  const byDefault: unknown = defaultConfig[name];
  return `${styleChoices[name].map(String).join(', ')} (${String(byDefault)})`;
};

export const usage = [
  'The simulated partner: GET /payload?startAt&count, GET /health, GET /_log?entries',
  '',
  ...entriesOf(numberFlags).map(([, { flag, help }]) => `  --${flag.padEnd(18)} ${help}`),
  ...entriesOf(choiceFlags).map(
    ([name, { flag, help }]) => `  --${flag.padEnd(18)} ${help}: ${choicesOf(name)}`,
  ),
  ...entriesOf(jsonFlags).map(([, { flag, help }]) => `  --${flag.padEnd(18)} ${help}`),
  `  --${'fault'.padEnd(18)} name:field=value,… or JSON; may be given many times`,
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
    ...Object.fromEntries(Object.values(flags).map(({ flag }) => [flag, { type: 'string' as const }])),
  };
  try {
    return valid(parseArgs({ args: [...argv], options }).values);
  } catch (error) {
    return invalid(error instanceof Error ? error.message : String(error));
  }
};

type Values = Readonly<Record<string, unknown>>;

/** What was given of these flags, each read by its reader or named as wrong. */
const readFlags = <Name extends string>(
  some: Readonly<Record<Name, Flag>>,
  values: Values,
  read: (text: string, name: Name) => Checked<unknown>,
): Checked<Values> => {
  const given = entriesOf(some).flatMap(([name, { flag }]) => {
    const text = values[flag];
    return typeof text === 'string' ? [{ name, flag, checked: read(text, name) }] : [];
  });
  const problems = given.flatMap(({ flag, checked }) =>
    checked.ok ? [] : checked.problems.map((problem) => `--${flag}: ${problem}`),
  );
  return problems.length === 0
    ? valid(Object.fromEntries(given.map(({ name, checked }) => [name, checked.ok ? checked.value : null])))
    : invalid(...problems);
};

const readNumber = (text: string): Checked<number> => {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isNaN(value) ? invalid(`"${text}" is no number`) : valid(value);
};

const readChoice = (text: string, name: ChoiceName): Checked<unknown> => {
  const choice = (styleChoices[name] as readonly unknown[]).find((value) => String(value) === text);
  return choice === undefined
    ? invalid(`"${text}" is none of ${styleChoices[name].map(String).join(', ')}`)
    : valid(choice);
};

const readJson = (text: string): Checked<unknown> => {
  try {
    return valid(JSON.parse(text) as unknown);
  } catch {
    return invalid('it must be JSON');
  }
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
  const numbers = readFlags(numberFlags, values.value, readNumber);
  const choices = readFlags(choiceFlags, values.value, readChoice);
  const objects = readFlags(jsonFlags, values.value, readJson);
  const faults = readFaults(values.value);
  // checkConfig below says of each field whether it is what its type says.
  const options: SimulatorOptions = {
    ...(numbers.ok ? numbers.value : {}),
    ...(choices.ok ? choices.value : {}),
    ...(objects.ok ? objects.value : {}),
    ...(faults.ok ? { faults: faults.value } : {}),
  };
  const { port, logEntries, ...partner } = options;
  const config = checkConfig(partner);
  const problems = [
    ...[numbers, choices, objects].flatMap((read) => (read.ok ? [] : read.problems)),
    ...(config.ok ? [] : config.problems),
    ...(isCount(port, 65_535) ? [] : ['port must be a whole number from 0 to 65535']),
    ...(isCount(logEntries, 10_000_000) ? [] : ['logEntries must be a whole number from 0 to 10000000']),
    ...(faults.ok ? [] : faults.problems),
  ];
  return problems.length === 0 ? valid({ _tag: 'Start', options }) : invalid(...problems);
};
