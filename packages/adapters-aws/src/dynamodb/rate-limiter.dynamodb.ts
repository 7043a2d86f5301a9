// The pace of each partner in DynamoDB: one item a partner. A turn is taken by one conditional update, so that takers who come
// at the same time do not make one another fail.
import { GetCommand, UpdateCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { freshPace, takeTurn, type Pace, type Rate, type RateLimiter } from '@api-poller/domain';
import * as t from 'io-ts';
import { calling, isNamed } from '../store-failure.ts';
import { PARTNERS, type Key } from './table.ts';

export interface DynamoRateLimiterOptions {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
}

/** How old a pace may be that only a block is looked up in: a block of somebody else is met a second late at most. */
const SEEN_FOR_MS = 1_000;
/** Each round fails only when the item moved in between, and then the other update fits. */
const MOST_ROUNDS = 20;

const paceCodec = t.partial({ Theoretical: t.number, Blocked: t.number });

const keyOf = (partner: string): Key => ({ JobId: PARTNERS, TaskId: partner });

const paceOf = (item: unknown): Pace => {
  const { Theoretical = 0, Blocked = 0 } = paceCodec.is(item) ? item : {};
  return { theoreticalMs: Theoretical, blockedUntilMs: Blocked };
};

export const dynamoRateLimiter = ({ client, table }: DynamoRateLimiterOptions): RateLimiter => {
  const seen = new Map<string, { readonly pace: Pace; readonly atMs: number }>();
  const reading = new Map<string, Promise<Pace>>();
  const readNow = async (partner: string, nowMs: number): Promise<Pace> => {
    const { Item } = await client.send(
      new GetCommand({ TableName: table, Key: keyOf(partner), ConsistentRead: true }),
    );
    const pace = paceOf(Item);
    seen.set(partner, { pace, atMs: nowMs });
    return pace;
  };
  /** Those who ask while it is being read share the answer: 25 tasks side by side all come at the same moment. */
  const shared = (partner: string, nowMs: number): Promise<Pace> => {
    const under = reading.get(partner) ?? readNow(partner, nowMs).finally(() => reading.delete(partner));
    reading.set(partner, under);
    return under;
  };
  /** Moves the theoretical time by one interval from where it stands, or from `earliestMs` if that is later. */
  const advance = async (
    partner: string,
    stands: 'ahead' | 'behind',
    earliestMs: number,
    intervalMs: number,
  ): Promise<number | null> => {
    const ahead = stands === 'ahead';
    try {
      const { Attributes } = await client.send(
        new UpdateCommand({
          TableName: table,
          Key: keyOf(partner),
          UpdateExpression: ahead
            ? 'SET Theoretical = Theoretical + :interval'
            : 'SET Theoretical = :earliest + :interval',
          ConditionExpression: `(attribute_not_exists(Blocked) OR Blocked <= :earliest) AND ${
            ahead
              ? 'Theoretical >= :earliest'
              : '(attribute_not_exists(Theoretical) OR Theoretical < :earliest)'
          }`,
          ExpressionAttributeValues: { ':interval': intervalMs, ':earliest': earliestMs },
          ReturnValues: 'ALL_NEW',
        }),
      );
      return paceOf(Attributes).theoreticalMs - intervalMs;
    } catch (cause) {
      if (isNamed(cause, 'ConditionalCheckFailedException')) return null;
      throw cause;
    }
  };
  const take = async (partner: string, rate: Rate, nowMs: number): Promise<number> => {
    const intervalMs = 1000 / rate.perSecond;
    let pace = seen.get(partner)?.pace ?? freshPace;
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const earliestMs = Math.max(nowMs, pace.blockedUntilMs);
      const stands = pace.theoreticalMs >= earliestMs ? 'ahead' : 'behind';
      const theoreticalMs = await advance(partner, stands, earliestMs, intervalMs);
      if (theoreticalMs !== null) {
        // "+ :interval" is not written as "earliest + interval" in DynamoDB, so the domain's own step is asked what it means.
        const before: Pace = { theoreticalMs, blockedUntilMs: pace.blockedUntilMs };
        seen.set(partner, { pace: { ...before, theoreticalMs: theoreticalMs + intervalMs }, atMs: nowMs });
        return takeTurn(before, rate, nowMs).waitMs;
      }
      pace = await readNow(partner, nowMs);
    }
    throw new Error('TurnsTaken');
  };
  return {
    takeTurn: (partner, rate, nowMs) =>
      calling('DynamoDB', async () => {
        if (rate !== null) return take(partner, rate, nowMs);
        const known = seen.get(partner);
        const fresh = known !== undefined && nowMs - known.atMs < SEEN_FOR_MS;
        return takeTurn(fresh ? known.pace : await shared(partner, nowMs), null, nowMs).waitMs;
      }),
    blockedUntil: (partner) =>
      calling('DynamoDB', async () => {
        const { Item } = await client.send(
          new GetCommand({ TableName: table, Key: keyOf(partner), ConsistentRead: true }),
        );
        return paceOf(Item).blockedUntilMs || null;
      }),
    block: (partner, untilMs) =>
      calling('DynamoDB', async () => {
        seen.delete(partner);
        try {
          await client.send(
            new UpdateCommand({
              TableName: table,
              Key: keyOf(partner),
              UpdateExpression: 'SET Blocked = :until',
              ConditionExpression: 'attribute_not_exists(Blocked) OR Blocked < :until',
              ExpressionAttributeValues: { ':until': untilMs },
            }),
          );
        } catch (cause) {
          // A longer block stands.
          if (!isNamed(cause, 'ConditionalCheckFailedException')) throw cause;
        }
      }),
  };
};
