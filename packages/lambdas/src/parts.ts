// What only some functions use, each on its own: a bundle holds those that its function names. They are bound in compose.ts.
import {
  eventBridgeEvents,
  eventsClient,
  s3Client,
  s3Manifest,
  s3Payloads,
  schedulerAlarms,
  schedulerClient,
  secretsClient,
  secretsManagerSecrets,
  sfnClient,
  sfnExecutions,
  sqsClient,
  sqsTaskQueue,
  type AwsManifest,
  type Events,
  type Executions,
} from '@api-poller/adapters-aws';
import { adaptivePartner, hmacSigner, undiciPartner, withCredentials } from '@api-poller/adapters-http';
import type { Alarms, Partner, Payloads, Secrets, Signer, TaskQueue } from '@api-poller/domain';
import type { Bench, Parts } from './compose.ts';

/** One function asks with `sideBySide` requests at once; more connections than that would only stand open. */
const CONNECTIONS_PER_ORIGIN = 50;

export const payloads = ({ client, environment }: Bench): Payloads =>
  s3Payloads({ client: client('s3', s3Client), bucket: environment.payloadBucket });

export const manifest = ({ client, environment }: Bench): AwsManifest =>
  s3Manifest({ client: client('s3', s3Client), bucket: environment.manifestBucket });

export const queue = ({ client, environment }: Bench): TaskQueue =>
  sqsTaskQueue({ client: client('sqs', sqsClient), queueUrl: environment.queueUrl });

export const executions = ({ client, environment }: Bench): Executions =>
  sfnExecutions({ client: client('sfn', sfnClient), stateMachineArn: environment.stateMachineArn });

export const events = ({ client, environment }: Bench): Events =>
  eventBridgeEvents({ client: client('events', eventsClient), bus: environment.eventBus });

/** Any secret, by its whole name: for what is our own. */
export const secrets = ({ client }: Bench): Secrets =>
  secretsManagerSecrets({ client: client('secrets', secretsClient) });

/** The secrets that a job request may name: those under the prefix, which are the only ones that may be read for it. */
const named = ({ client, environment }: Bench): Secrets =>
  secretsManagerSecrets({
    client: client('secrets', secretsClient),
    prefix: environment.secretsPrefix,
  });

export const signer = (bench: Bench): Signer => hmacSigner({ secrets: named(bench) });

export const alarms = ({ client, environment }: Bench): Alarms =>
  schedulerAlarms({
    ...environment.alarms,
    client: client('scheduler', schedulerClient),
    nowMs: Date.now,
  });

/** The partner over HTTP. It gets in with the secrets under the prefix, which are the only ones that it may read. */
export const partner = (bench: Bench): Partner => {
  const { policy } = bench;
  const clock = { nowMs: Date.now };
  const http = undiciPartner({
    policy,
    userAgent: 'api-poller/0.1',
    connections: CONNECTIONS_PER_ORIGIN,
  });
  return withCredentials(adaptivePartner(http, { clock, most: CONNECTIONS_PER_ORIGIN }), {
    clock,
    secrets: named(bench),
  });
};

/** For tests that play all functions at once. */
export const allParts: Parts = {
  payloads,
  manifest,
  queue,
  executions,
  events,
  secrets,
  alarms,
  signer,
  partner,
};
