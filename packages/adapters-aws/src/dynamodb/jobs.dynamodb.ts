// The store of jobs in DynamoDB: one item a job, replaced only at the revision that was read.
import { GetCommand, PutCommand, QueryCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Job, JobExists, Jobs, RevisionMoved, StoreUnavailable } from '@api-poller/domain';
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { calling, isNamed, unavailable } from '../store-failure.ts';
import { expiresAt, JOB, tableDefinition, type Key } from './table.ts';

export interface DynamoJobsOptions {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
  readonly timeToLiveDays: number;
}

const itemCodec = t.type({ Document: t.string, Revision: t.number, SubmittedAt: t.string });

/** What every job has, checked; the rest of the document was written by this adapter. */
const documentCodec = t.type({
  id: t.string,
  status: t.string,
  revision: t.number,
  request: t.UnknownRecord,
});

const key = (jobId: string): Key => ({ JobId: jobId, TaskId: JOB });

/** Jobs of one moment stand by id; twelve digits and more order as text until the year 33658. */
const submittedAt = ({ id, submittedAtMs }: Job): string =>
  `${String(submittedAtMs).padStart(15, '0')}#${id}`;

const jobOf = (item: unknown): Job => {
  const decoded = itemCodec.decode(item);
  if (E.isLeft(decoded)) throw new TypeError('a job item is not what it should be');
  const document: unknown = JSON.parse(decoded.right.Document);
  if (!documentCodec.is(document)) throw new TypeError('a job document is not what it should be');
  return document as unknown as Job;
};

export const dynamoJobs = ({ client, table, timeToLiveDays }: DynamoJobsOptions): Jobs => {
  const itemOf = (job: Job) => ({
    ...key(job.id),
    Document: JSON.stringify(job),
    Revision: job.revision,
    Status: job.status,
    [tableDefinition.index.partitionKey]: 'jobs',
    SubmittedAt: submittedAt(job),
    ExpiresAt: expiresAt(job.settledAtMs ?? job.submittedAtMs, timeToLiveDays),
  });
  const read = async (jobId: string): Promise<Job | null> => {
    const { Item } = await client.send(
      new GetCommand({ TableName: table, Key: key(jobId), ConsistentRead: true }),
    );
    return Item === undefined ? null : jobOf(Item);
  };
  return {
    create: (job) => async (): Promise<E.Either<StoreUnavailable | JobExists, Job>> => {
      try {
        const absent = 'attribute_not_exists(JobId)';
        await client.send(
          new PutCommand({ TableName: table, Item: itemOf(job), ConditionExpression: absent }),
        );
        return E.right(job);
      } catch (cause) {
        if (!isNamed(cause, 'ConditionalCheckFailedException')) return E.left(unavailable('DynamoDB', cause));
      }
      const there = await calling('DynamoDB', () => read(job.id))();
      if (E.isLeft(there)) return there;
      return there.right === null
        ? E.left({ _tag: 'StoreUnavailable', detail: `job ${job.id} was there and is gone` })
        : E.left({ _tag: 'JobExists', job: there.right });
    },
    get: (jobId) => calling('DynamoDB', () => read(jobId)),
    replace: (job) => async (): Promise<E.Either<StoreUnavailable | RevisionMoved, Job>> => {
      const next: Job = { ...job, revision: job.revision + 1 };
      try {
        await client.send(
          new PutCommand({
            TableName: table,
            Item: itemOf(next),
            ConditionExpression: 'Revision = :read',
            ExpressionAttributeValues: { ':read': job.revision },
          }),
        );
        return E.right(next);
      } catch (cause) {
        return E.left(
          isNamed(cause, 'ConditionalCheckFailedException')
            ? { _tag: 'RevisionMoved' }
            : unavailable('DynamoDB', cause),
        );
      }
    },
    // Eventually consistent, as every global index is: a job that was just submitted may be missing for a moment.
    list: ({ before, limit }) =>
      calling('DynamoDB', async () => {
        const last = before === null ? null : await read(before);
        if (before !== null && last === null) return [];
        const { name, partitionKey } = tableDefinition.index;
        const { Items = [] } = await client.send(
          new QueryCommand({
            TableName: table,
            IndexName: name,
            KeyConditionExpression: `${partitionKey} = :jobs`,
            ExpressionAttributeValues: { ':jobs': 'jobs' },
            ScanIndexForward: false,
            Limit: limit,
            ...(last === null
              ? {}
              : {
                  ExclusiveStartKey: {
                    ...key(last.id),
                    [partitionKey]: 'jobs',
                    SubmittedAt: submittedAt(last),
                  },
                }),
          }),
        );
        return Items.map(jobOf);
      }),
  };
};
