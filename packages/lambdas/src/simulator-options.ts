// How the simulated partner is set up where it has an environment and no command line.
import type { SimulatorConfig } from '@api-poller/external-sim';

type Variables = Readonly<Record<string, string | undefined>>;

const FIELDS = {
  RECORDS: 'records',
  PAGE_SIZE: 'maxPageSize',
  ERROR_RATE: 'errorRate',
  MIN_DELAY_MS: 'minDelayMs',
  MAX_DELAY_MS: 'maxDelayMs',
} as const;

export const simulatorOptions = (variables: Variables): Partial<SimulatorConfig> =>
  Object.fromEntries(
    Object.entries(FIELDS).flatMap(([name, field]) =>
      variables[name] === undefined ? [] : [[field, Number(variables[name])]],
    ),
  );
