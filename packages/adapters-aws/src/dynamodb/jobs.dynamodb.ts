// The store of jobs in DynamoDB: one item a job, replaced only at the revision that was read.
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Job, JobExists, Jobs, StoreUnavailable } from '@api-poller/domain';
import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import { calling } from '../store-failure.ts';
import { documents, type DocumentClient, type Taken } from './documents.ts';
import { expiresAt, JOB, tableDefinition, type Key } from './table.ts';

export interface DynamoJobsOptions {
  readonly client: DocumentClient;
  readonly table: string;
  readonly timeToLiveDays: number;
}

const codec = t.type({
  id: t.string,
  status: t.string,
  revision: t.number,
  request: t.UnknownRecord,
});

const key = (jobId: string): Key => ({ JobId: jobId, TaskId: JOB });

/** Jobs of one moment stand by id; twelve digits and more order as text until the year 33658. */
const submittedAt = ({ id, submittedAtMs }: Job): string =>
  `${String(submittedAtMs).padStart(15, '0')}#${id}`;

export const dynamoJobs = ({ client, table, timeToLiveDays }: DynamoJobsOptions): Jobs => {
  const jobs = documents<Job>({
    client,
    table,
    name: 'job',
    key,
    codec,
    attributes: (job) => ({
      Status: job.status,
      [tableDefinition.index.partitionKey]: 'jobs',
      SubmittedAt: submittedAt(job),
      ExpiresAt: expiresAt(job.settledAtMs ?? job.submittedAtMs, timeToLiveDays),
    }),
  });
  return {
    create: (job) =>
      TE.mapLeft((left: StoreUnavailable | Taken<Job>): StoreUnavailable | JobExists =>
        left._tag === 'Taken' ? { _tag: 'JobExists', job: left.there } : left,
      )(jobs.create(job)),
    get: (jobId) => calling('DynamoDB', () => jobs.read(jobId)),
    replace: jobs.replace,
    // Eventually consistent, as every global index is: a job that was just submitted may be missing for a moment.
    list: ({ before, limit }) =>
      calling('DynamoDB', async () => {
        const last = before === null ? null : await jobs.read(before);
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
        return Items.map(jobs.parse);
      }),
  };
};
