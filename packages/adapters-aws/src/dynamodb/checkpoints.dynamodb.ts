// Checkpoints of chains in DynamoDB: beside the job's tasks, written only where the chain has not come further.
import { GetCommand, PutCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Checkpoint, Checkpoints } from '@api-poller/domain';
import { calling, isNamed } from '../store-failure.ts';
import { CHAIN, expiresAt } from './table.ts';

export interface DynamoCheckpointsOptions {
  readonly client: Pick<DynamoDBDocumentClient, 'send'>;
  readonly table: string;
  readonly timeToLiveDays: number;
  readonly nowMs: () => number;
}

export const dynamoCheckpoints = ({
  client,
  table,
  timeToLiveDays,
  nowMs,
}: DynamoCheckpointsOptions): Checkpoints => {
  const keyOf = (jobId: string, chain: string) => ({ JobId: jobId, TaskId: CHAIN + chain });
  return {
    get: (jobId, chain) =>
      calling('DynamoDB', async () => {
        const { Item } = await client.send(
          new GetCommand({ TableName: table, Key: keyOf(jobId, chain), ConsistentRead: true }),
        );
        return Item === undefined ? null : (JSON.parse(String(Item['Document'])) as Checkpoint);
      }),
    put: (jobId, chain, checkpoint) =>
      calling('DynamoDB', async () => {
        try {
          await client.send(
            new PutCommand({
              TableName: table,
              Item: {
                ...keyOf(jobId, chain),
                Step: checkpoint.step,
                Document: JSON.stringify(checkpoint),
                ExpiresAt: expiresAt(nowMs(), timeToLiveDays),
              },
              ConditionExpression: 'attribute_not_exists(JobId) OR Step <= :step',
              ExpressionAttributeValues: { ':step': checkpoint.step },
            }),
          );
        } catch (cause) {
          // Another worker is further: what it wrote stays.
          if (!isNamed(cause, 'ConditionalCheckFailedException')) throw cause;
        }
      }),
  };
};
