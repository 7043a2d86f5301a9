// The store of schedules in SQLite.
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Schedule, ScheduleExists, Schedules, StoreUnavailable } from '@api-poller/domain';
import type { Database } from './database.ts';
import { documents, type Taken } from './documents.sqlite.ts';

const asExists = (failure: StoreUnavailable | Taken<Schedule>): StoreUnavailable | ScheduleExists =>
  failure._tag === 'Taken' ? { _tag: 'ScheduleExists', schedule: failure.there } : failure;

export const sqliteSchedules = (db: Database): Schedules => {
  const { parse, create, get, replace } = documents<Schedule>(db, { table: 'schedules', id: 'schedule_id' });
  const remove = db.prepare('DELETE FROM schedules WHERE schedule_id = ?');
  const page = db.prepare(
    "SELECT document FROM schedules WHERE schedule_id > coalesce(?, '') ORDER BY schedule_id LIMIT ?",
  );
  return {
    create: (schedule) => TE.mapLeft(asExists)(create(schedule)),
    get,
    replace,
    remove: (id) => db.write(() => void remove.run(id)),
    list: ({ after, limit }) => db.read(() => page.all(after, limit).map(parse)),
  };
};
