// Checkpoints of chains in SQLite: the step is a column, so that a write keeps the one that is further.
import type { Checkpoint, Checkpoints } from '@api-poller/domain';
import type { Database } from './database.ts';

export const sqliteCheckpoints = (db: Database): Checkpoints => {
  const select = db.prepare('SELECT document FROM checkpoints WHERE job_id = ? AND chain = ?');
  const keepFurther = db.prepare(`
    INSERT INTO checkpoints (job_id, chain, step, document) VALUES (?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET step = excluded.step, document = excluded.document WHERE excluded.step >= checkpoints.step`);
  return {
    get: (jobId, chain) =>
      db.read(() => {
        const row = select.get(jobId, chain);
        return row === undefined ? null : (JSON.parse(String(row['document'])) as Checkpoint);
      }),
    put: (jobId, chain, checkpoint) =>
      db.write(() => void keepFurther.run(jobId, chain, checkpoint.step, JSON.stringify(checkpoint))),
  };
};
