// The store of tasks in SQLite. The order of states is the WHERE of the write; counters move in the same transaction.
import {
  noCounters,
  standingOf,
  type Counters,
  type Report,
  type Task,
  type Tasks,
  type TaskState,
} from '@api-poller/domain';
import type { Database } from './database.ts';

type Row = Record<string, unknown>;

const taskOf = (row: Row): Task => ({
  jobId: String(row['job_id']),
  taskId: String(row['task_id']),
  attempt: Number(row['attempt']),
  state: row['state'] as TaskState,
  facts:
    row['records'] === null
      ? null
      : { records: Number(row['records']), bytes: Number(row['bytes']), short: Number(row['short']) },
  failure:
    typeof row['reason'] === 'string' ? { reason: row['reason'], detail: String(row['detail']) } : null,
});

const FILTERS: Readonly<Record<TaskState | 'SHORT', string>> = {
  PENDING: "AND state = 'PENDING'",
  STARTED: "AND state = 'STARTED'",
  PAYLOADSAVED: "AND state = 'PAYLOADSAVED'",
  ENQUEUED: "AND state = 'ENQUEUED'",
  FAILED: "AND state = 'FAILED'",
  COMPLETE: "AND state = 'COMPLETE'",
  SHORT: 'AND short > 0',
};

export const sqliteTasks = (db: Database): Tasks => {
  const select = db.prepare('SELECT * FROM tasks WHERE job_id = ? AND task_id = ?');
  const keepGreater = db.prepare(`
    INSERT INTO tasks (job_id, task_id, attempt, state, standing, records, bytes, short, reason, detail)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET attempt = excluded.attempt, state = excluded.state, standing = excluded.standing,
      records = excluded.records, bytes = excluded.bytes, short = excluded.short, reason = excluded.reason, detail = excluded.detail
    WHERE excluded.standing > tasks.standing`);
  const count = db.prepare(`
    INSERT INTO counters (job_id, state, tasks, records) VALUES (?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET tasks = tasks + excluded.tasks, records = records + excluded.records`);
  const selectCounters = db.prepare('SELECT state, tasks, records FROM counters WHERE job_id = ?');

  const apply = (jobId: string, { taskId, attempt, state, facts, failure }: Report): void => {
    const before = select.get(jobId, taskId);
    const standing = standingOf({ attempt, state });
    const { records = null, bytes = null, short = null } = facts ?? {};
    const { reason = null, detail = null } = failure ?? {};
    const { changes } = keepGreater.run(
      jobId,
      taskId,
      attempt,
      state,
      standing,
      records,
      bytes,
      short,
      reason,
      detail,
    );
    if (Number(changes) === 0) return;
    if (before !== undefined) count.run(jobId, String(before['state']), -1, 0);
    count.run(jobId, state, 1, state === 'COMPLETE' ? (facts?.records ?? 0) : 0);
  };

  return {
    advance: (jobId, reports) =>
      db.write(() => {
        for (const report of reports) apply(jobId, report);
      }),
    get: (jobId, ids) =>
      db.read(() =>
        ids.flatMap((id) => {
          const row = select.get(jobId, id);
          return row === undefined ? [] : [taskOf(row)];
        }),
      ),
    list: (jobId, { filter, after, limit }) =>
      db.read(() =>
        db
          .prepare(
            `SELECT * FROM tasks WHERE job_id = ? AND task_id > ? ${filter === null ? '' : FILTERS[filter]} ORDER BY task_id LIMIT ?`,
          )
          .all(jobId, after ?? '', limit)
          .map(taskOf),
      ),
    counters: (jobId) =>
      db.read(() =>
        selectCounters.all(jobId).reduce<Counters>(
          ({ states, records }, row) => ({
            states: { ...states, [String(row['state'])]: Number(row['tasks']) },
            records: records + Number(row['records']),
          }),
          noCounters,
        ),
      ),
  };
};
