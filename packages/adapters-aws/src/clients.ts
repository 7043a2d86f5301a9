// AWS clients as the adapters need them: adaptive retries, and deadlines, so that nothing waits for ever for a service that is gone.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

export interface AwsClients {
  readonly dynamo: DynamoDBDocumentClient;
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly sfn: SFNClient;
  readonly scheduler: SchedulerClient;
  readonly events: EventBridgeClient;
  readonly secrets: SecretsManagerClient;
}

export interface AwsOptions {
  /** An emulator's; the region's own unless given. */
  readonly endpoint?: string;
  readonly region?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/**
 * Connecting takes some milliseconds within a region; an answer to any call that is made here comes within a second, so ten
 * mean that it is lost. Longer would hold a Lambda that could have tried again.
 */
const DEADLINES = { connectionTimeout: 2_000, requestTimeout: 10_000, throwOnRequestTimeout: true };
/** One call and three more: with adaptive retries some seconds, after which the caller's own retry is the better one. */
const MOST_TRIES = 4;

const common = (options: AwsOptions) => ({
  ...options,
  retryMode: 'adaptive',
  maxAttempts: MOST_TRIES,
  requestHandler: DEADLINES,
});

// Each on its own, so that the bundle of a function holds those that it uses.
export const dynamoClient = (options: AwsOptions): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(new DynamoDBClient(common(options)), {
    marshallOptions: { removeUndefinedValues: true },
  });
/** An emulator has no name for each bucket. */
export const s3Client = (options: AwsOptions): S3Client =>
  new S3Client({ ...common(options), forcePathStyle: options.endpoint !== undefined });
export const sqsClient = (options: AwsOptions): SQSClient => new SQSClient(common(options));
export const sfnClient = (options: AwsOptions): SFNClient => new SFNClient(common(options));
export const schedulerClient = (options: AwsOptions): SchedulerClient => new SchedulerClient(common(options));
export const eventsClient = (options: AwsOptions): EventBridgeClient =>
  new EventBridgeClient(common(options));
export const secretsClient = (options: AwsOptions): SecretsManagerClient =>
  new SecretsManagerClient(common(options));

export const awsClients = (options: AwsOptions = {}): AwsClients => ({
  dynamo: dynamoClient(options),
  s3: s3Client(options),
  sqs: sqsClient(options),
  sfn: sfnClient(options),
  scheduler: schedulerClient(options),
  events: eventsClient(options),
  secrets: secretsClient(options),
});
