// Records as one NDJSON file a job. The file is written before the commit that counts its bytes, so what is committed is
// there, and what is not is cut off at the next start: no record torn, none doubled. One segment a task makes it idempotent.
import {
  closeSync,
  existsSync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { pipe } from 'fp-ts/lib/function.js';
import type { ProcessingFailed, Processor } from '@api-poller/domain';
import type { Database } from './database.ts';

export interface NdjsonOutput extends Processor {
  /** Makes the file durable and gives it its final name. May be called again. */
  readonly finish: () => void;
  readonly close: () => void;
}

/**
 * @param path the final name; records gather in `<path>.part` until `finish`
 * Throws when the part is shorter than what was committed: then somebody else has changed it.
 */
export const ndjsonOutput = (db: Database, jobId: string, path: string): NdjsonOutput => {
  const part = `${path}.part`;
  mkdirSync(dirname(path), { recursive: true });
  const committed = Number(
    db.prepare('SELECT bytes FROM outputs WHERE job_id = ?').get(jobId)?.['bytes'] ?? 0,
  );
  // A finished file is continued when its job is: a retry adds to what was delivered.
  if (!existsSync(part) && existsSync(path) && committed > 0) renameSync(path, part);
  const file = openSync(part, existsSync(part) ? 'r+' : 'w+');
  const { size } = fstatSync(file);
  if (size < committed)
    throw new Error(
      `${part} has ${size} bytes, but ${committed} were written to it: it was changed by somebody else`,
    );
  ftruncateSync(file, committed);

  const known = db.prepare('SELECT 1 FROM segments WHERE job_id = ? AND task_id = ?');
  const insert = db.prepare('INSERT INTO segments (job_id, task_id, bytes) VALUES (?, ?, ?)');
  const count = db.prepare(
    'INSERT INTO outputs (job_id, bytes) VALUES (?, ?) ON CONFLICT DO UPDATE SET bytes = excluded.bytes',
  );
  // Of the last turn that was not rolled back, and with this turn's.
  let length = committed;
  let lengthNow = committed;
  let segments: Buffer[] = [];

  const unsubscribe = db.beforeCommit({
    write: () => {
      length = lengthNow;
      if (segments.length === 0) return;
      const bytes = Buffer.concat(segments);
      segments = [];
      for (let written = 0; written < bytes.length;)
        written += writeSync(file, bytes, written, bytes.length - written, length + written);
      lengthNow = length + bytes.length;
      count.run(jobId, lengthNow);
    },
    forget: () => {
      segments = [];
      lengthNow = length;
    },
  });

  return {
    process: ({ taskId, records }) =>
      pipe(
        db.write(() => {
          if (records.length === 0 || known.get(jobId, taskId) !== undefined) return;
          const segment = Buffer.from(`${records.join('\n')}\n`);
          insert.run(jobId, taskId, segment.length);
          segments.push(segment);
        }),
        TE.mapLeft((failure): ProcessingFailed => ({ _tag: 'ProcessingFailed', detail: failure.detail })),
      ),
    finish: () => {
      fdatasyncSync(file);
      if (existsSync(part)) renameSync(part, path);
    },
    close: () => {
      unsubscribe();
      closeSync(file);
    },
  };
};
