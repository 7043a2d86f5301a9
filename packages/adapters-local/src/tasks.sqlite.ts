// The store of tasks in SQLite. The order of states is the WHERE of the write; counters move in the same transaction,
// once for all of its reports.
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

interface Counted {
  readonly tasks: number;
  readonly records: number;
}

interface Before {
  readonly state: string;
  readonly standing: number;
}

/** More than are under way in any job, whose pages in the queue included; 10,000 take 2 MB. They are read again when forgotten. */
const MOST_UNDER_WAY = 10_000;

export const sqliteTasks = (db: Database): Tasks => {
  const select = db.prepare('SELECT * FROM tasks WHERE job_id = ? AND task_id = ?');
  const standingNow = db.prepare('SELECT state, standing FROM tasks WHERE job_id = ? AND task_id = ?');
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

  // Counters of this turn, by job and state: a turn's reports move the same few many times.
  const moved = new Map<string, Map<string, Counted>>();
  const move = (jobId: string, state: string, tasks: number, records: number): void => {
    const ofJob = moved.get(jobId) ?? new Map<string, Counted>();
    const counted = ofJob.get(state);
    moved.set(
      jobId,
      ofJob.set(state, { tasks: (counted?.tasks ?? 0) + tasks, records: (counted?.records ?? 0) + records }),
    );
  };
  // Where the tasks under way stand: each is reported on four times within a moment, and nobody else writes the file.
  const underWay = new Map<string, Before>();
  db.beforeCommit({
    write: () => {
      for (const [jobId, states] of moved)
        for (const [state, { tasks, records }] of states)
          if (tasks !== 0 || records !== 0) count.run(jobId, state, tasks, records);
      moved.clear();
      if (underWay.size > MOST_UNDER_WAY) underWay.clear();
    },
    forget: () => {
      moved.clear();
      underWay.clear();
    },
  });

  const apply = (jobId: string, { taskId, attempt, state, facts, failure }: Report): void => {
    const key = `${jobId}/${taskId}`;
    const before = underWay.get(key) ?? (standingNow.get(jobId, taskId) as Before | undefined);
    const standing = standingOf({ attempt, state });
    if (before !== undefined && before.standing >= standing) return;
    const { records = null, bytes = null, short = null } = facts ?? {};
    const { reason = null, detail = null } = failure ?? {};
    keepGreater.run(jobId, taskId, attempt, state, standing, records, bytes, short, reason, detail);
    if (state === 'COMPLETE') underWay.delete(key);
    else underWay.set(key, { state, standing });
    if (before !== undefined) move(jobId, before.state, -1, 0);
    move(jobId, state, 1, state === 'COMPLETE' ? (facts?.records ?? 0) : 0);
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
