// Data that moves while it is read, chains that go in circles, records that come twice: exact, or told.
// Requests are one after the other here, so that a change falls between the same two pages each time.
import type { Fault } from '@api-poller/external-sim';
import { describe, expect, it } from 'vitest';
import { from, runAgainst } from '../testing/run-against.ts';

const records = 1_150;
const all = from(0, records);
const limits = { concurrency: 1 };
/** After the first contact and some pages. */
const atRequest = 6;

describe('rows that come to the end', () => {
  it.each(['offset', 'page', 'next-url', 'link'] as const)(
    'of a list by %s: fetched as well',
    async (style) => {
      const faults: Fault[] = [{ _tag: 'grow', atRequest, by: 233 }];
      const { resource, ids } = await runAgainst({ records, style, faults }, { limits });
      expect([resource.Verdict, resource.Evidence]).toEqual([
        'COMPLETE_WITH_DRIFT',
        [{ kind: 'TAIL_FETCHED', from: 1_150, to: 1_383 }],
      ]);
      expect(ids).toEqual(from(0, 1_383));
    },
  );

  it('by page number as told, where nothing names a record: none of them counts as doubled', async () => {
    const faults: Fault[] = [{ _tag: 'grow', atRequest, by: 233 }];
    const pagination = { kind: 'page', total: 'total', pages: 'total_pages' };
    const { resource, ids } = await runAgainst({ records, style: 'page', faults }, { limits, pagination });
    expect([resource.Verdict, ids]).toEqual(['COMPLETE_WITH_DRIFT', from(0, 1_383)]);
  });

  it.each(['cursor', 'keyset'] as const)('of a list by %s: they come by themselves', async (style) => {
    const faults: Fault[] = [{ _tag: 'grow', atRequest, by: 233 }];
    const { resource, ids } = await runAgainst({ records, style, faults }, { limits });
    expect([resource.Verdict, ids]).toEqual(['COMPLETE', from(0, 1_383)]);
  });
});

describe('a row that comes to the head', () => {
  const faults: Fault[] = [{ _tag: 'insertAtHead', atRequest, by: 1 }];

  it.each(['offset', 'page', 'next-url', 'link'] as const)(
    'of a list by %s: every row that was there is delivered; what came twice and the shift are named',
    async (style) => {
      const { resource, kinds, ids } = await runAgainst({ records, style, faults }, { limits });
      expect(resource.Verdict).toBe('INCOMPLETE');
      expect(kinds).toEqual(['ROWS_SHIFTED', 'TAIL_FETCHED', 'RECORDS_REPEATED']);
      expect(new Set(ids)).toEqual(new Set(all));
      expect(ids.length).toBe(1_151);
    },
  );

  it.each(['cursor', 'keyset'] as const)('of a list by %s: no matter', async (style) => {
    const { resource, ids } = await runAgainst({ records, style, faults }, { limits });
    expect([resource.Verdict, ids]).toEqual(['COMPLETE', all]);
  });

  it.each([
    ['next-url', { kind: 'next-url', total: 'count' }],
    ['link', { kind: 'link' }],
  ] as const)('of a list walked by %s as told: the same is named', async (style, pagination) => {
    const { resource, kinds, ids } = await runAgainst({ records, style, faults }, { limits, pagination });
    expect([resource.Verdict, kinds]).toEqual(['INCOMPLETE', ['ROWS_SHIFTED', 'RECORDS_REPEATED']]);
    expect(new Set(ids)).toEqual(new Set(all));
  });
});

describe('a row that goes from the head', () => {
  const faults: Fault[] = [{ _tag: 'deleteAtHead', atRequest, by: 1 }];

  it.each(['offset', 'page', 'next-url', 'link'] as const)(
    'of a list by %s: one row is passed over, and the verdict does not vouch for it',
    async (style) => {
      const { resource, kinds, ids } = await runAgainst({ records, style, faults }, { limits });
      expect(resource.Verdict).toBe('INCOMPLETE');
      expect(kinds.slice(0, 2)).toEqual(['ROWS_SHIFTED', 'TOTAL_MOVED']);
      expect([ids.length, new Set(ids).size]).toEqual([1_149, 1_149]);
    },
  );

  it.each([
    ['next-url', { kind: 'next-url', total: 'count' }, ['ROWS_SHIFTED', 'TOTAL_FELL']],
    ['link', { kind: 'link', total: 'header:x-total-count' }, ['ROWS_SHIFTED', 'TOTAL_FELL']],
    ['link', { kind: 'link' }, ['ROWS_SHIFTED']],
  ] as const)('of a list walked by %s as told %j: likewise', async (style, pagination, expected) => {
    const { resource, kinds, ids } = await runAgainst({ records, style, faults }, { limits, pagination });
    expect([resource.Verdict, kinds, ids.length]).toEqual(['INCOMPLETE', [...expected], 1_149]);
  });

  it.each(['cursor', 'keyset'] as const)('of a list by %s: every other row', async (style) => {
    const { resource, ids } = await runAgainst({ records, style, faults }, { limits });
    expect([resource.Verdict, ids]).toEqual(['COMPLETE', all]);
  });

  it('of a list by an opaque next url with a total: the total fell, and what hides in the url nobody knows', async () => {
    const { resource, ids } = await runAgainst(
      { records, style: 'next-url', nextStyle: 'opaque', faults },
      { limits },
    );
    expect([resource.Verdict, resource.Evidence]).toEqual([
      'INCOMPLETE',
      [
        { kind: 'TOTAL_FELL', to: 1_149 },
        { kind: 'TOTAL_WRONG', stated: 1_149, found: 1_150 },
      ],
    ]);
    expect(ids).toEqual(all);
  });
});

describe('a row that goes from the head while one comes to the end', () => {
  it.each(['offset', 'page'] as const)('of a list by %s: the shift is named', async (style) => {
    const faults: Fault[] = [
      { _tag: 'deleteAtHead', atRequest, by: 1 },
      { _tag: 'grow', atRequest, by: 1 },
    ];
    const { resource, kinds } = await runAgainst({ records, style, faults }, { limits });
    expect([resource.Verdict, kinds]).toEqual(['INCOMPLETE', ['ROWS_SHIFTED']]);
  });
});

describe('a chain in a circle', () => {
  it.each([
    ['A, B, A, B', { _tag: 'cursorLoop', after: 5, period: 1 }],
    ['over four pages', { _tag: 'cursorLoop', after: 5, period: 3 }],
    ['the same page again', { _tag: 'cursorLoop', after: 5, period: 0 }],
  ] as ReadonlyArray<[string, Fault]>)('%s: each page once, and the circle is named', async (_, fault) => {
    for (const [style, pagination] of [
      ['cursor', { kind: 'cursor' }],
      ['next-url', { kind: 'next-url' }],
      ['link', { kind: 'link' }],
    ] as const) {
      const { resource, kinds, ids } = await runAgainst({ records, style, faults: [fault] }, { pagination });
      expect([style, resource.Verdict, kinds, ids]).toEqual([
        style,
        'INCOMPLETE',
        ['CHAIN_CUT'],
        from(0, 600),
      ]);
      expect(resource.Evidence).toMatchObject([{ reason: 'circle', taskId: 'c000-000000000005' }]);
    }
  });

  it('by keyset, where only the records can tell: what came twice is named', async () => {
    const faults: Fault[] = [{ _tag: 'cursorLoop', after: 5, period: 1 }];
    const { resource, kinds, ids } = await runAgainst({ records, style: 'keyset', faults });
    expect([resource.Verdict, kinds]).toEqual(['INCOMPLETE', ['CHAIN_CUT', 'RECORDS_REPEATED']]);
    expect(new Set(ids)).toEqual(new Set(from(0, 600)));
  });

  it('does not matter where any page can be asked for alone', async () => {
    const faults: Fault[] = [{ _tag: 'cursorLoop', after: 5, period: 1 }];
    const { resource, ids } = await runAgainst({ records, style: 'link', faults });
    expect([resource.Verdict, ids]).toEqual(['COMPLETE', all]);
  });
});

describe('records of another page among those of one', () => {
  it.each(['offset', 'page', 'next-url', 'link', 'cursor'] as const)(
    'by %s: they are counted and found',
    async (style) => {
      const faults: Fault[] = [{ _tag: 'repeatRecords', startAt: 300, from: 0, count: 3 }];
      const { resource, kinds, ids } = await runAgainst({ records, style, faults });
      expect([resource.Verdict, kinds, ids.length, new Set(ids).size]).toEqual([
        'INCOMPLETE',
        ['RECORDS_REPEATED'],
        1_150,
        1_147,
      ]);
      expect(resource.Evidence).toMatchObject([{ count: 3 }]);
    },
  );
});
