// The store of jobs in SQLite: one document a job.
import * as E from 'fp-ts/lib/Either.js';
import type { Job, JobExists, Jobs, RevisionMoved, StoreUnavailable } from '@api-poller/domain';
import type { Database } from './database.ts';

const jobOf = (row: Record<string, unknown> | undefined): Job | null =>
  row === undefined ? null : (JSON.parse(String(row['document'])) as Job);

export const sqliteJobs = (db: Database): Jobs => {
  const select = db.prepare('SELECT document FROM jobs WHERE job_id = ?');
  const insert = db.prepare('INSERT INTO jobs (job_id, status, revision, document) VALUES (?, ?, ?, ?)');
  const update = db.prepare(
    'UPDATE jobs SET status = ?, revision = ?, document = ? WHERE job_id = ? AND revision = ?',
  );
  const page = db.prepare(
    'SELECT document FROM jobs WHERE number < coalesce((SELECT number FROM jobs WHERE job_id = ?), 9e18) ORDER BY number DESC LIMIT ?',
  );
  return {
    create: (job) => async () => {
      const written = await db.write((): E.Either<JobExists, Job> => {
        const there = jobOf(select.get(job.id));
        if (there !== null) return E.left({ _tag: 'JobExists', job: there });
        insert.run(job.id, job.status, job.revision, JSON.stringify(job));
        return E.right(job);
      })();
      return E.flatten<StoreUnavailable | JobExists, Job>(written);
    },
    get: (id) => db.read(() => jobOf(select.get(id))),
    replace: (job) => async () => {
      const next: Job = { ...job, revision: job.revision + 1 };
      const written = await db.write((): E.Either<RevisionMoved, Job> => {
        const { changes } = update.run(
          next.status,
          next.revision,
          JSON.stringify(next),
          job.id,
          job.revision,
        );
        return Number(changes) === 1 ? E.right(next) : E.left({ _tag: 'RevisionMoved' });
      })();
      return E.flatten<StoreUnavailable | RevisionMoved, Job>(written);
    },
    list: ({ before, limit }) => db.read(() => page.all(before, limit).flatMap((row) => jobOf(row) ?? [])),
  };
};
