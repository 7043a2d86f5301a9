// Documents in DynamoDB: one item each, written as JSON, and replaced only at the revision that was read. What jobs and schedules
// share; how they are listed is their own.
import { GetCommand, PutCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { RevisionMoved, StoreUnavailable } from '@api-poller/domain';
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import { calling, isNamed, unavailable } from '../store-failure.ts';
import type { Key } from './table.ts';

export type DocumentClient = Pick<DynamoDBDocumentClient, 'send'>;

interface Document {
  readonly id: string;
  readonly revision: number;
}

/** One was there already. */
export interface Taken<A> {
  readonly _tag: 'Taken';
  readonly there: A;
}

export interface DocumentsOptions<A extends Document> {
  readonly client: DocumentClient;
  readonly table: string;
  /** What one is called in errors, for example `job`. */
  readonly name: string;
  readonly key: (id: string) => Key;
  /** What every document has; the rest of it was written by this adapter. */
  readonly codec: t.Mixed;
  /** Attributes beside the document, such as those of an index. */
  readonly attributes?: (document: A) => Readonly<Record<string, unknown>>;
}

export interface Documents<A> {
  /** @throws what AWS answers, and TypeError for an item that is none of these documents */
  readonly read: (id: string) => Promise<A | null>;
  /** @throws TypeError for an item that is none of these documents */
  readonly parse: (item: unknown) => A;
  readonly create: (document: A) => TaskEither<StoreUnavailable | Taken<A>, A>;
  readonly replace: (document: A) => TaskEither<StoreUnavailable | RevisionMoved, A>;
}

const itemCodec = t.type({ Document: t.string, Revision: t.number });

export const documents = <A extends Document>({
  client,
  table,
  name,
  key,
  codec,
  attributes = () => ({}),
}: DocumentsOptions<A>): Documents<A> => {
  const parse = (item: unknown): A => {
    const decoded = itemCodec.decode(item);
    if (E.isLeft(decoded)) throw new TypeError(`a ${name} item is not what it should be`);
    const document: unknown = JSON.parse(decoded.right.Document);
    if (!codec.is(document)) throw new TypeError(`a ${name} document is not what it should be`);
    return document as A;
  };
  const itemOf = (document: A) => ({
    ...key(document.id),
    Document: JSON.stringify(document),
    Revision: document.revision,
    ...attributes(document),
  });
  const read = async (id: string): Promise<A | null> => {
    const { Item } = await client.send(
      new GetCommand({ TableName: table, Key: key(id), ConsistentRead: true }),
    );
    return Item === undefined ? null : parse(Item);
  };
  return {
    read,
    parse,
    create: (document) => async () => {
      const absent = 'attribute_not_exists(JobId)';
      try {
        await client.send(
          new PutCommand({ TableName: table, Item: itemOf(document), ConditionExpression: absent }),
        );
        return E.right(document);
      } catch (cause) {
        if (!isNamed(cause, 'ConditionalCheckFailedException')) return E.left(unavailable('DynamoDB', cause));
      }
      const there = await calling('DynamoDB', () => read(document.id))();
      if (E.isLeft(there)) return there;
      return there.right === null
        ? E.left({ _tag: 'StoreUnavailable', detail: `${name} ${document.id} was there and is gone` })
        : E.left({ _tag: 'Taken', there: there.right });
    },
    replace: (document) => async () => {
      const next: A = { ...document, revision: document.revision + 1 };
      try {
        await client.send(
          new PutCommand({
            TableName: table,
            Item: itemOf(next),
            ConditionExpression: 'Revision = :read',
            ExpressionAttributeValues: { ':read': document.revision },
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
  };
};
