// One SQLite file and its writer. All writes asked for in one turn of the event loop share one transaction (group commit):
// a write that succeeded is committed. It knows the tables, not what they mean.
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { StoreUnavailable } from '@api-poller/domain';

const SCHEMA = `
CREATE TABLE IF NOT EXISTS jobs (
  number INTEGER PRIMARY KEY AUTOINCREMENT, job_id TEXT NOT NULL UNIQUE, revision INTEGER NOT NULL,
  document TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS tasks (
  job_id TEXT NOT NULL, task_id TEXT NOT NULL, attempt INTEGER NOT NULL, state TEXT NOT NULL, standing INTEGER NOT NULL,
  records INTEGER, bytes INTEGER, short INTEGER, reason TEXT, detail TEXT,
  PRIMARY KEY (job_id, task_id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS failed_tasks ON tasks (job_id, task_id) WHERE state = 'FAILED';
CREATE INDEX IF NOT EXISTS short_tasks ON tasks (job_id, task_id) WHERE short > 0;
CREATE TABLE IF NOT EXISTS counters (
  job_id TEXT NOT NULL, state TEXT NOT NULL, tasks INTEGER NOT NULL, records INTEGER NOT NULL,
  PRIMARY KEY (job_id, state)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS payloads (
  number INTEGER PRIMARY KEY, job_id TEXT NOT NULL, task_id TEXT NOT NULL, body BLOB NOT NULL, UNIQUE (job_id, task_id));
CREATE TABLE IF NOT EXISTS messages (
  number INTEGER PRIMARY KEY AUTOINCREMENT, job_id TEXT NOT NULL, task_id TEXT NOT NULL, attempt INTEGER NOT NULL,
  records INTEGER NOT NULL, bytes INTEGER NOT NULL, short INTEGER NOT NULL, deliveries INTEGER NOT NULL DEFAULT 0,
  failures INTEGER NOT NULL DEFAULT 0, visible_at INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS messages_of_job ON messages (job_id, number);
CREATE TABLE IF NOT EXISTS batches (
  number INTEGER PRIMARY KEY, job_id TEXT NOT NULL, round TEXT NOT NULL, batch INTEGER NOT NULL, document TEXT NOT NULL,
  UNIQUE (job_id, round, batch));
CREATE INDEX IF NOT EXISTS batches_of_job ON batches (job_id, number);
CREATE TABLE IF NOT EXISTS rounds (job_id TEXT NOT NULL, round TEXT NOT NULL, PRIMARY KEY (job_id, round)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS fingerprints (
  number INTEGER PRIMARY KEY, job_id TEXT NOT NULL, task_id TEXT NOT NULL, bytes BLOB NOT NULL, UNIQUE (job_id, task_id));
CREATE TABLE IF NOT EXISTS checkpoints (
  job_id TEXT NOT NULL, chain TEXT NOT NULL, step INTEGER NOT NULL, document TEXT NOT NULL,
  PRIMARY KEY (job_id, chain)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS paces (
  partner TEXT NOT NULL PRIMARY KEY, theoretical_ms REAL NOT NULL, blocked_until_ms REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS segments (
  job_id TEXT NOT NULL, task_id TEXT NOT NULL, bytes INTEGER NOT NULL, PRIMARY KEY (job_id, task_id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS schedules (
  schedule_id TEXT NOT NULL PRIMARY KEY, revision INTEGER NOT NULL, document TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS outputs (job_id TEXT NOT NULL PRIMARY KEY, bytes INTEGER NOT NULL) WITHOUT ROWID;
`;

/** Raised with each change of the tables. A file of another version is refused: half of a job would stand in tables of the old kind. */
const SCHEMA_VERSION = 4;

const checkVersion = (db: DatabaseSync, path: string): void => {
  const version = Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
  const isNew = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'jobs'").get() === undefined;
  if (version === SCHEMA_VERSION || isNew) return;
  db.close();
  throw new Error(
    `${path} was made by another version of the API poller: finish its jobs with that version, or choose another place`,
  );
};

interface Waiting {
  readonly work: () => void;
  readonly done: (failure: StoreUnavailable | null) => void;
}

/** Ends a subscription; may be called twice. */
export type Unsubscribe = () => void;

export interface Gathered {
  /** Called inside each transaction, right before its commit. Also for what must reach another file no later than the commit. */
  readonly write: () => void;
  /** The transaction was rolled back: what was gathered for it never happened. */
  readonly forget: () => void;
}

export interface Database {
  readonly prepare: (sql: string) => StatementSync;
  /** Reads what is committed, at once. */
  readonly read: <A>(work: () => A) => TaskEither<StoreUnavailable, A>;
  /** Runs the work inside the turn's transaction; succeeds once that is committed. The work must not wait for anything. */
  readonly write: <A>(work: () => A) => TaskEither<StoreUnavailable, A>;
  /** For what is gathered during a turn: written at its end, once. */
  readonly beforeCommit: (gathered: Gathered) => Unsubscribe;
  readonly close: () => void;
}

const unavailable = (cause: unknown): StoreUnavailable => ({
  _tag: 'StoreUnavailable',
  detail: cause instanceof Error ? cause.message : 'the database failed',
});

/** @param path a file, or ':memory:'. Throws when the file cannot be opened, another process has it, or another version made it. */
export const openDatabase = (path: string): Database => {
  const db = new DatabaseSync(path);
  // EXCLUSIVE: two engines on one file would both run its jobs; the second is refused at once. NORMAL: after a loss of power
  // the last commits may be gone, never torn; after a crash of the process nothing is.
  db.exec(
    'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY;',
  );
  // 10,000 pages are 40 MB. SQLite's 1,000 fsync four times a second at full speed, and write pages back that change again a
  // moment later; more would only be more to read after a crash.
  db.exec('PRAGMA wal_autocheckpoint = 10000;');
  db.exec('BEGIN EXCLUSIVE; COMMIT;');
  checkVersion(db, path);
  db.exec(SCHEMA);
  db.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const gatherers = new Set<Gathered>();
  let waiting: Waiting[] = [];

  const flush = (): void => {
    const turn = waiting;
    waiting = [];
    let failure: StoreUnavailable | null = null;
    try {
      begin.run();
      for (const { work } of turn) work();
      for (const { write } of gatherers) write();
      commit.run();
    } catch (cause) {
      failure = unavailable(cause);
      if (db.isTransaction) db.exec('ROLLBACK');
      for (const { forget } of gatherers) forget();
    }
    for (const { done } of turn) done(failure);
  };

  const commitSoon = (entry: Waiting): void => {
    if (waiting.push(entry) === 1) setImmediate(flush);
  };

  return {
    prepare: (sql) => db.prepare(sql),
    read: (work) => async () => {
      try {
        return E.right(work());
      } catch (cause) {
        return E.left(unavailable(cause));
      }
    },
    write:
      <A>(work: () => A): TaskEither<StoreUnavailable, A> =>
      () =>
        new Promise<E.Either<StoreUnavailable, A>>((resolve) => {
          let result: E.Either<StoreUnavailable, A> = E.left(unavailable(null));
          commitSoon({
            work: () => {
              result = E.right(work());
            },
            done: (failure) => resolve(failure === null ? result : E.left(failure)),
          });
        }),
    beforeCommit: (gathered) => {
      gatherers.add(gathered);
      return () => void gatherers.delete(gathered);
    },
    close: () => {
      if (waiting.length > 0) flush();
      db.close();
    },
  };
};
