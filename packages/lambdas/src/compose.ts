// The composition root of the AWS home: the ports on DynamoDB, S3, SQS and Step Functions, the partner over HTTP, the clock.
// It binds; what is bound knows nothing of it. A binding is made when it is first asked for, so a function opens only what it uses.
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import {
  awsClients,
  dynamoClaims,
  dynamoJobs,
  dynamoRateLimiter,
  dynamoTasks,
  eventBridgeEvents,
  s3Manifest,
  s3Payloads,
  secretsManagerSecrets,
  sfnExecutions,
  sqsTaskQueue,
  type AwsClients,
  type AwsManifest,
  type AwsOptions,
  type Claims,
  type Events,
  type Executions,
  type Secrets,
} from '@api-poller/adapters-aws';
import {
  discard,
  judgeRequest,
  type AddressPolicy,
  type Clock,
  type Jobs,
  type JobRequest,
  type Partner,
  type Payloads,
  type Processors,
  type Random,
  type RateLimiter,
  type RequestInvalid,
  type Sleep,
  type TaskQueue,
  type Tasks,
} from '@api-poller/domain';
import type * as E from 'fp-ts/lib/Either.js';
import { Container, type ServiceIdentifier } from 'inversify';
import { readEnvironment, type Environment } from './environment.ts';

/** All that the functions use, each opened when it is first asked for. */
export interface Home {
  readonly jobs: Jobs;
  readonly tasks: Tasks;
  readonly payloads: Payloads;
  readonly manifest: AwsManifest;
  readonly queue: TaskQueue;
  readonly limiter: RateLimiter;
  readonly claims: Claims;
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
}

const token = <T>(name: string): ServiceIdentifier<T> => Symbol.for(`api-poller/${name}`);

const Tokens = {
  environment: token<Environment>('environment'),
  clients: token<AwsClients>('clients'),
  jobs: token<Jobs>('jobs'),
  tasks: token<Tasks>('tasks'),
  payloads: token<Payloads>('payloads'),
  manifest: token<AwsManifest>('manifest'),
  queue: token<TaskQueue>('queue'),
  limiter: token<RateLimiter>('limiter'),
  claims: token<Claims>('claims'),
  executions: token<Executions>('executions'),
  events: token<Events>('events'),
  secrets: token<Secrets>('secrets'),
  partner: token<Partner>('partner'),
};

/** Makes the partner; handed in by the functions that ask one, so that the others need not carry an HTTP client. */
export type MakePartner = (policy: AddressPolicy) => Partner;

const noPartner: MakePartner = () => {
  throw new Error('this function asks no partner');
};

/** Makes the clients of the services; a test hands in slow ones. */
export type MakeClients = (options: AwsOptions) => AwsClients;

const bindStores = (container: Container, makeClients: MakeClients): void => {
  const { environment, clients } = Tokens;
  container
    .bind(clients)
    .toResolvedValue(({ endpoint }) => makeClients(endpoint === null ? {} : { endpoint }), [environment]);
  container
    .bind(Tokens.jobs)
    .toResolvedValue(({ dynamo }, env) => dynamoJobs({ ...env, client: dynamo }), [clients, environment]);
  container
    .bind(Tokens.tasks)
    .toResolvedValue(
      ({ dynamo }, env) => dynamoTasks({ ...env, client: dynamo, nowMs: Date.now, random: Math.random }),
      [clients, environment],
    );
  container
    .bind(Tokens.limiter)
    .toResolvedValue(
      ({ dynamo }, env) => dynamoRateLimiter({ ...env, client: dynamo }),
      [clients, environment],
    );
  container
    .bind(Tokens.claims)
    .toResolvedValue(
      ({ dynamo }, env) => dynamoClaims({ ...env, client: dynamo, nowMs: Date.now }),
      [clients, environment],
    );
  container
    .bind(Tokens.payloads)
    .toResolvedValue(
      ({ s3 }, env) => s3Payloads({ client: s3, bucket: env.payloadBucket }),
      [clients, environment],
    );
  container
    .bind(Tokens.manifest)
    .toResolvedValue(
      ({ s3 }, env) => s3Manifest({ client: s3, bucket: env.manifestBucket }),
      [clients, environment],
    );
  container
    .bind(Tokens.queue)
    .toResolvedValue(
      ({ sqs }, env) => sqsTaskQueue({ client: sqs, queueUrl: env.queueUrl }),
      [clients, environment],
    );
  container
    .bind(Tokens.executions)
    .toResolvedValue(
      ({ sfn }, { stateMachineArn }) => sfnExecutions({ client: sfn, stateMachineArn }),
      [clients, environment],
    );
  container
    .bind(Tokens.events)
    .toResolvedValue(
      ({ events }, { eventBus }) => eventBridgeEvents({ client: events, bus: eventBus }),
      [clients, environment],
    );
  container
    .bind(Tokens.secrets)
    .toResolvedValue(({ secrets }) => secretsManagerSecrets({ client: secrets }), [clients]);
};

export const openHome = (
  makePartner: MakePartner = noPartner,
  variables: Readonly<Record<string, string | undefined>> = process.env,
  makeClients: MakeClients = awsClients,
): Home => {
  const environment = readEnvironment(variables);
  const policy = { allow: environment.allow };
  const container = new Container({ defaultScope: 'Singleton' });
  container.bind(Tokens.environment).toConstantValue(environment);
  bindStores(container, makeClients);
  container.bind(Tokens.partner).toResolvedValue(() => makePartner(policy));
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
  };
};
