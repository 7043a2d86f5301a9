// The store of schedules in SQLite: one document a schedule.
import * as E from 'fp-ts/lib/Either.js';
import type {
  RevisionMoved,
  Schedule,
  ScheduleExists,
  Schedules,
  StoreUnavailable,
} from '@api-poller/domain';
import type { Database } from './database.ts';

const scheduleOf = (row: Record<string, unknown> | undefined): Schedule | null =>
  row === undefined ? null : (JSON.parse(String(row['document'])) as Schedule);

export const sqliteSchedules = (db: Database): Schedules => {
  const select = db.prepare('SELECT document FROM schedules WHERE schedule_id = ?');
  const insert = db.prepare('INSERT INTO schedules (schedule_id, revision, document) VALUES (?, ?, ?)');
  const update = db.prepare(
    'UPDATE schedules SET revision = ?, document = ? WHERE schedule_id = ? AND revision = ?',
  );
  const remove = db.prepare('DELETE FROM schedules WHERE schedule_id = ?');
  const page = db.prepare(
    "SELECT document FROM schedules WHERE schedule_id > coalesce(?, '') ORDER BY schedule_id LIMIT ?",
  );
  return {
    create: (schedule) => async () => {
      const written = await db.write((): E.Either<ScheduleExists, Schedule> => {
        const there = scheduleOf(select.get(schedule.id));
        if (there !== null) return E.left({ _tag: 'ScheduleExists', schedule: there });
        insert.run(schedule.id, schedule.revision, JSON.stringify(schedule));
        return E.right(schedule);
      })();
      return E.flatten<StoreUnavailable | ScheduleExists, Schedule>(written);
    },
    get: (id) => db.read(() => scheduleOf(select.get(id))),
    replace: (schedule) => async () => {
      const next: Schedule = { ...schedule, revision: schedule.revision + 1 };
      const written = await db.write((): E.Either<RevisionMoved, Schedule> => {
        const { changes } = update.run(next.revision, JSON.stringify(next), schedule.id, schedule.revision);
        return Number(changes) === 1 ? E.right(next) : E.left({ _tag: 'RevisionMoved' });
      })();
      return E.flatten<StoreUnavailable | RevisionMoved, Schedule>(written);
    },
    remove: (id) => db.write(() => void remove.run(id)),
    list: ({ after, limit }) => db.read(() => page.all(after, limit).flatMap((row) => scheduleOf(row) ?? [])),
  };
};
