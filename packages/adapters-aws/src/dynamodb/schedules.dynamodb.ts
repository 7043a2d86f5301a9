// The store of schedules in DynamoDB: one item each, all in one partition, which a few thousand of them do not fill. They have no
// time to live.
import { DeleteCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Schedule, ScheduleExists, Schedules, StoreUnavailable } from '@api-poller/domain';
import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import { calling } from '../store-failure.ts';
import { documents, type DocumentClient, type Taken } from './documents.ts';
import { SCHEDULES, type Key } from './table.ts';

export interface DynamoSchedulesOptions {
  readonly client: DocumentClient;
  readonly table: string;
}

const codec = t.type({
  id: t.string,
  when: t.UnknownRecord,
  request: t.UnknownRecord,
  revision: t.number,
});

const key = (id: string): Key => ({ JobId: SCHEDULES, TaskId: id });

export const dynamoSchedules = ({ client, table }: DynamoSchedulesOptions): Schedules => {
  const stored = documents<Schedule>({ client, table, name: 'schedule', key, codec });
  return {
    create: (schedule) =>
      TE.mapLeft((left: StoreUnavailable | Taken<Schedule>): StoreUnavailable | ScheduleExists =>
        left._tag === 'Taken' ? { _tag: 'ScheduleExists', schedule: left.there } : left,
      )(stored.create(schedule)),
    get: (id) => calling('DynamoDB', () => stored.read(id)),
    replace: stored.replace,
    remove: (id) =>
      calling('DynamoDB', async () => {
        await client.send(new DeleteCommand({ TableName: table, Key: key(id) }));
      }),
    list: ({ after, limit }) =>
      calling('DynamoDB', async () => {
        const schedules: Schedule[] = [];
        // A page of the answer ends at a megabyte, which large requests may reach before the limit.
        for (let from: Key | undefined = after === null ? undefined : key(after); ;) {
          const { Items = [], LastEvaluatedKey } = await client.send(
            new QueryCommand({
              TableName: table,
              KeyConditionExpression: 'JobId = :schedules',
              ExpressionAttributeValues: { ':schedules': SCHEDULES },
              ConsistentRead: true,
              Limit: limit - schedules.length,
              ...(from === undefined ? {} : { ExclusiveStartKey: from }),
            }),
          );
          schedules.push(...Items.map(stored.parse));
          if (LastEvaluatedKey === undefined || schedules.length >= limit) return schedules;
          from = LastEvaluatedKey as Key;
        }
      }),
  };
};
