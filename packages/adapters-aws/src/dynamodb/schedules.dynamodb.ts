// The store of schedules in DynamoDB: one item each, all in one partition, which a few thousand of them do not fill. They have no
// time to live.
import {
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  type DynamoDBDocumentClient,
} from '@aws-sdk/lib-dynamodb';
import type {
  RevisionMoved,
  Schedule,
  ScheduleExists,
  Schedules,
  StoreUnavailable,
} from '@api-poller/domain';
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { calling, isNamed, unavailable } from '../store-failure.ts';
import { SCHEDULES, type Key } from './table.ts';

export interface DynamoSchedulesOptions {
  readonly client: Pick<DynamoDBDocumentClient, 'send'>;
  readonly table: string;
}

const itemCodec = t.type({ Document: t.string, Revision: t.number });

/** What every schedule has, checked; the rest of the document was written by this adapter. */
const documentCodec = t.type({
  id: t.string,
  when: t.UnknownRecord,
  request: t.UnknownRecord,
  revision: t.number,
});

const key = (id: string): Key => ({ JobId: SCHEDULES, TaskId: id });

const scheduleOf = (item: unknown): Schedule => {
  const decoded = itemCodec.decode(item);
  if (E.isLeft(decoded)) throw new TypeError('a schedule item is not what it should be');
  const document: unknown = JSON.parse(decoded.right.Document);
  if (!documentCodec.is(document)) throw new TypeError('a schedule document is not what it should be');
  return document as unknown as Schedule;
};

const itemOf = (schedule: Schedule) => ({
  ...key(schedule.id),
  Document: JSON.stringify(schedule),
  Revision: schedule.revision,
});

export const dynamoSchedules = ({ client, table }: DynamoSchedulesOptions): Schedules => {
  const read = async (id: string): Promise<Schedule | null> => {
    const { Item } = await client.send(
      new GetCommand({ TableName: table, Key: key(id), ConsistentRead: true }),
    );
    return Item === undefined ? null : scheduleOf(Item);
  };
  return {
    create: (schedule) => async (): Promise<E.Either<StoreUnavailable | ScheduleExists, Schedule>> => {
      try {
        await client.send(
          new PutCommand({
            TableName: table,
            Item: itemOf(schedule),
            ConditionExpression: 'attribute_not_exists(JobId)',
          }),
        );
        return E.right(schedule);
      } catch (cause) {
        if (!isNamed(cause, 'ConditionalCheckFailedException')) return E.left(unavailable('DynamoDB', cause));
      }
      const there = await calling('DynamoDB', () => read(schedule.id))();
      if (E.isLeft(there)) return there;
      return there.right === null
        ? E.left({ _tag: 'StoreUnavailable', detail: `schedule ${schedule.id} was there and is gone` })
        : E.left({ _tag: 'ScheduleExists', schedule: there.right });
    },
    get: (id) => calling('DynamoDB', () => read(id)),
    replace: (schedule) => async (): Promise<E.Either<StoreUnavailable | RevisionMoved, Schedule>> => {
      const next: Schedule = { ...schedule, revision: schedule.revision + 1 };
      try {
        await client.send(
          new PutCommand({
            TableName: table,
            Item: itemOf(next),
            ConditionExpression: 'Revision = :read',
            ExpressionAttributeValues: { ':read': schedule.revision },
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
          schedules.push(...Items.map(scheduleOf));
          if (LastEvaluatedKey === undefined || schedules.length >= limit) return schedules;
          from = LastEvaluatedKey as Key;
        }
      }),
  };
};
