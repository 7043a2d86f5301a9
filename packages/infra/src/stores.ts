// Where a job's data stands: buckets, the table, queues; encrypted, shut to plain HTTP, and forgotten in the end.
import { tableDefinition } from '@api-poller/adapters-aws';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

export const bucketOf = (scope: Construct, id: string, days: number): Bucket => {
  return new Bucket(scope, id, {
    encryption: BucketEncryption.S3_MANAGED,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    // What is older belongs to jobs that ended or were given up.
    lifecycleRules: [
      { expiration: Duration.days(days), abortIncompleteMultipartUploadAfter: Duration.days(1) },
    ],
  });
};

export const tableOf = (scope: Construct): Table => {
  const { partitionKey, sortKey, timeToLive, index } = tableDefinition;
  const text = (name: string) => ({ name, type: AttributeType.STRING });
  const table = new Table(scope, 'PollerTasksTable', {
    partitionKey: text(partitionKey),
    sortKey: text(sortKey),
    billingMode: BillingMode.PAY_PER_REQUEST,
    encryption: TableEncryption.AWS_MANAGED,
    timeToLiveAttribute: timeToLive,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    removalPolicy: RemovalPolicy.RETAIN,
  });
  table.addGlobalSecondaryIndex({
    indexName: index.name,
    partitionKey: text(index.partitionKey),
    sortKey: text(index.sortKey),
    projectionType: ProjectionType.ALL,
  });
  return table;
};

export const queueOf = (scope: Construct, id: string, props: QueueProps): Queue => {
  return new Queue(scope, id, {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
    ...props,
  });
};

/** May move dead letters back onto their queue. */
export const redriveOf = (scope: Construct, deadLetters: Queue, queue: Queue): ManagedPolicy => {
  const statement = (on: Queue, ...actions: ReadonlyArray<string>) =>
    new PolicyStatement({ actions: actions.map((each) => `sqs:${each}`), resources: [on.queueArn] });
  return new ManagedPolicy(scope, 'Redrive', {
    description: 'May move dead letters back onto the queue of payloads',
    statements: [
      statement(
        deadLetters,
        'StartMessageMoveTask',
        'CancelMessageMoveTask',
        'ListMessageMoveTasks',
        'ReceiveMessage',
        'DeleteMessage',
        'GetQueueAttributes',
      ),
      statement(queue, 'SendMessage'),
    ],
  });
};
