// The store of jobs in SQLite.
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Job, JobExists, Jobs, StoreUnavailable } from '@api-poller/domain';
import type { Database } from './database.ts';
import { documents, type Taken } from './documents.sqlite.ts';

const asExists = (failure: StoreUnavailable | Taken<Job>): StoreUnavailable | JobExists =>
  failure._tag === 'Taken' ? { _tag: 'JobExists', job: failure.there } : failure;

export const sqliteJobs = (db: Database): Jobs => {
  const { parse, create, get, replace } = documents<Job>(db, { table: 'jobs', id: 'job_id' });
  const page = db.prepare(
    'SELECT document FROM jobs WHERE number < coalesce((SELECT number FROM jobs WHERE job_id = ?), 9e18) ORDER BY number DESC LIMIT ?',
  );
  return {
    create: (job) => TE.mapLeft(asExists)(create(job)),
    get,
    replace,
    list: ({ before, limit }) => db.read(() => page.all(before, limit).map(parse)),
  };
};
