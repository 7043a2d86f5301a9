// Partners that state what is not so: every record is copied all the same, or the verdict says why not.
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { right } from '../testing/expect-right.ts';
import { firstIds, homeAsking } from '../testing/whole-home.ts';
import { pageStating, runWorld, still } from '../testing/offset-world.ts';

describe('a partner that states what is not so', () => {
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['0', 0],
    ['a text', 'lots'],
    ['null', null],
    ['less than the first page has', 50],
  ])('as its total, namely %s: the end is found, and every record copied', async (_, total) => {
    const done = await runWorld({ rows: still(730), stated: () => total });
    expect(done.ids).toEqual(firstIds(730));
    expect(done.Verdict).toBe(typeof total === 'number' ? 'COMPLETE_WITH_DRIFT' : 'COMPLETE');
  });

  it('as its total, in digits: it is taken', async () => {
    const done = await runWorld({ rows: still(250), stated: () => '250' });
    expect([done.Verdict, done.ids.length]).toEqual(['COMPLETE', 250]);
  });

  it('as its total, too little: the end is looked for', async () => {
    const done = await runWorld({ rows: still(1_200), stated: () => 450 });
    expect(done.ids).toEqual(firstIds(1_200));
    expect(done.Verdict).toBe('COMPLETE_WITH_DRIFT');
    expect(done.Evidence).toEqual([{ kind: 'TOTAL_WRONG', stated: 450, found: 1_200 }]);
  });

  it('as its total, too much: the rest is missing, and what there is was copied', async () => {
    const done = await runWorld({ rows: still(1_200), stated: () => 1_500 });
    expect(done.ids).toEqual(firstIds(1_200));
    expect(done.Verdict).toBe('INCOMPLETE');
    expect(done.Evidence).toEqual([{ kind: 'RECORDS_MISSING', expected: 1_500, received: 1_200 }]);
  });

  it('as its total, by page number, that of the page alone, while it caps 100 to 50: the page behind it is looked at', async () => {
    const home = homeAsking(({ url }) => {
      const page = Number(new URL(url).searchParams.get('page') ?? 1);
      const rows = firstIds(120).slice((page - 1) * 50, page * 50);
      return E.right({
        status: 200,
        body: JSON.stringify({ total: rows.length, data: rows.map((id) => ({ id })) }),
      });
    });
    right(
      await home.submit({
        url: 'https://partner.example/rows',
        pagination: { kind: 'page', records: 'data', total: 'total' },
      }),
    );
    await home.prepare();
    for (let i = 0; i < 40 && !(await home.round()).settled; i += 1);
    expect(home.records().toSorted((a, b) => a - b)).toEqual(firstIds(120));
    expect(await home.resource()).toMatchObject({ Records: 120, Total: 3, Verdict: 'COMPLETE_WITH_DRIFT' });
  });

  it('as its page size, nothing, while it caps 100 to 50: the cap is learned from the first page', async () => {
    const done = await runWorld({ rows: still(420), cap: 50 });
    expect([done.Verdict, done.Total, done.Records]).toEqual(['COMPLETE', 9, 420]);
    expect(done.ids).toEqual(firstIds(420));
  });

  it.each([
    ['0', 0],
    ['500', 500],
    ['a text', 'x'],
  ])('as its page size, namely %s', async (_, size) => {
    const done = await runWorld(
      {
        rows: still(420),
        instead: (startAt, count) =>
          pageStating(420, firstIds(420).slice(startAt, startAt + Math.min(count, 100)), { max: size }),
      },
      { pageSize: 'max' },
    );
    expect(done.ids).toEqual(firstIds(420));
    expect(done.Verdict).toBe(size === 500 ? 'COMPLETE_WITH_DRIFT' : 'COMPLETE');
  });
});
