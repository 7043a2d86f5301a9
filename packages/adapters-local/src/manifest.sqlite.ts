// The manifest in SQLite: batches that wait for a worker. A batch is removed when it is finished.
import * as E from 'fp-ts/lib/Either.js';
import type { Batch, Manifest, StoreUnavailable } from '@api-poller/domain';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { Database } from './database.ts';

export interface Claim {
  readonly number: number;
  readonly batch: Batch;
}

export interface LocalManifest extends Manifest {
  /** The first batch of the job behind `after` (0 for the first). */
  readonly next: (jobId: string, after: number) => Claim | null;
  readonly finish: (claim: Claim) => TaskEither<StoreUnavailable, void>;
}

/** Rows of one transaction: few enough to hold in memory, many enough that the commit does not show. */
const ROWS_PER_WRITE = 5_000;

export const sqliteManifest = (db: Database): LocalManifest => {
  const begun = db.prepare('SELECT 1 FROM rounds WHERE job_id = ? AND round = ?');
  const complete = db.prepare('INSERT OR IGNORE INTO rounds (job_id, round) VALUES (?, ?)');
  const insert = db.prepare(
    'INSERT OR IGNORE INTO batches (job_id, round, batch, document) VALUES (?, ?, ?, ?)',
  );
  const next = db.prepare(
    'SELECT * FROM batches INDEXED BY batches_of_job WHERE job_id = ? AND number > ? ORDER BY number LIMIT 1',
  );
  const remove = db.prepare('DELETE FROM batches WHERE number = ?');

  return {
    write: (jobId, round, batches) => async () => {
      if (begun.get(jobId, round) !== undefined) return E.right(undefined);
      const rest = batches[Symbol.iterator]();
      for (let done = false; !done;) {
        const written = await db.write(() => {
          for (let rows = 0; rows < ROWS_PER_WRITE; rows += 1) {
            const step = rest.next();
            if (step.done === true) {
              complete.run(jobId, round);
              done = true;
              return;
            }
            insert.run(jobId, round, step.value.index, JSON.stringify(step.value));
          }
        })();
        if (E.isLeft(written)) return written;
      }
      return E.right(undefined);
    },
    next: (jobId, after) => {
      const row = next.get(jobId, after);
      if (row === undefined) return null;
      return { number: Number(row['number']), batch: JSON.parse(String(row['document'])) as Batch };
    },
    finish: ({ number }) => db.write(() => void remove.run(number)),
  };
};
