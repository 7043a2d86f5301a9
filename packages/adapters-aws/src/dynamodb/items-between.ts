// Items of one partition in the order of their sort keys, read as they are wanted: a page of DynamoDB ends at a megabyte.
import { QueryCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

export type Item = Readonly<Record<string, unknown>>;

export interface Between {
  readonly client: Pick<DynamoDBDocumentClient, 'send'>;
  readonly table: string;
  readonly partition: string;
  /** Least and greatest sort key, both included. */
  readonly from: string;
  readonly to: string;
  /** Items that a call looks at, at the most; as many as DynamoDB likes unless given. */
  readonly perCall?: number;
}

/**
 * Strongly consistent. Whoever stops taking stops the calls.
 * @throws what AWS answers
 */
export async function* itemsBetween({
  client,
  table,
  partition,
  from,
  to,
  perCall,
}: Between): AsyncGenerator<Item> {
  let start: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'JobId = :job AND TaskId BETWEEN :from AND :to',
        ExpressionAttributeValues: { ':job': partition, ':from': from, ':to': to },
        ConsistentRead: true,
        Limit: perCall,
        ExclusiveStartKey: start,
      }),
    );
    yield* Items;
    start = LastEvaluatedKey;
  } while (start !== undefined);
}
