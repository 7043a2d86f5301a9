// The store of tasks in DynamoDB. All reads are strongly consistent: a verdict must not miss a failure that was just written.
import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import {
  noCounters,
  taskStates,
  type Counters,
  type Task,
  type TaskFilter,
  type Tasks,
} from '@api-poller/domain';
import { calling } from '../store-failure.ts';
import { itemsBetween, type Item } from './items-between.ts';
import { BEFORE_TASKS, COUNTER_SHARDS, COUNTERS, FAILED, SHORT } from './table.ts';
import { taskOf } from './task-item.ts';
import { taskWriter, type DynamoTasksOptions } from './task-writer.ts';

/** BatchGetItem's own limit. */
const KEYS_PER_READ = 100;

const numberAt = (item: Item, name: string): number => (typeof item[name] === 'number' ? item[name] : 0);

const sumOf = (shards: ReadonlyArray<Item>): Counters => {
  const states = { ...noCounters.states };
  let records = 0;
  for (const shard of shards) {
    for (const state of taskStates) states[state] += numberAt(shard, state);
    records += numberAt(shard, 'Records');
  }
  return { states, records };
};

const MARKED: Partial<Record<TaskFilter, string>> = { FAILED, SHORT };

export const dynamoTasks = (options: DynamoTasksOptions): Tasks => {
  const { client, table } = options;
  const writer = taskWriter(options);

  const readNow = async (jobId: string, ids: ReadonlyArray<string>): Promise<ReadonlyMap<string, Task>> => {
    const found = new Map<string, Task>();
    const distinct = [...new Set(ids)];
    for (let from = 0; from < distinct.length; from += KEYS_PER_READ) {
      let Keys = distinct.slice(from, from + KEYS_PER_READ).map((TaskId) => ({ JobId: jobId, TaskId }));
      while (Keys.length > 0) {
        const { Responses = {}, UnprocessedKeys = {} } = await client.send(
          new BatchGetCommand({ RequestItems: { [table]: { Keys, ConsistentRead: true } } }),
        );
        for (const task of (Responses[table] ?? []).map(taskOf)) {
          found.set(task.taskId, task);
          writer.note(task);
        }
        Keys = (UnprocessedKeys[table]?.Keys ?? []) as typeof Keys;
      }
    }
    return found;
  };

  // Reads that are asked for in one turn of the event loop share a call, as a batch of messages asks for its tasks one by one.
  const reading = new Map<
    string,
    { readonly ids: string[]; readonly found: Promise<ReadonlyMap<string, Task>> }
  >();
  const read = async (jobId: string, ids: ReadonlyArray<string>): Promise<ReadonlyArray<Task>> => {
    let shared = reading.get(jobId);
    if (shared === undefined) {
      const wanted: string[] = [];
      const turn = new Promise((resolve) => setImmediate(resolve));
      const found = turn.then(() => {
        reading.delete(jobId);
        return readNow(jobId, wanted);
      });
      shared = { ids: wanted, found };
      reading.set(jobId, shared);
    }
    shared.ids.push(...ids);
    const found = await shared.found;
    return ids.flatMap((id) => found.get(id) ?? []);
  };

  /** Items of the job with a sort key in a range, up to `limit`, those that `wanted` refuses left out. */
  const range = async (
    jobId: string,
    from: string,
    to: string,
    limit: number,
    wanted: (item: Item) => boolean = () => true,
  ): Promise<ReadonlyArray<Item>> => {
    const items: Item[] = [];
    for await (const item of itemsBetween({ client, table, partition: jobId, from, to, perCall: limit })) {
      if (wanted(item)) items.push(item);
      if (items.length >= limit) break;
    }
    return items;
  };

  // A blank stands below every character of an id: what begins behind `after` and a blank is what comes after it.
  const behind = (after: string | null): string => (after === null ? '' : `${after} `);
  /** Above every id with this beginning. */
  const end = (beginning: string): string => `${beginning}~`;

  return {
    advance: (jobId, reports) => () => writer.advance(jobId, reports),
    get: (jobId, ids) => calling('DynamoDB', () => read(jobId, ids)),
    list: (jobId, { filter, after, limit }) =>
      calling('DynamoDB', async () => {
        const marker = filter === null ? undefined : MARKED[filter];
        if (marker !== undefined) {
          const marks = await range(jobId, marker + behind(after), end(marker), limit);
          return read(
            jobId,
            marks.map(({ TaskId }) => String(TaskId).slice(marker.length)),
          );
        }
        const from = after === null ? BEFORE_TASKS : behind(after);
        const wanted = (item: Item): boolean => filter === null || item['State'] === filter;
        return (await range(jobId, from, end(''), limit, wanted)).map(taskOf);
      }),
    counters: (jobId) =>
      calling('DynamoDB', async () => sumOf(await range(jobId, COUNTERS, end(COUNTERS), COUNTER_SHARDS))),
  };
};
