// Fresh tables, buckets and queues on the engine, each under a name of its own.
import { randomUUID } from 'node:crypto';
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { CreateQueueCommand } from '@aws-sdk/client-sqs';
import { tableDefinition, type AwsClients } from '@api-poller/adapters-aws';
import { inject } from 'vitest';
import { clientsOf } from './clients.ts';

export const endpoint = inject('awsEndpoint');
/** For describe.skipIf. */
export const noEngine = endpoint === '';
/** For describe.skipIf: there is no engine, or one that carries the adapters' services alone. */
export const noSystem = noEngine || !inject('carriesSystem');

export const clients = clientsOf(endpoint || 'http://127.0.0.1:9');

const named = (what: string): string => `${what}-${randomUUID()}`;
const text = 'S' as const;

export const freshTable = async ({ dynamo }: AwsClients = clients): Promise<string> => {
  const { partitionKey, sortKey, index } = tableDefinition;
  const table = named('tasks');
  await dynamo.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [partitionKey, sortKey, index.partitionKey, index.sortKey].map(
        (AttributeName) => ({
          AttributeName,
          AttributeType: text,
        }),
      ),
      KeySchema: [
        { AttributeName: partitionKey, KeyType: 'HASH' },
        { AttributeName: sortKey, KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: index.name,
          KeySchema: [
            { AttributeName: index.partitionKey, KeyType: 'HASH' },
            { AttributeName: index.sortKey, KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    }),
  );
  return table;
};

export const freshBucket = async ({ s3 }: AwsClients = clients): Promise<string> => {
  const bucket = named('bucket');
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  return bucket;
};

export const freshQueue = async ({ sqs }: AwsClients = clients): Promise<string> => {
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: named('queue') }));
  return QueueUrl;
};
