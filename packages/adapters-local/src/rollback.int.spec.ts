// A transaction that fails takes everything with it that was gathered for it: nothing is written or counted later.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ndjsonOutput, openDatabase, sqliteTasks } from './index.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollback-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const fails = (): never => {
  throw new Error('disk I/O error');
};

describe('a transaction that was rolled back', () => {
  it('leaves no record behind that a later one would write', async () => {
    const db = openDatabase(':memory:');
    const output = ndjsonOutput(db, 'job', join(folder, 'out.ndjson'));
    const page = { jobId: 'job', taskId: 'a', records: ['{"id":1}', '{"id":2}'] };
    const [first] = await Promise.all([output.process(page)(), db.write(fails)()]);
    expect(E.isLeft(first)).toBe(true);
    expect(E.isRight(await output.process(page)())).toBe(true);
    output.finish();
    output.close();
    expect(readFileSync(join(folder, 'out.ndjson'), 'utf8')).toBe('{"id":1}\n{"id":2}\n');
  });

  it('leaves no counter moved and no state known', async () => {
    const db = openDatabase(':memory:');
    const tasks = sqliteTasks(db);
    const complete = {
      taskId: 'a',
      attempt: 1,
      state: 'COMPLETE',
      facts: { records: 100, bytes: 1000, short: 0 },
      failure: null,
    } as const;
    const started = { ...complete, state: 'STARTED', facts: null } as const;
    const [first] = await Promise.all([tasks.advance('job', [started])(), db.write(fails)()]);
    expect(E.isLeft(first)).toBe(true);
    expect(E.isRight(await tasks.advance('job', [complete])())).toBe(true);
    expect(await tasks.counters('job')()).toEqual(
      E.right({
        states: { PENDING: 0, STARTED: 0, PAYLOADSAVED: 0, ENQUEUED: 0, FAILED: 0, COMPLETE: 1 },
        records: 100,
      }),
    );
  });
});
