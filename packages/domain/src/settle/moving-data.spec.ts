// Lists that move while they are read: the record set is exact, or the verdict says why not.
import { describe, expect, it } from 'vitest';
import { firstIds } from '../testing/whole-home.ts';
import { pageStating, runWorld } from '../testing/offset-world.ts';

/** 500 rows, of which the first 200 go before the third request; later 200 come. The second page was read before all that. */
const rowsAt = (reads: number, startAt: number): readonly [number, number] => {
  if (reads <= 2 || startAt === 100) return [0, 500];
  return reads === 3 ? [200, 500] : [200, 700];
};

describe('a list that moves while it is read', () => {
  it('by rows at its end: they are fetched as well', async () => {
    const done = await runWorld({ rows: (before) => firstIds(before < 3 ? 250 : 420) });
    expect([done.Verdict, done.Evidence, done.Total]).toEqual([
      'COMPLETE_WITH_DRIFT',
      [{ kind: 'TAIL_FETCHED', from: 250, to: 420 }],
      6,
    ]);
    expect(done.ids).toEqual(firstIds(420));
  });

  it('by a row at its head: the row that came twice and the shift are named', async () => {
    const done = await runWorld({
      rows: (before) => (before < 3 ? firstIds(300) : [1_000, ...firstIds(300)]),
    });
    expect(done.Verdict).toBe('INCOMPLETE');
    expect(done.Evidence).toEqual([
      { kind: 'ROWS_SHIFTED', at: [0] },
      { kind: 'TAIL_FETCHED', from: 300, to: 301 },
      { kind: 'RECORDS_REPEATED', count: 1, taskIds: ['000000000000-100', '000000000100-100'] },
    ]);
    // All that is in reach was delivered: only what came to the head is not.
    expect(new Set(done.ids)).toEqual(new Set(firstIds(300)));
  });

  it('by a row that goes from its head: it cannot vouch for what was passed over', async () => {
    const done = await runWorld({ rows: (before) => (before < 3 ? firstIds(300) : firstIds(300).slice(1)) });
    expect(done.Verdict).toBe('INCOMPLETE');
    expect(done.Evidence.map(({ kind }) => kind)).toContain('TOTAL_MOVED');
    expect(done.ids).not.toContain(100);
  });

  it('by a row that comes to its head and one that goes from its end: the count fits, the ends do not', async () => {
    const moved = [1_000, ...firstIds(300)].slice(0, 300);
    // Pages are read from the last to the first, as a parallel read may: nothing is read twice, and one row is passed over.
    let reads = 0;
    const done = await runWorld({
      rows: () => firstIds(300),
      instead: (startAt, count) => {
        reads += 1;
        const hasMoved = reads > 5 || (reads > 2 && startAt === 0);
        return pageStating(300, (hasMoved ? moved : firstIds(300)).slice(startAt, startAt + count));
      },
    });
    expect(done.ids).not.toContain(99);
    expect([done.Records, done.Verdict]).toEqual([300, 'INCOMPLETE']);
    expect(done.Evidence).toContainEqual({ kind: 'ROWS_SHIFTED', at: [299] });
  });

  it('by rows that go from its head and as many that come to its end: only the pages between state the fall', async () => {
    let reads = 0;
    const done = await runWorld({
      rows: () => [],
      instead: (startAt, count) => {
        reads += 1;
        const all = firstIds(700).slice(...rowsAt(reads, startAt));
        return pageStating(all.length, all.slice(startAt, startAt + count));
      },
    });
    expect([done.ids.includes(350), done.Records]).toEqual([false, 500]);
    expect([done.Verdict, done.Evidence]).toEqual(['INCOMPLETE', [{ kind: 'TOTAL_FELL', to: 300 }]]);
  });

  it('by rows that come to its head and go again: only the pages between state that there were more', async () => {
    let reads = 0;
    const done = await runWorld({
      rows: () => [],
      instead: (startAt, count) => {
        reads += 1;
        // 100 rows stand before the list while its second page is read: rows that no other page has stand there then.
        const more = startAt === 100 && reads < 6;
        const page = firstIds(300).slice(startAt, startAt + count);
        return more
          ? pageStating(
              400,
              page.map((id) => id + 1_000),
            )
          : pageStating(300, page);
      },
    });
    expect(done.Records).toBe(300);
    expect([done.Verdict, done.Evidence]).toEqual(['INCOMPLETE', [{ kind: 'TOTAL_FELL', to: 300 }]]);
  });

  it('faster than it can be followed', async () => {
    const done = await runWorld({ rows: (before) => firstIds(250 + 10 * before) });
    expect(done.Verdict).toBe('INCOMPLETE');
    expect(done.Evidence).toContainEqual({ kind: 'STILL_GROWING', rounds: 20 });
  });
});
