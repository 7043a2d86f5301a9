// Data that moves while it is read, and partners that state what is not so: the record set is exact, or the verdict says why not.
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { right } from '../testing/expect-right.ts';
import type { Answer } from '../testing/memory-home.ts';
import { firstIds, homeAsking, status } from '../testing/whole-home.ts';

interface World {
  /** Ids in the order of the list, at the n-th request. */
  readonly rows: (before: number) => ReadonlyArray<number>;
  readonly stated?: (rows: ReadonlyArray<number>) => unknown;
  readonly cap?: number;
  /** In place of the page. */
  readonly instead?: (startAt: number, count: number, before: number) => Answer | null;
}

const partnerOf =
  ({ rows, stated = (all) => all.length, cap = 100, instead = () => null }: World) =>
  (url: string, before: number): Answer => {
    const query = new URL(url).searchParams;
    const startAt = Number(query.get('startAt'));
    const count = Number(query.get('count'));
    const all = rows(before);
    return (
      instead(startAt, count, before) ??
      E.right({
        status: 200,
        body: JSON.stringify({
          totalRecords: stated(all),
          payload: all.slice(startAt, startAt + Math.min(count, cap)).map((id) => ({ id })),
        }),
      })
    );
  };

const run = async (world: World, pagination: object = {}) => {
  const home = homeAsking(({ url }, before) => partnerOf(world)(url, before));
  right(
    await home.submit({
      url: 'https://partner.example/rows',
      pagination: { kind: 'offset', pageSize: null, ...pagination },
      limits: { concurrency: 1 },
    }),
  );
  await home.prepare();
  for (let i = 0; i < 40 && !(await home.round()).settled; i += 1);
  return { ...(await home.resource()), ids: home.records().toSorted((a, b) => a - b), home };
};
const still = (total: number) => () => firstIds(total);

/** 500 rows, of which the first 200 go before the third request; later 200 come. The second page was read before all that. */
const rowsAt = (reads: number, startAt: number): readonly [number, number] => {
  if (reads <= 2 || startAt === 100) return [0, 500];
  return reads === 3 ? [200, 500] : [200, 700];
};

describe('a list that moves while it is read', () => {
  it('by rows at its end: they are fetched as well', async () => {
    const done = await run({ rows: (before) => firstIds(before < 3 ? 250 : 420) });
    expect([done.Verdict, done.Evidence, done.Total]).toEqual([
      'COMPLETE_WITH_DRIFT',
      [{ kind: 'TAIL_FETCHED', from: 250, to: 420 }],
      6,
    ]);
    expect(done.ids).toEqual(firstIds(420));
  });

  it('by a row at its head: the row that came twice and the shift are named', async () => {
    const done = await run({ rows: (before) => (before < 3 ? firstIds(300) : [1_000, ...firstIds(300)]) });
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
    const done = await run({ rows: (before) => (before < 3 ? firstIds(300) : firstIds(300).slice(1)) });
    expect(done.Verdict).toBe('INCOMPLETE');
    expect(done.Evidence.map(({ kind }) => kind)).toContain('TOTAL_MOVED');
    expect(done.ids).not.toContain(100);
  });

  it('by a row that comes to its head and one that goes from its end: the count fits, the ends do not', async () => {
    const moved = [1_000, ...firstIds(300)].slice(0, 300);
    // Pages are read from the last to the first, as a parallel read may: nothing is read twice, and one row is passed over.
    let reads = 0;
    const done = await run({
      rows: () => firstIds(300),
      instead: (startAt, count) => {
        const page = (all: ReadonlyArray<number>): Answer =>
          E.right({
            status: 200,
            body: JSON.stringify({
              totalRecords: 300,
              payload: all.slice(startAt, startAt + count).map((id) => ({ id })),
            }),
          });
        reads += 1;
        if (reads <= 2) return page(firstIds(300));
        return startAt === 0 || reads > 5 ? page(moved) : page(firstIds(300));
      },
    });
    expect(done.ids).not.toContain(99);
    expect([done.Records, done.Verdict]).toEqual([300, 'INCOMPLETE']);
    expect(done.Evidence).toContainEqual({ kind: 'ROWS_SHIFTED', at: [299] });
  });

  it('by rows that go from its head and as many that come to its end: only the pages between state the fall', async () => {
    let reads = 0;
    const done = await run({
      rows: () => [],
      instead: (startAt, count) => {
        reads += 1;
        const all = firstIds(700).slice(...rowsAt(reads, startAt));
        const page = all.slice(startAt, startAt + count);
        const body = JSON.stringify({ totalRecords: all.length, payload: page.map((id) => ({ id })) });
        return E.right({ status: 200, body });
      },
    });
    expect([done.ids.includes(350), done.Records]).toEqual([false, 500]);
    expect([done.Verdict, done.Evidence]).toEqual(['INCOMPLETE', [{ kind: 'TOTAL_FELL', to: 300 }]]);
  });

  it('by rows that come to its head and go again: only the pages between state that there were more', async () => {
    let reads = 0;
    const done = await run({
      rows: () => [],
      instead: (startAt, count) => {
        reads += 1;
        // 100 rows stand before the list while its second page is read: rows that no other page has stand there then.
        const more = startAt === 100 && reads < 6;
        const page = firstIds(300)
          .slice(startAt, startAt + count)
          .map((id) => (more ? id + 1_000 : id));
        const body = JSON.stringify({
          totalRecords: more ? 400 : 300,
          payload: page.map((id) => ({ id })),
        });
        return E.right({ status: 200, body });
      },
    });
    expect(done.Records).toBe(300);
    expect([done.Verdict, done.Evidence]).toEqual(['INCOMPLETE', [{ kind: 'TOTAL_FELL', to: 300 }]]);
  });

  it('faster than it can be followed', async () => {
    const done = await run({ rows: (before) => firstIds(250 + 10 * before) });
    expect(done.Verdict).toBe('INCOMPLETE');
    expect(done.Evidence).toContainEqual({ kind: 'STILL_GROWING', rounds: 20 });
  });
});

describe('a partner that states what is not so', () => {
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['0', 0],
    ['a text', 'lots'],
    ['null', null],
    ['less than the first page has', 50],
  ])('as its total, namely %s: the end is found, and every record copied', async (_, total) => {
    const done = await run({ rows: still(730), stated: () => total });
    expect(done.ids).toEqual(firstIds(730));
    expect(done.Verdict).toBe(typeof total === 'number' ? 'COMPLETE_WITH_DRIFT' : 'COMPLETE');
  });

  it('as its total, in digits: it is taken', async () => {
    const done = await run({ rows: still(250), stated: () => '250' });
    expect([done.Verdict, done.ids.length]).toEqual(['COMPLETE', 250]);
  });

  it('as its total, too little: the end is looked for', async () => {
    const done = await run({ rows: still(1_200), stated: () => 450 });
    expect(done.ids).toEqual(firstIds(1_200));
    expect(done.Verdict).toBe('COMPLETE_WITH_DRIFT');
    expect(done.Evidence).toEqual([{ kind: 'TOTAL_WRONG', stated: 450, found: 1_200 }]);
  });

  it('as its total, too much: the rest is missing, and what there is was copied', async () => {
    const done = await run({ rows: still(1_200), stated: () => 1_500 });
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
    const done = await run({ rows: still(420), cap: 50 });
    expect([done.Verdict, done.Total, done.Records]).toEqual(['COMPLETE', 9, 420]);
    expect(done.ids).toEqual(firstIds(420));
  });

  it.each([
    ['0', 0],
    ['500', 500],
    ['a text', 'x'],
  ])('as its page size, namely %s', async (_, size) => {
    const done = await run(
      {
        rows: still(420),
        instead: (startAt, count) =>
          E.right({
            status: 200,
            body: JSON.stringify({
              totalRecords: 420,
              max: size,
              payload: firstIds(420)
                .slice(startAt, startAt + Math.min(count, 100))
                .map((id) => ({ id })),
            }),
          }),
      },
      { pageSize: 'max' },
    );
    expect(done.ids).toEqual(firstIds(420));
    expect(done.Verdict).toBe(size === 500 ? 'COMPLETE_WITH_DRIFT' : 'COMPLETE');
  });
});

describe('pages that are not what they should be', () => {
  it('one row short: asked for again, and when it does not come, named', async () => {
    const short = await run({
      rows: still(300),
      instead: (startAt, count) =>
        startAt === 100 && count === 100
          ? E.right({
              status: 200,
              body: JSON.stringify({
                totalRecords: 300,
                payload: firstIds(199)
                  .slice(100)
                  .map((id) => ({ id })),
              }),
            })
          : null,
    });
    expect([short.Verdict, short.ids.length]).toEqual(['COMPLETE_WITH_DRIFT', 300]);
  });

  it('rows of another page among them: they are named, and nothing is COMPLETE', async () => {
    const done = await run({
      rows: still(300),
      instead: (startAt) =>
        startAt === 200
          ? E.right({
              status: 200,
              body: JSON.stringify({
                totalRecords: 300,
                payload: [...firstIds(299).slice(200), 0].map((id) => ({ id })),
              }),
            })
          : null,
    });
    expect([done.Records, done.Verdict]).toEqual([300, 'INCOMPLETE']);
    expect(done.Evidence).toContainEqual({
      kind: 'RECORDS_REPEATED',
      count: 1,
      taskIds: ['000000000000-100', '000000000200-100'],
    });
  });

  it('refused from a place on: the wall is named, and what stands before it was copied', async () => {
    const done = await run({
      rows: still(1_500),
      instead: (startAt) => (startAt >= 1_000 ? status(400) : null),
    });
    expect(done.ids).toEqual(firstIds(1_000));
    expect(done.Verdict).toBe('INCOMPLETE');
    expect(done.Evidence).toContainEqual({
      kind: 'DEEP_PAGE_WALL',
      at: 1_000,
      detail: 'the partner answered 400',
    });
  });

  it('of an empty list: COMPLETE, and COMPLETE_WITH_DRIFT when rows came meanwhile', async () => {
    expect((await run({ rows: still(0) })).Verdict).toBe('COMPLETE');
    const grew = await run({ rows: (before) => firstIds(before === 0 ? 0 : 130) });
    expect([grew.Verdict, grew.ids]).toEqual(['COMPLETE_WITH_DRIFT', firstIds(130)]);
  });

  it.each([1, 99, 100, 101, 200, 1_000])('of a list of %i rows: each row once', async (total) => {
    const done = await run({ rows: still(total) });
    expect([done.Verdict, done.ids]).toEqual(['COMPLETE', firstIds(total)]);
  });

  it('with more rows than were asked for: those that belong to the task are taken', async () => {
    const done = await run({
      rows: still(250),
      instead: (startAt) =>
        E.right({
          status: 200,
          body: JSON.stringify({
            totalRecords: 250,
            payload: firstIds(250)
              .slice(startAt, startAt + 100)
              .map((id) => ({ id })),
          }),
        }),
    });
    expect([done.Verdict, done.ids]).toEqual(['COMPLETE', firstIds(250)]);
  });
});
