// Writes reports on tasks: those that come within the same moment share a transaction, in which the counters move along.
// The condition of each write is the standing that is known; where it was another, the writer learns it and writes again.
import { BatchGetCommand, TransactWriteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { join, standingOf, type Report, type StoreUnavailable, type Task } from '@api-poller/domain';
import * as E from 'fp-ts/lib/Either.js';
import { gathering } from '../gathering.ts';
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
/**
 * Tasks side by side come within some milliseconds of each other. Each transaction writes a counter beside its tasks, so one for
 * two saves what a task's own write costs; longer waits would be felt beside a transaction of some 10 ms.
 */
const QUIET_MS = 5;
const MOST_MS = 30;
/** Of one job by one function. With one alone, a conflict would hold up all others; with more, they share less. */
const MOST_AT_ONCE = 2;
/** Each round a conflict waits twice as long, from some 10 ms; ten rounds are some five seconds. */
const MOST_ROUNDS = 10;
const FIRST_WAIT_MS = 10;
/** Tasks that are under way at once are far fewer; a forgotten one is read again. */
const MOST_KNOWN = 10_000;
/** A function works on few jobs at once; what is gathered for one that is forgotten is sent all the same. */
const MOST_JOBS = 1_000;

type Reports = ReadonlyArray<Report>;
type Written = E.Either<StoreUnavailable, void>;

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

const foldReports = (calls: ReadonlyArray<Reports>): ReadonlyMap<string, Report> => {
  const folded = new Map<string, Report>();
  for (const report of calls.flat()) {
    const before = folded.get(report.taskId);
    folded.set(report.taskId, before === undefined ? report : join(before, report));
  }
  return folded;
};

export interface TaskWriter {
  /** A task as it was just read: its next report need not read it again. */
  readonly note: (task: Task) => void;
  readonly advance: (
    jobId: string,
    reports: ReadonlyArray<Report>,
  ) => Promise<E.Either<StoreUnavailable, void>>;
}

export const taskWriter = (options: DynamoTasksOptions): TaskWriter => {
  const { client, table, timeToLiveDays, nowMs, random } = options;
  const gatherers = new Map<string, (reports: Reports) => Promise<Written>>();
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

  const writeAll = async (jobId: string, calls: ReadonlyArray<Reports>): Promise<Written> => {
    try {
      const folded = foldReports(calls);
      for (let round = 0; round < MOST_ROUNDS; round += 1) {
        if (await write(jobId, folded)) return E.right(undefined);
        const most = FIRST_WAIT_MS * 2 ** round;
        await new Promise((resolve) => setTimeout(resolve, random() * most));
      }
      return E.left({ _tag: 'StoreUnavailable', detail: `DynamoDB: ${MOST_ROUNDS} conflicts in a row` });
    } catch (cause) {
      return E.left(unavailable('DynamoDB', cause));
    }
  };

  const gathererOf = (jobId: string): ((reports: Reports) => Promise<Written>) => {
    const there = gatherers.get(jobId);
    if (there !== undefined) return there;
    if (gatherers.size > MOST_JOBS) gatherers.clear();
    const gatherer = gathering<Reports, Written>({
      most: TASKS_PER_TRANSACTION,
      sizeOf: ({ length }) => length,
      quietMs: QUIET_MS,
      mostMs: MOST_MS,
      mostAtOnce: MOST_AT_ONCE,
      send: async (calls) => {
        const written = await writeAll(jobId, calls);
        return calls.map(() => written);
      },
    });
    gatherers.set(jobId, gatherer);
    return gatherer;
  };

  return {
    note: (task) => {
      if (known.size > MOST_KNOWN) known.clear();
      const name = nameOf(task.jobId, task.taskId);
      const read = knownOf(task);
      // What was written meanwhile stays; were it wrong all the same, the condition of the next write would not hold.
      if (read.standing > (known.get(name)?.standing ?? -1)) known.set(name, read);
    },
    advance: async (jobId, reports) => {
      for (let from = 0; from < reports.length; from += TASKS_PER_TRANSACTION) {
        const written = await gathererOf(jobId)(reports.slice(from, from + TASKS_PER_TRANSACTION));
        if (E.isLeft(written)) return written;
      }
      return E.right(undefined);
    },
  };
};
