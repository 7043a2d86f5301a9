// Which execution works on a job: the first that claims it. An event that comes twice, or is replayed, starts nothing twice.
import { PutCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { StoreUnavailable } from '@api-poller/domain';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { calling, isNamed } from '../store-failure.ts';
import { EXECUTION, expiresAt } from './table.ts';

export interface Claims {
  /** True for the first execution that claims the job, and for the same one again. */
  readonly claim: (jobId: string, executionId: string) => TaskEither<StoreUnavailable, boolean>;
  /** The job goes on in another execution from now on: for a retry or a resumption. */
  readonly replace: (jobId: string, executionId: string) => TaskEither<StoreUnavailable, void>;
}

export interface DynamoClaimsOptions {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
  readonly timeToLiveDays: number;
  readonly nowMs: () => number;
}

export const dynamoClaims = ({ client, table, timeToLiveDays, nowMs }: DynamoClaimsOptions): Claims => {
  const put = (jobId: string, executionId: string, condition?: string) =>
    client.send(
      new PutCommand({
        TableName: table,
        Item: {
          JobId: jobId,
          TaskId: EXECUTION,
          Execution: executionId,
          ExpiresAt: expiresAt(nowMs(), timeToLiveDays),
        },
        ...(condition === undefined
          ? {}
          : { ConditionExpression: condition, ExpressionAttributeValues: { ':me': executionId } }),
      }),
    );
  return {
    claim: (jobId, executionId) =>
      calling('DynamoDB', async () => {
        try {
          await put(jobId, executionId, 'attribute_not_exists(JobId) OR Execution = :me');
          return true;
        } catch (cause) {
          if (isNamed(cause, 'ConditionalCheckFailedException')) return false;
          throw cause;
        }
      }),
    replace: (jobId, executionId) =>
      calling('DynamoDB', async () => {
        await put(jobId, executionId);
      }),
  };
};
