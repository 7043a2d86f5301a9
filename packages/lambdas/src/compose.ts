// The composition root of the AWS home: the ports on DynamoDB, S3, SQS and Step Functions, the partner over HTTP, the clock.
// It binds; what is bound knows nothing of it. A binding is made when it is first asked for. What not every function uses is a part that
// is handed in, so that the bundle of a function holds what it uses and no more.
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import {
  dynamoCheckpoints,
  dynamoClaims,
  dynamoClient,
  dynamoFingerprints,
  dynamoJobs,
  dynamoRateLimiter,
  dynamoSchedules,
  dynamoTasks,
  type AwsClients,
  type AwsManifest,
  type AwsOptions,
  type Claims,
  type Events,
  type Executions,
} from '@api-poller/adapters-aws';
import {
  discard,
  judgeRequest,
  type AddressPolicy,
  type Alarms,
  type Checkpoints,
  type Clock,
  type Fingerprints,
  type Jobs,
  type JobRequest,
  type Partner,
  type Payloads,
  type Processors,
  type Random,
  type RateLimiter,
  type RequestInvalid,
  type Schedules,
  type Secrets,
  type Signer,
  type Sleep,
  type TaskQueue,
  type Tasks,
} from '@api-poller/domain';
import type * as E from 'fp-ts/lib/Either.js';
import { Container, type ServiceIdentifier } from 'inversify';
import { readEnvironment, type Environment } from './environment.ts';
import { countedEvents, countedLimiter, countedTasks, newTally, type Tally } from './tally.ts';

/** All that the functions use, each opened when it is first asked for. */
export interface Home {
  readonly jobs: Jobs;
  readonly tasks: Tasks;
  readonly payloads: Payloads;
  readonly fingerprints: Fingerprints;
  readonly checkpoints: Checkpoints;
  readonly manifest: AwsManifest;
  readonly queue: TaskQueue;
  readonly limiter: RateLimiter;
  readonly claims: Claims;
  readonly schedules: Schedules;
  readonly alarms: Alarms;
  readonly signer: Signer;
  readonly executions: Executions;
  readonly events: Events;
  readonly secrets: Secrets;
  readonly partner: Partner;
  readonly processors: Processors;
  readonly judgeRequest: (request: JobRequest) => E.Either<RequestInvalid, JobRequest>;
  readonly environment: Pick<Environment, 'sideBySide' | 'tokenSecret'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly sleep: Sleep;
  readonly newId: () => string;
  /** What the ports were told since it was last taken. */
  readonly tally: Tally;
}

const token = <T>(name: string): ServiceIdentifier<T> => Symbol.for(`api-poller/${name}`);

const Tokens = {
  environment: token<Environment>('environment'),
  dynamo: token<AwsClients['dynamo']>('dynamo'),
  jobs: token<Jobs>('jobs'),
  tasks: token<Tasks>('tasks'),
  payloads: token<Payloads>('payloads'),
  fingerprints: token<Fingerprints>('fingerprints'),
  checkpoints: token<Checkpoints>('checkpoints'),
  manifest: token<AwsManifest>('manifest'),
  queue: token<TaskQueue>('queue'),
  limiter: token<RateLimiter>('limiter'),
  claims: token<Claims>('claims'),
  schedules: token<Schedules>('schedules'),
  alarms: token<Alarms>('alarms'),
  signer: token<Signer>('signer'),
  executions: token<Executions>('executions'),
  events: token<Events>('events'),
  secrets: token<Secrets>('secrets'),
  partner: token<Partner>('partner'),
};

/** What a part is made with. */
export interface Bench {
  readonly environment: Environment;
  readonly policy: AddressPolicy;
  /** A service's client: one for all parts. */
  readonly client: <K extends keyof AwsClients>(
    name: K,
    make: (options: AwsOptions) => AwsClients[K],
  ) => AwsClients[K];
}

/** What only some functions use; each is made when it is first asked for. */
export interface Parts {
  readonly payloads?: (bench: Bench) => Payloads;
  readonly manifest?: (bench: Bench) => AwsManifest;
  readonly queue?: (bench: Bench) => TaskQueue;
  readonly executions?: (bench: Bench) => Executions;
  readonly events?: (bench: Bench) => Events;
  readonly secrets?: (bench: Bench) => Secrets;
  readonly alarms?: (bench: Bench) => Alarms;
  readonly signer?: (bench: Bench) => Signer;
  readonly partner?: (bench: Bench) => Partner;
}

/** Makes all clients at once; for tests, which hand in slow ones. */
export type MakeClients = (options: AwsOptions) => AwsClients;

const benchOf = (environment: Environment, makeClients: MakeClients | null): Bench => {
  const options = environment.endpoint === null ? {} : { endpoint: environment.endpoint };
  const made: Partial<AwsClients> = makeClients === null ? {} : makeClients(options);
  const known = new Map<string, unknown>(Object.entries(made));
  return {
    environment,
    policy: { allow: environment.allow },
    client: <K extends keyof AwsClients>(name: K, make: (options: AwsOptions) => AwsClients[K]) => {
      if (!known.has(name)) known.set(name, make(options));
      return known.get(name) as AwsClients[K];
    },
  };
};

const bindStores = (container: Container, { client }: Bench, tally: Tally): void => {
  const { environment, dynamo } = Tokens;
  container.bind(dynamo).toResolvedValue(() => client('dynamo', dynamoClient));
  container
    .bind(Tokens.jobs)
    .toResolvedValue((db, env) => dynamoJobs({ ...env, client: db }), [dynamo, environment]);
  container
    .bind(Tokens.tasks)
    .toResolvedValue(
      (db, env) =>
        countedTasks(tally, dynamoTasks({ ...env, client: db, nowMs: Date.now, random: Math.random })),
      [dynamo, environment],
    );
  container
    .bind(Tokens.fingerprints)
    .toResolvedValue(
      (db, env) => dynamoFingerprints({ ...env, client: db, nowMs: Date.now }),
      [dynamo, environment],
    );
  container
    .bind(Tokens.checkpoints)
    .toResolvedValue(
      (db, env) => dynamoCheckpoints({ ...env, client: db, nowMs: Date.now }),
      [dynamo, environment],
    );
  container
    .bind(Tokens.limiter)
    .toResolvedValue(
      (db, env) => countedLimiter(tally, dynamoRateLimiter({ ...env, client: db })),
      [dynamo, environment],
    );
  container
    .bind(Tokens.schedules)
    .toResolvedValue((db, env) => dynamoSchedules({ ...env, client: db }), [dynamo, environment]);
  container
    .bind(Tokens.claims)
    .toResolvedValue(
      (db, env) => dynamoClaims({ ...env, client: db, nowMs: Date.now }),
      [dynamo, environment],
    );
};

const bindPart = <T>(
  container: Container,
  bench: Bench,
  name: ServiceIdentifier<T>,
  make: ((bench: Bench) => T) | undefined,
): void => {
  container.bind(name).toResolvedValue(() => {
    if (make === undefined) throw new Error(`this function was composed without ${String(name)}`);
    return make(bench);
  });
};

export const openHome = (
  parts: Parts = {},
  variables: Readonly<Record<string, string | undefined>> = process.env,
  makeClients: MakeClients | null = null,
): Home => {
  const environment = readEnvironment(variables);
  const bench = benchOf(environment, makeClients);
  const { policy } = bench;
  const container = new Container({ defaultScope: 'Singleton' });
  container.bind(Tokens.environment).toConstantValue(environment);
  const tally = newTally();
  bindStores(container, bench, tally);
  bindPart(container, bench, Tokens.payloads, parts.payloads);
  bindPart(container, bench, Tokens.manifest, parts.manifest);
  bindPart(container, bench, Tokens.queue, parts.queue);
  bindPart(container, bench, Tokens.executions, parts.executions);
  const { events } = parts;
  bindPart(
    container,
    bench,
    Tokens.events,
    events && ((opened: Bench) => countedEvents(tally, events(opened))),
  );
  bindPart(container, bench, Tokens.secrets, parts.secrets);
  bindPart(container, bench, Tokens.alarms, parts.alarms);
  bindPart(container, bench, Tokens.signer, parts.signer);
  bindPart(container, bench, Tokens.partner, parts.partner);
  return {
    get jobs() {
      return container.get(Tokens.jobs);
    },
    get tasks() {
      return container.get(Tokens.tasks);
    },
    get payloads() {
      return container.get(Tokens.payloads);
    },
    get fingerprints() {
      return container.get(Tokens.fingerprints);
    },
    get checkpoints() {
      return container.get(Tokens.checkpoints);
    },
    get manifest() {
      return container.get(Tokens.manifest);
    },
    get queue() {
      return container.get(Tokens.queue);
    },
    get limiter() {
      return container.get(Tokens.limiter);
    },
    get claims() {
      return container.get(Tokens.claims);
    },
    get schedules() {
      return container.get(Tokens.schedules);
    },
    get alarms() {
      return container.get(Tokens.alarms);
    },
    get signer() {
      return container.get(Tokens.signer);
    },
    get executions() {
      return container.get(Tokens.executions);
    },
    get events() {
      return container.get(Tokens.events);
    },
    get secrets() {
      return container.get(Tokens.secrets);
    },
    get partner() {
      return container.get(Tokens.partner);
    },
    // NDJSON is a file of one machine; here a processor of one's own takes its place.
    processors: ({ request }) => (request.processor.kind === 'discard' ? discard : null),
    judgeRequest: judgeRequest({ policy, processors: [] }),
    environment,
    clock: { nowMs: Date.now },
    random: Math.random,
    sleep: (ms) => () => wait(ms),
    newId: randomUUID,
    tally,
  };
};
