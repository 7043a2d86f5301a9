// AWS clients as the adapters need them: adaptive retries, and deadlines, so that nothing waits for ever for a service that is gone.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

export interface AwsClients {
  readonly dynamo: DynamoDBDocumentClient;
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly sfn: SFNClient;
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

export const awsClients = (options: AwsOptions = {}): AwsClients => {
  const common = {
    ...options,
    retryMode: 'adaptive',
    maxAttempts: MOST_TRIES,
    requestHandler: DEADLINES,
  };
  return {
    dynamo: DynamoDBDocumentClient.from(new DynamoDBClient(common), {
      marshallOptions: { removeUndefinedValues: true },
    }),
    // An emulator has no name for each bucket.
    s3: new S3Client({ ...common, forcePathStyle: options.endpoint !== undefined }),
    sqs: new SQSClient(common),
    sfn: new SFNClient(common),
    events: new EventBridgeClient(common),
    secrets: new SecretsManagerClient(common),
  };
};
