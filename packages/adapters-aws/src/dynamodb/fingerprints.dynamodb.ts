// Fingerprints in DynamoDB: an item a page in a partition of their own, so that reading a job's tasks never meets them. Those that
// are kept within the same moment share a call. A page of very many records takes several items.
import { BatchWriteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Fingerprints, StoreUnavailable, TaskFingerprints } from '@api-poller/domain';
import * as E from 'fp-ts/lib/Either.js';
import { calling, unavailable } from '../store-failure.ts';
import { itemsBetween, type Item } from './items-between.ts';
import { expiresAt } from './table.ts';

export interface DynamoFingerprintsOptions {
  readonly client: Pick<DynamoDBDocumentClient, 'send'>;
  readonly table: string;
  readonly timeToLiveDays: number;
  readonly nowMs: () => number;
}

/** An item may have 400 kB; 40,000 fingerprints are 320. */
const BYTES_PER_ITEM = 320_000;
/** BatchWriteItem's own limit. */
const ITEMS_PER_WRITE = 25;
/** Long enough for tasks side by side to meet, short enough not to be felt beside a call. */
const GATHER_MS = 5;
/** Items that DynamoDB puts off are sent again, each time later; eight times are some six seconds. */
const MOST_SENDS = 8;
const FIRST_WAIT_MS = 25;

/** Pages of a hundred records each fill the megabyte that a query brings. */
const TASKS_PER_LIST = 1_000;

type Request = Readonly<Record<string, unknown>>;

const partitionOf = (jobId: string): string => `${jobId}#fingerprints`;
const partKey = (taskId: string, part: number): string => (part === 0 ? taskId : `${taskId}#${part}`);
const bytesOf = (item: Item): Uint8Array =>
  item['Bytes'] instanceof Uint8Array ? item['Bytes'] : new Uint8Array();

/** A page's items as one again. Parts of an earlier, larger time are left out. */
const joined = (taskId: string, parts: ReadonlyArray<Item>): TaskFingerprints => {
  const own = parts.slice(0, Number(parts[0]?.['Parts'] ?? 1)).map(bytesOf);
  const bytes = new Uint8Array(own.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of own) {
    bytes.set(part, at);
    at += part.length;
  }
  return { taskId, bytes };
};

const partOf = (item: Item): { readonly taskId: string; readonly part: number } => {
  const [taskId = '', part = '0'] = String(item['TaskId']).split('#');
  return { taskId, part: Number(part) };
};

export const dynamoFingerprints = ({
  client,
  table,
  timeToLiveDays,
  nowMs,
}: DynamoFingerprintsOptions): Fingerprints => {
  const send = async (requests: ReadonlyArray<Request>): Promise<void> => {
    for (let from = 0; from < requests.length; from += ITEMS_PER_WRITE) {
      let left: ReadonlyArray<Request> = requests.slice(from, from + ITEMS_PER_WRITE);
      for (let sends = 0; left.length > 0; sends += 1) {
        if (sends === MOST_SENDS) throw new Error('DynamoDB put items off again and again');
        if (sends > 0) await new Promise((resolve) => setTimeout(resolve, FIRST_WAIT_MS * 2 ** sends));
        const { UnprocessedItems = {} } = await client.send(
          new BatchWriteCommand({ RequestItems: { [table]: left.map((each) => ({ ...each })) } }),
        );
        left = UnprocessedItems[table] ?? [];
      }
    }
  };

  const putsOf = (jobId: string, { taskId, bytes }: TaskFingerprints): ReadonlyArray<Request> => {
    const parts = Math.max(1, Math.ceil(bytes.length / BYTES_PER_ITEM));
    return Array.from({ length: parts }, (_, part) => ({
      PutRequest: {
        Item: {
          JobId: partitionOf(jobId),
          TaskId: partKey(taskId, part),
          Parts: parts,
          Bytes: bytes.subarray(part * BYTES_PER_ITEM, (part + 1) * BYTES_PER_ITEM),
          ExpiresAt: expiresAt(nowMs(), timeToLiveDays),
        },
      },
    }));
  };

  // A write of one call may not name an item twice, so a task that is kept again waits for the next call.
  let gathering = new Map<string, { readonly requests: ReadonlyArray<Request>; readonly done: Done }>();
  type Done = (result: E.Either<StoreUnavailable, void>) => void;
  const flush = async (): Promise<void> => {
    const calls = [...gathering.values()];
    gathering = new Map();
    let result: E.Either<StoreUnavailable, void> = E.right(undefined);
    try {
      await send(calls.flatMap(({ requests }) => requests));
    } catch (cause) {
      result = E.left(unavailable('DynamoDB', cause));
    }
    for (const { done } of calls) done(result);
  };

  const itemsOf = (jobId: string, from: string, to: string, perCall?: number): AsyncGenerator<Item> =>
    itemsBetween({ client, table, partition: partitionOf(jobId), from, to, ...(perCall && { perCall }) });

  return {
    keep: (jobId, fingerprints) => () =>
      new Promise((resolve) => {
        const name = `${jobId}/${fingerprints.taskId}`;
        if (gathering.has(name)) void flush();
        if (gathering.size === 0) setTimeout(() => void flush(), GATHER_MS);
        gathering.set(name, { requests: putsOf(jobId, fingerprints), done: resolve });
      }),
    get: (jobId, taskId) =>
      calling('DynamoDB', async () => {
        const parts: Item[] = [];
        for await (const item of itemsOf(jobId, taskId, `${taskId}#~`)) parts.push(item);
        return parts.length === 0 ? null : joined(taskId, parts).bytes;
      }),
    list: (jobId, after) =>
      calling('DynamoDB', async () => {
        const found: TaskFingerprints[] = [];
        let parts: Item[] = [];
        const close = (): void => {
          const [first] = parts;
          if (first !== undefined) found.push(joined(partOf(first).taskId, parts));
          parts = [];
        };
        // Behind the parts of `after` comes the next task.
        const from = after === null ? '!' : `${after}#~`;
        // Mostly an item a task, and one more by which the last is seen to be whole: what is read is paid for.
        for await (const item of itemsOf(jobId, from, '~', TASKS_PER_LIST + 1)) {
          if (partOf(item).part === 0) close();
          if (found.length === TASKS_PER_LIST) return found;
          parts.push(item);
        }
        close();
        return found;
      }),
    forget: (jobId) =>
      calling('DynamoDB', async () => {
        let deletes: Request[] = [];
        for await (const { TaskId } of itemsOf(jobId, '!', '~')) {
          deletes.push({ DeleteRequest: { Key: { JobId: partitionOf(jobId), TaskId } } });
          if (deletes.length === ITEMS_PER_WRITE) {
            await send(deletes);
            deletes = [];
          }
        }
        await send(deletes);
      }),
  };
};
