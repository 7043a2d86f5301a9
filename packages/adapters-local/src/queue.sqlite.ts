// The queue in SQLite. One process owns the file, so what is in flight is in memory: a crash delivers it again.
import type { Message, StoreUnavailable, TaskQueue } from '@api-poller/domain';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { Database, Unsubscribe } from './database.ts';

export interface Delivery {
  readonly number: number;
  readonly message: Message;
  /** How often processing it has failed. */
  readonly failures: number;
}

export interface LocalQueue extends TaskQueue {
  /** Up to `limit` messages of the job that are due and not in flight. */
  readonly receive: (jobId: string, nowMs: number, limit: number) => ReadonlyArray<Delivery>;
  readonly acknowledge: (delivery: Delivery) => TaskEither<StoreUnavailable, void>;
  /** Back to the queue, due at `visibleAtMs`. */
  readonly giveBack: (delivery: Delivery, visibleAtMs: number) => TaskEither<StoreUnavailable, void>;
  /** Messages of the job, in flight or not. */
  readonly depth: (jobId: string) => number;
  /** Called whenever a message was sent. */
  readonly onSent: (listener: () => void) => Unsubscribe;
}

export const sqliteQueue = (db: Database): LocalQueue => {
  const insert = db.prepare(
    'INSERT INTO messages (job_id, task_id, attempt, records, bytes, short) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const due = db.prepare(
    'SELECT * FROM messages WHERE job_id = ? AND visible_at <= ? ORDER BY number LIMIT ?',
  );
  const remove = db.prepare('DELETE FROM messages WHERE number = ?');
  const delay = db.prepare('UPDATE messages SET failures = failures + 1, visible_at = ? WHERE number = ?');
  const depth = db.prepare('SELECT count(*) AS depth FROM messages WHERE job_id = ?');
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
      const deliveries = due
        .all(jobId, nowMs, limit + inFlight.size)
        .map((row): Delivery => ({
          number: Number(row['number']),
          failures: Number(row['failures']),
          message: {
            jobId,
            taskId: String(row['task_id']),
            attempt: Number(row['attempt']),
            facts: {
              records: Number(row['records']),
              bytes: Number(row['bytes']),
              short: Number(row['short']),
            },
          },
        }))
        .filter(({ number }) => !inFlight.has(number))
        .slice(0, limit);
      for (const { number } of deliveries) inFlight.add(number);
      return deliveries;
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
    depth: (jobId) => Number(depth.get(jobId)?.['depth'] ?? 0),
    onSent: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
};
