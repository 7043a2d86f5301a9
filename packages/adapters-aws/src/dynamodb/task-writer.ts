// Writes reports on tasks: those that come within the same moment share a transaction, in which the counters move along.
// The condition of each write is the standing that is known; where it was another, the writer learns it and writes again.
import { BatchGetCommand, TransactWriteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { join, standingOf, type Report, type StoreUnavailable } from '@api-poller/domain';
import * as E from 'fp-ts/lib/Either.js';
import { isNamed, unavailable } from '../store-failure.ts';
import { COUNTER_SHARDS, counterKey, expiresAt } from './table.ts';
import { knownOf, taskOf, writesOf, type Known, type Write } from './task-item.ts';

export interface DynamoTasksOptions {
  readonly client: Pick<DynamoDBDocumentClient, 'send'>;
  readonly table: string;
  readonly timeToLiveDays: number;
  readonly nowMs: () => number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/** Three writes a task at most (itself and two markers) and one for the counters: 91 of the 100 that a transaction takes. */
const TASKS_PER_TRANSACTION = 30;
/** Long enough for tasks side by side to meet, short enough not to be felt beside a transaction of some 10 ms. */
const GATHER_MS = 5;
/** Each round a conflict waits twice as long, from some 10 ms; ten rounds are some five seconds. */
const MOST_ROUNDS = 10;
const FIRST_WAIT_MS = 10;
/** Tasks that are under way at once are far fewer; a forgotten one is read again. */
const MOST_KNOWN = 10_000;

interface Call {
  readonly reports: ReadonlyArray<Report>;
  readonly done: (failure: StoreUnavailable | null) => void;
}

interface CancelledFor {
  readonly Code?: string;
}

const reasonsOf = (cause: unknown): ReadonlyArray<CancelledFor> =>
  isNamed(cause, 'TransactionCanceledException')
    ? ((cause as { readonly CancellationReasons?: ReadonlyArray<CancelledFor> }).CancellationReasons ?? [])
    : [];

/** What may pass when it is tried again: somebody else wrote at the same time, or there was too much at once. */
const PASSING = new Set([
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
  'ConditionalCheckFailed',
  'None',
]);

const foldReports = (calls: ReadonlyArray<Call>): ReadonlyMap<string, Report> => {
  const folded = new Map<string, Report>();
  for (const report of calls.flatMap(({ reports }) => reports)) {
    const before = folded.get(report.taskId);
    folded.set(report.taskId, before === undefined ? report : join(before, report));
  }
  return folded;
};

export interface TaskWriter {
  readonly advance: (
    jobId: string,
    reports: ReadonlyArray<Report>,
  ) => Promise<E.Either<StoreUnavailable, void>>;
}

export const taskWriter = (options: DynamoTasksOptions): TaskWriter => {
  const { client, table, timeToLiveDays, nowMs, random } = options;
  const gathering = new Map<string, Call[]>();
  const known = new Map<string, Known | null>();
  const nameOf = (jobId: string, taskId: string): string => `${jobId}/${taskId}`;

  /** Reads where the tasks stand that nothing is known of. A first STARTED is taken to be the first report of all. */
  const learn = async (jobId: string, reports: ReadonlyArray<Report>): Promise<void> => {
    if (known.size > MOST_KNOWN) known.clear();
    const unknown = reports.filter(({ taskId, state, attempt }) => {
      const name = nameOf(jobId, taskId);
      if (known.has(name)) return false;
      known.set(name, null);
      return state !== 'STARTED' || attempt > 1;
    });
    if (unknown.length === 0) return;
    let Keys = unknown.map(({ taskId }) => ({ JobId: jobId, TaskId: taskId }));
    while (Keys.length > 0) {
      const { Responses = {}, UnprocessedKeys = {} } = await client.send(
        new BatchGetCommand({ RequestItems: { [table]: { Keys, ConsistentRead: true } } }),
      );
      for (const item of Responses[table] ?? []) {
        const task = taskOf(item);
        known.set(nameOf(jobId, task.taskId), knownOf(task));
      }
      Keys = (UnprocessedKeys[table]?.Keys ?? []) as typeof Keys;
    }
  };

  const counterWrite = (jobId: string, reports: ReadonlyArray<Report>) => {
    const moved = new Map<string, number>();
    const move = (name: string, by: number): void => void moved.set(name, (moved.get(name) ?? 0) + by);
    for (const { taskId, state, facts } of reports) {
      const before = known.get(nameOf(jobId, taskId)) ?? null;
      if (before !== null) move(before.state, -1);
      move(state, 1);
      if (state === 'COMPLETE') move('Records', facts?.records ?? 0);
    }
    const names = [...moved].filter(([, by]) => by !== 0);
    // Only sums over all of them are ever read, so any shard will do; by chance, two transactions seldom meet on one.
    const Key = counterKey(jobId, Math.floor(random() * COUNTER_SHARDS));
    return names.length === 0
      ? []
      : [
          {
            Update: {
              TableName: table,
              Key,
              UpdateExpression: `SET ExpiresAt = :expires ADD ${names.map((_, i) => `#n${i} :b${i}`).join(', ')}`,
              ExpressionAttributeNames: Object.fromEntries(names.map(([name], i) => [`#n${i}`, name])),
              ExpressionAttributeValues: {
                ':expires': expiresAt(nowMs(), timeToLiveDays),
                ...Object.fromEntries(names.map(([, by], i) => [`:b${i}`, by])),
              },
            },
          },
        ];
  };

  const isNews = (jobId: string, report: Report): boolean => {
    const before = known.get(nameOf(jobId, report.taskId)) ?? null;
    return before === null || standingOf(report) > before.standing;
  };

  /** One try. @returns whether all of it is written */
  const write = async (jobId: string, folded: ReadonlyMap<string, Report>): Promise<boolean> => {
    await learn(jobId, [...folded.values()]);
    const news = [...folded.values()].filter((report) => isNews(jobId, report));
    if (news.length === 0) return true;
    const expires = expiresAt(nowMs(), timeToLiveDays);
    const groups: ReadonlyArray<ReadonlyArray<Write>> = news.map((report) =>
      writesOf(table, jobId, report, known.get(nameOf(jobId, report.taskId)) ?? null, expires),
    );
    // Copied, because the client takes arrays that it may change.
    const TransactItems = [...groups.flat().map((each) => ({ ...each })), ...counterWrite(jobId, news)];
    try {
      await client.send(new TransactWriteCommand({ TransactItems }));
    } catch (cause) {
      const reasons = reasonsOf(cause);
      if (reasons.length === 0 || !reasons.every(({ Code = 'None' }) => PASSING.has(Code))) throw cause;
      // Whatever is known of these tasks may be wrong; the next round reads them.
      for (const { taskId } of news) known.delete(nameOf(jobId, taskId));
      const unknown = news.map((report) => ({ ...report, attempt: Math.max(report.attempt, 2) }));
      await learn(jobId, unknown);
      return false;
    }
    for (const report of news) known.set(nameOf(jobId, report.taskId), knownOf(report));
    return true;
  };

  const writeAll = async (jobId: string, calls: ReadonlyArray<Call>): Promise<void> => {
    const answer = (failure: StoreUnavailable | null): void => {
      for (const { done } of calls) done(failure);
    };
    try {
      const folded = foldReports(calls);
      for (let round = 0; round < MOST_ROUNDS; round += 1) {
        if (await write(jobId, folded)) return answer(null);
        const most = FIRST_WAIT_MS * 2 ** round;
        await new Promise((resolve) => setTimeout(resolve, random() * most));
      }
      answer({ _tag: 'StoreUnavailable', detail: `DynamoDB: ${MOST_ROUNDS} conflicts in a row` });
    } catch (cause) {
      answer(unavailable('DynamoDB', cause));
    }
  };

  /** Calls in groups of so many reports as fit a transaction; one call of more is cut by whoever makes it. */
  const flush = (jobId: string): void => {
    const calls = gathering.get(jobId) ?? [];
    gathering.delete(jobId);
    let group: Call[] = [];
    let size = 0;
    for (const call of calls) {
      if (size + call.reports.length > TASKS_PER_TRANSACTION && group.length > 0) {
        void writeAll(jobId, group);
        group = [];
        size = 0;
      }
      group.push(call);
      size += call.reports.length;
    }
    if (group.length > 0) void writeAll(jobId, group);
  };

  const gather = (jobId: string, reports: ReadonlyArray<Report>): Promise<E.Either<StoreUnavailable, void>> =>
    new Promise((resolve) => {
      const calls = gathering.get(jobId) ?? [];
      if (calls.length === 0) setTimeout(() => flush(jobId), GATHER_MS);
      calls.push({
        reports,
        done: (failure) => resolve(failure === null ? E.right(undefined) : E.left(failure)),
      });
      gathering.set(jobId, calls);
    });

  return {
    advance: async (jobId, reports) => {
      for (let from = 0; from < reports.length; from += TASKS_PER_TRANSACTION) {
        const written = await gather(jobId, reports.slice(from, from + TASKS_PER_TRANSACTION));
        if (E.isLeft(written)) return written;
      }
      return E.right(undefined);
    },
  };
};
