// What the functions are told by their environment: read once, checked, and complained about by name before anything runs.
import { parseHostPort, type HostPort } from '@api-poller/domain';
import * as E from 'fp-ts/lib/Either.js';

export interface Environment {
  readonly table: string;
  readonly payloadBucket: string;
  readonly manifestBucket: string;
  readonly queueUrl: string;
  readonly stateMachineArn: string;
  /** On which it is told that a job is over. */
  readonly eventBus: string;
  /** The secret that holds the bearer token of the jobs API. */
  readonly tokenSecret: string;
  /** Stands before the name of each secret that a job request may name. */
  readonly secretsPrefix: string;
  /** Of the jobs API: what it sets alarms with. */
  readonly alarms: {
    readonly group: string;
    readonly fireFunctionArn: string;
    readonly roleArn: string;
    readonly deadLetterArn: string;
  };
  readonly timeToLiveDays: number;
  /** Addresses that may be asked although they are not public. */
  readonly allow: ReadonlyArray<HostPort>;
  /** Tasks that one function fetches at the same time. */
  readonly sideBySide: number;
  /** An emulator's; AWS' own unless given. */
  readonly endpoint: string | null;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** @throws Error that names every variable that is missing or wrong */
export const readEnvironment = (variables: Variables): Environment => {
  const problems: string[] = [];
  const text = (name: string): string => {
    const value = variables[name] ?? '';
    if (value === '') problems.push(`${name} is not set`);
    return value;
  };
  const whole = (name: string, usual: number): number => {
    const value = Number(variables[name] ?? usual);
    if (!Number.isInteger(value) || value < 1) problems.push(`${name} must be a whole number from 1`);
    return value;
  };
  const allow = (variables['ALLOW_HOSTS'] ?? '')
    .split(',')
    .filter((entry) => entry !== '')
    .flatMap((entry) => {
      const place = parseHostPort(entry);
      if (E.isRight(place)) return [place.right];
      problems.push(`ALLOW_HOSTS must be HOST:PORT,…`);
      return [];
    });
  const environment: Environment = {
    table: text('TABLE'),
    payloadBucket: text('PAYLOAD_BUCKET'),
    manifestBucket: text('MANIFEST_BUCKET'),
    queueUrl: text('QUEUE_URL'),
    stateMachineArn: variables['STATE_MACHINE_ARN'] ?? '',
    eventBus: variables['EVENT_BUS'] ?? '',
    tokenSecret: variables['TOKEN_SECRET'] ?? '',
    secretsPrefix: variables['SECRETS_PREFIX'] ?? '',
    alarms: {
      group: variables['SCHEDULE_GROUP'] ?? '',
      fireFunctionArn: variables['FIRE_FUNCTION_ARN'] ?? '',
      roleArn: variables['SCHEDULER_ROLE_ARN'] ?? '',
      deadLetterArn: variables['SCHEDULE_DEAD_LETTER_ARN'] ?? '',
    },
    timeToLiveDays: whole('TIME_TO_LIVE_DAYS', 90),
    allow,
    sideBySide: whole('SIDE_BY_SIDE', 25),
    endpoint: variables['AWS_ENDPOINT_URL'] || null,
  };
  if (problems.length > 0) throw new Error(problems.join('; '));
  return environment;
};
