// Partners that state what is not so, of their whole or of their pages, and pages that are not as long as they should be.
import type { Fault } from '@api-poller/external-sim';
import { describe, expect, it } from 'vitest';
import { from, runAgainst } from '../testing/run-against.ts';

const all = from(0, 1_150);
const records = 1_150;
const explicitPage = { pagination: { kind: 'page', total: 'total', pages: 'total_pages' } };

describe('a total that is', () => {
  it.each<[string, Omit<Extract<Fault, { _tag: 'totalOverride' }>, '_tag'>, object]>([
    ['absent', {}, { Verdict: 'COMPLETE', Evidence: [] }],
    ['null', { total: null }, { Verdict: 'COMPLETE', Evidence: [] }],
    ['a text', { total: 'many' }, { Verdict: 'COMPLETE', Evidence: [] }],
    [
      '0',
      { total: 0 },
      { Verdict: 'COMPLETE_WITH_DRIFT', Evidence: [{ kind: 'TOTAL_WRONG', stated: 0, found: 1_150 }] },
    ],
    [
      'less than one page',
      { total: 7 },
      { Verdict: 'COMPLETE_WITH_DRIFT', Evidence: [{ kind: 'TOTAL_WRONG', stated: 7, found: 1_150 }] },
    ],
    [
      'too small',
      { total: 450 },
      {
        Verdict: 'COMPLETE_WITH_DRIFT',
        Evidence: [{ kind: 'TOTAL_WRONG', stated: 450, found: 1_150 }],
      },
    ],
    [
      'too small by one page and a bit',
      { total: 1_049 },
      {
        Verdict: 'COMPLETE_WITH_DRIFT',
        Evidence: [{ kind: 'TOTAL_WRONG', stated: 1_049, found: 1_150 }],
      },
    ],
  ])('%s: every record all the same', async (_, fault, expected) => {
    const { resource, ids } = await runAgainst({ records, faults: [{ _tag: 'totalOverride', ...fault }] });
    expect(resource).toMatchObject(expected);
    expect(ids).toEqual(all);
  });

  it.each(['offset', 'page', 'next-url', 'link'] as const)(
    'too big, by %s: every record that is there, and those that are missing are named',
    async (style) => {
      const { resource, ids } = await runAgainst({
        records,
        style,
        faults: [{ _tag: 'totalOverride', total: 1_500 }],
      });
      expect([resource.Verdict, ids]).toEqual(['INCOMPLETE', all]);
      expect(resource.Evidence).toContainEqual({ kind: 'RECORDS_MISSING', expected: 1_500, received: 1_150 });
    },
  );

  it.each([7, 450, 0])('%i, by page number as told, where the partner caps 100 to 50', async (total) => {
    const { resource, ids } = await runAgainst(
      { records, style: 'page', maxPageSize: 50, faults: [{ _tag: 'totalOverride', total }] },
      explicitPage,
    );
    expect([resource.Verdict, ids]).toEqual(['COMPLETE_WITH_DRIFT', all]);
  });

  it('too small, by next url as told: the chain goes on to its end, and nothing came twice', async () => {
    const { resource, ids } = await runAgainst(
      { records, style: 'next-url', nextStyle: 'opaque', faults: [{ _tag: 'totalOverride', total: 450 }] },
      { pagination: { kind: 'next-url', total: 'count' } },
    );
    expect([resource.Verdict, resource.Evidence]).toEqual([
      'COMPLETE_WITH_DRIFT',
      [{ kind: 'TOTAL_WRONG', stated: 450, found: 1_150 }],
    ]);
    expect(ids).toEqual(all);
  });
});

describe('a page size that is', () => {
  it.each<[string, Omit<Extract<Fault, { _tag: 'pageSizeOverride' }>, '_tag'>, string]>([
    ['0', { pageSize: 0 }, 'COMPLETE'],
    ['absent', {}, 'COMPLETE'],
    ['null', { pageSize: null }, 'COMPLETE'],
    ['a text', { pageSize: 'x' }, 'COMPLETE'],
    ['too small', { pageSize: 30 }, 'COMPLETE'],
    ['too big', { pageSize: 500 }, 'COMPLETE_WITH_DRIFT'],
  ])('stated as %s', async (_, fault, verdict) => {
    const { resource, ids } = await runAgainst(
      { records, faults: [{ _tag: 'pageSizeOverride', ...fault }] },
      { pagination: { kind: 'offset' } },
    );
    expect([resource.Verdict, ids]).toEqual([verdict, all]);
  });

  it.each(['offset', 'page', 'next-url', 'link', 'cursor', 'keyset'] as const)(
    'capped from 100 to 50 without a word, by %s',
    async (style) => {
      const { resource, ids } = await runAgainst({ records, style, faults: [{ _tag: 'capPage', to: 50 }] });
      expect([resource.Verdict, resource.Evidence]).toEqual(['COMPLETE', []]);
      expect(ids).toEqual(all);
    },
  );
});

const short = (startAt: number, times?: number): Fault[] => [
  { _tag: 'shortPage', startAt, missing: 1, ...(times === undefined ? {} : { times }) },
];

describe('a page one row short', () => {
  it.each([300, 1_000, 1_100])(
    'at %i of an offset list: the row is asked for, and comes',
    async (startAt) => {
      const { resource, ids } = await runAgainst({ records, faults: short(startAt) });
      expect([resource.Verdict, resource.Evidence.map(({ kind }) => kind), ids]).toEqual([
        'COMPLETE_WITH_DRIFT',
        ['GAPS_FILLED'],
        all,
      ]);
    },
  );

  it('once, by page number: the page is asked for again, and only the row is taken from it', async () => {
    for (const request of [{}, explicitPage]) {
      const { resource, ids } = await runAgainst({ records, style: 'page', faults: short(300, 1) }, request);
      expect([resource.Verdict, resource.Evidence]).toEqual([
        'COMPLETE_WITH_DRIFT',
        [{ kind: 'GAPS_FILLED', count: 1, taskIds: ['000000000300-100'] }],
      ]);
      expect(ids).toEqual(all);
    }
  });

  it('always, by page number: nothing else can bring the row, and it is missing by name', async () => {
    const { resource, ids } = await runAgainst({ records, style: 'page', faults: short(300) });
    expect(resource.Verdict).toBe('INCOMPLETE');
    expect(resource.Evidence).toContainEqual({ kind: 'RECORDS_MISSING', expected: 1_150, received: 1_149 });
    expect(ids).toEqual(all.filter((id) => id !== 399));
  });

  it('by keyset: the chain goes on behind the last record that came', async () => {
    const { resource, ids } = await runAgainst({ records, style: 'keyset', faults: short(300) });
    expect([resource.Verdict, ids]).toEqual(['COMPLETE', all]);
  });

  it('once, by cursor: asked for again before that is believed', async () => {
    const { resource, ids, partner } = await runAgainst(
      { records, style: 'cursor', faults: short(300, 1) },
      { pagination: { kind: 'cursor' } },
    );
    expect([resource.Verdict, resource.Evidence, ids]).toEqual(['COMPLETE', [], all]);
    // Twelve pages, the first of them twice for the plan, and the short one twice.
    expect(partner.stats().requests).toBe(14);
  });

  it.each(['cursor', 'opaque next url'])(
    'always, by %s: no count can tell, so the page is named',
    async (name) => {
      const [options, pagination] =
        name === 'cursor'
          ? [{ style: 'cursor' } as const, { kind: 'cursor' }]
          : [{ style: 'next-url', nextStyle: 'opaque' } as const, { kind: 'next-url' }];
      const { resource, ids } = await runAgainst({ records, ...options, faults: short(300) }, { pagination });
      expect([resource.Verdict, resource.Evidence]).toEqual([
        'INCOMPLETE',
        [{ kind: 'PAGES_SHORT', count: 1, taskIds: ['c000-000000000003'] }],
      ]);
      expect(ids).toEqual(all.filter((id) => id !== 399));
    },
  );

  it('always, by opaque next url with a total: the row is missing', async () => {
    const { resource } = await runAgainst({
      records,
      style: 'next-url',
      nextStyle: 'opaque',
      faults: short(300),
    });
    expect([resource.Verdict, resource.Evidence]).toEqual([
      'INCOMPLETE',
      [{ kind: 'RECORDS_MISSING', expected: 1_150, received: 1_149 }],
    ]);
  });
});

describe('a wall', () => {
  const walled = { records: 10_300, faults: [{ _tag: 'offsetWall', beyond: 10_000 }] } as const;

  it('beyond 10,000 records: they are delivered, and the wall is named', async () => {
    const { resource, ids } = await runAgainst({ ...walled });
    expect([resource.Verdict, ids]).toEqual(['INCOMPLETE', from(0, 10_000)]);
    expect(resource.Evidence).toContainEqual({
      kind: 'DEEP_PAGE_WALL',
      at: 10_000,
      detail: 'the partner answered 400',
    });
    expect(resource.Evidence).toContainEqual({ kind: 'RECORDS_MISSING', expected: 10_300, received: 10_000 });
  });

  it('and no total: it is not taken for the end', async () => {
    for (const options of [
      { style: 'link', totalHeader: null, statesLast: false },
      { names: { startAt: 'offset', count: 'limit', total: null, pageSize: null, records: 'items' } },
    ] as const) {
      const { resource, kinds, ids } = await runAgainst({ ...walled, ...options });
      expect([resource.Verdict, kinds, ids]).toEqual(['INCOMPLETE', ['END_UNCONFIRMED'], from(0, 10_000)]);
    }
  });
});

describe('an empty list, one full page and an exact multiple', () => {
  it.each([0, 1, 100, 1_200])('of %i records', async (count) => {
    for (const style of ['offset', 'page', 'next-url', 'link', 'cursor', 'keyset'] as const) {
      const { resource, ids } = await runAgainst({ records: count, style });
      expect([style, resource.Verdict, resource.Evidence]).toEqual([style, 'COMPLETE', []]);
      expect(ids).toEqual(from(0, count));
    }
  });
});
