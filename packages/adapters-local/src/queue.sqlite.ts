// The queue in SQLite. One process owns the file, so what is in flight is in memory: a crash delivers it again.
import type { Message, StoreUnavailable, TaskQueue } from '@api-poller/domain';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Database, Unsubscribe } from './database.ts';

export interface Delivery {
  readonly number: number;
  readonly message: Message;
  /** How often processing it has failed. */
  readonly failures: number;
  /** How often it was delivered and the process ended before it said what became of it. */
  readonly crashes: number;
}

export interface LocalQueue extends TaskQueue {
  /**
   * Up to `limit` messages of the job that are due and not in flight; each delivery is counted before it is handed out.
   * A message that may have ended the process comes alone, so that it takes no other with it.
   */
  readonly receive: (
    jobId: string,
    nowMs: number,
    limit: number,
  ) => TE.TaskEither<StoreUnavailable, ReadonlyArray<Delivery>>;
  readonly acknowledge: (delivery: Delivery) => TE.TaskEither<StoreUnavailable, void>;
  /** Back to the queue, due at `visibleAtMs`. */
  readonly giveBack: (delivery: Delivery, visibleAtMs: number) => TE.TaskEither<StoreUnavailable, void>;
  /** Whether the job has no message, in flight or not. */
  readonly isEmpty: (jobId: string) => boolean;
  /** Called whenever a message was sent. */
  readonly onSent: (listener: () => void) => Unsubscribe;
}

const deliveryOf = (row: Record<string, unknown>): Delivery => ({
  number: Number(row['number']),
  failures: Number(row['failures']),
  crashes: Number(row['deliveries']) - Number(row['failures']),
  message: {
    jobId: String(row['job_id']),
    taskId: String(row['task_id']),
    attempt: Number(row['attempt']),
    facts: {
      records: Number(row['records']),
      bytes: Number(row['bytes']),
      short: Number(row['short']),
    },
  },
});

export const sqliteQueue = (db: Database): LocalQueue => {
  const insert = db.prepare(
    'INSERT INTO messages (job_id, task_id, attempt, records, bytes, short) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const due = db.prepare(
    'SELECT * FROM messages INDEXED BY messages_of_job WHERE job_id = ? AND visible_at <= ? ORDER BY number LIMIT ?',
  );
  const deliver = db.prepare('UPDATE messages SET deliveries = deliveries + 1 WHERE number = ?');
  const remove = db.prepare('DELETE FROM messages WHERE number = ?');
  const delay = db.prepare('UPDATE messages SET failures = failures + 1, visible_at = ? WHERE number = ?');
  const any = db.prepare('SELECT 1 FROM messages WHERE job_id = ? LIMIT 1');
  const inFlight = new Set<number>();
  const listeners = new Set<() => void>();

  return {
    send:
      ({ jobId, taskId, attempt, facts: { records, bytes, short } }) =>
      async () => {
        const sent = await db.write(() => void insert.run(jobId, taskId, attempt, records, bytes, short))();
        for (const listener of listeners) listener();
        return sent;
      },
    receive: (jobId, nowMs, limit) => {
      const waiting = due
        .all(jobId, nowMs, limit + inFlight.size)
        .map(deliveryOf)
        .filter(({ number }) => !inFlight.has(number))
        .slice(0, limit);
      const suspect = waiting.findIndex(({ crashes }) => crashes > 0);
      const deliveries = suspect < 0 ? waiting : waiting.slice(0, Math.max(1, suspect));
      if (deliveries.length === 0) return TE.right([]);
      for (const { number } of deliveries) inFlight.add(number);
      return db.write(() => {
        for (const { number } of deliveries) deliver.run(number);
        return deliveries;
      });
    },
    acknowledge:
      ({ number }) =>
      async () => {
        const removed = await db.write(() => void remove.run(number))();
        inFlight.delete(number);
        return removed;
      },
    giveBack:
      ({ number }, visibleAtMs) =>
      async () => {
        const delayed = await db.write(() => void delay.run(visibleAtMs, number))();
        inFlight.delete(number);
        return delayed;
      },
    isEmpty: (jobId) => any.get(jobId) === undefined,
    onSent: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
};
