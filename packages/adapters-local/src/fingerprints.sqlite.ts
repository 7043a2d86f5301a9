// Fingerprints in SQLite: a BLOB a page, appended within the turn's commit; sorted by task only when they are read.
import type { Fingerprints } from '@api-poller/domain';
import type { Database } from './database.ts';

/** A BLOB is memory outside of the heap, given back late: more of them at once would make the peak of a great job. */
const TASKS_PER_LIST = 100;

export const sqliteFingerprints = (db: Database): Fingerprints => {
  const insert = db.prepare(
    'INSERT INTO fingerprints (job_id, task_id, bytes) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET bytes = excluded.bytes',
  );
  const select = db.prepare('SELECT bytes FROM fingerprints WHERE job_id = ? AND task_id = ?');
  const page = db.prepare(
    'SELECT task_id, bytes FROM fingerprints WHERE job_id = ? AND task_id > ? ORDER BY task_id LIMIT ?',
  );
  const remove = db.prepare('DELETE FROM fingerprints WHERE job_id = ?');
  return {
    keep: (jobId, { taskId, bytes }) => db.write(() => void insert.run(jobId, taskId, bytes)),
    get: (jobId, taskId) =>
      db.read(() => (select.get(jobId, taskId)?.['bytes'] as Uint8Array | undefined) ?? null),
    list: (jobId, after) =>
      db.read(() =>
        page
          .all(jobId, after ?? '', TASKS_PER_LIST)
          .map((row) => ({ taskId: String(row['task_id']), bytes: row['bytes'] as Uint8Array })),
      ),
    forget: (jobId) => db.write(() => void remove.run(jobId)),
  };
};
