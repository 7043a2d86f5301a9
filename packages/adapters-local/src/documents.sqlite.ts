// Documents in SQLite: one row each, written as JSON, and replaced only at the revision that was read. What jobs and schedules share;
// how they are listed is their own.
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { RevisionMoved, StoreUnavailable } from '@api-poller/domain';
import type { Database } from './database.ts';

interface Document {
  readonly id: string;
  readonly revision: number;
}

/** One was there already. */
export interface Taken<A> {
  readonly _tag: 'Taken';
  readonly there: A;
}

type Row = Readonly<Record<string, unknown>>;

export interface Documents<A> {
  /** What was written by this adapter is read as it was written. */
  readonly parse: (row: Row) => A;
  readonly create: (document: A) => TaskEither<StoreUnavailable | Taken<A>, A>;
  readonly get: (id: string) => TaskEither<StoreUnavailable, A | null>;
  readonly replace: (document: A) => TaskEither<StoreUnavailable | RevisionMoved, A>;
}

/** @param table one with the columns `revision` and `document`, and the named one for the id */
export const documents = <A extends Document>(
  db: Database,
  { table, id }: { readonly table: string; readonly id: string },
): Documents<A> => {
  const select = db.prepare(`SELECT document FROM ${table} WHERE ${id} = ?`);
  const insert = db.prepare(`INSERT INTO ${table} (${id}, revision, document) VALUES (?, ?, ?)`);
  const update = db.prepare(
    `UPDATE ${table} SET revision = ?, document = ? WHERE ${id} = ? AND revision = ?`,
  );
  const parse = (row: Row): A => JSON.parse(String(row['document'])) as A;
  const find = (key: string): A | null => {
    const row = select.get(key);
    return row === undefined ? null : parse(row);
  };
  return {
    parse,
    create: (document) => async () => {
      const written = await db.write((): E.Either<Taken<A>, A> => {
        const there = find(document.id);
        if (there !== null) return E.left({ _tag: 'Taken', there });
        insert.run(document.id, document.revision, JSON.stringify(document));
        return E.right(document);
      })();
      return E.flatten<StoreUnavailable | Taken<A>, A>(written);
    },
    get: (key) => db.read(() => find(key)),
    replace: (document) => async () => {
      const next: A = { ...document, revision: document.revision + 1 };
      const written = await db.write((): E.Either<RevisionMoved, A> => {
        const { changes } = update.run(next.revision, JSON.stringify(next), document.id, document.revision);
        return Number(changes) === 1 ? E.right(next) : E.left({ _tag: 'RevisionMoved' });
      })();
      return E.flatten<StoreUnavailable | RevisionMoved, A>(written);
    },
  };
};
