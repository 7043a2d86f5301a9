// Where no total is stated and the place behind a full last page is refused or empty: the end, or a place that is not served?
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { right } from '../testing/expect-right.ts';
import type { Answer } from '../testing/memory-home.ts';
import { firstIds, homeAsking, status } from '../testing/whole-home.ts';

interface World {
  readonly total: number;
  /** Places from there on are refused although there are records. */
  readonly wall?: number;
  /** Pages have this size, whatever is asked for. */
  readonly fixed?: number;
  /** Pages that are answered without the records that stand there. */
  readonly hollow?: (from: number, size: number) => boolean;
  /** What the answer says beside its records. */
  readonly beside?: (isLast: boolean) => object;
}

const pageOf = (
  { total, wall = total, fixed, hollow = () => false, beside = () => ({}) }: World,
  url: string,
): Answer => {
  const query = new URL(url).searchParams;
  const size = fixed ?? Math.min(10, Number(query.get('per_page')));
  const from = (Number(query.get('page')) - 1) * size;
  if (from >= total || from + size > wall + size - 1) return status(404);
  const data = firstIds(hollow(from, size) ? 0 : total)
    .slice(from, from + size)
    .map((id) => ({ id }));
  return E.right({ status: 200, body: JSON.stringify({ data, ...beside(from + size >= total) }) });
};

const run = async (world: World, count: string | null = 'per_page') => {
  const home = homeAsking(({ url }) => pageOf(world, url));
  right(await home.submit({ url: 'https://partner.example/rows', pagination: { kind: 'page', count } }));
  await home.prepare();
  for (let i = 0; i < 9 && !(await home.round()).settled; i += 1);
  const { Verdict, Evidence } = await home.resource();
  return [Verdict, Evidence.map(({ kind }) => kind), home.records().length];
};

describe('an end that is refused', () => {
  it('behind a short page needs no other word', async () => {
    expect(await run({ total: 95 })).toEqual(['COMPLETE', [], 95]);
  });

  it('behind a full page is confirmed by a page of another size that comes short', async () => {
    expect(await run({ total: 100 })).toEqual(['COMPLETE', [], 100]);
  });

  it('is no end where a page of another size would reach behind it and is refused as well', async () => {
    expect(await run({ total: 200, wall: 100, fixed: 10 })).toEqual(['INCOMPLETE', ['END_UNCONFIRMED'], 100]);
  });

  it('cannot be confirmed where the partner takes no size', async () => {
    expect(await run({ total: 100, fixed: 10 })).toEqual(['INCOMPLETE', ['END_UNCONFIRMED'], 100]);
  });

  it('cannot be confirmed where no parameter for a size is known', async () => {
    expect(await run({ total: 100, fixed: 10 }, null)).toEqual(['INCOMPLETE', ['END_UNCONFIRMED'], 100]);
  });

  it('is one where the last page says so itself', async () => {
    const beside = (isLast: boolean) => ({ next: isLast ? null : '?page=2' });
    expect(await run({ total: 100, fixed: 10, beside })).toEqual(['COMPLETE', [], 100]);
  });

  it('is none where the last page says that there is a next one', async () => {
    const beside = () => ({ has_more: true });
    expect(await run({ total: 100, beside })).toEqual(['INCOMPLETE', ['END_UNCONFIRMED'], 100]);
  });

  it('of a list of fewer records than any partner cuts pages to is one', async () => {
    expect(await run({ total: 1, fixed: 10 })).toEqual(['COMPLETE', [], 1]);
  });
});

describe('an end that an empty page shows', () => {
  it('is none where a page of another size reaches behind it', async () => {
    let asked = 0;
    const hollow = (from: number, size: number) => from === 100 && size === 10 && (asked += 1) <= 2;
    expect(await run({ total: 107, hollow })).toEqual(['COMPLETE_WITH_DRIFT', ['TAIL_FETCHED'], 107]);
  });

  it.each([
    { count: null, why: 'there is no parameter for one' },
    { count: 'per_page', why: 'the partner ignores it' },
  ])('is none where the next page has records, and another size cannot be had: $why', async ({ count }) => {
    const hollow = (from: number) => from === 150;
    expect(await run({ total: 177, fixed: 10, hollow }, count)).toEqual([
      'INCOMPLETE',
      ['TAIL_FETCHED', 'RECORDS_MISSING', 'GAPS_FILLED'],
      167,
    ]);
  });

  it('is named where the page behind it stays empty for ever', async () => {
    const hollow = (from: number, size: number) => from === 100 && size === 10;
    expect(await run({ total: 107, hollow })).toEqual(['INCOMPLETE', ['END_UNCONFIRMED'], 100]);
  });
});

describe('an end behind pages of a single record', () => {
  it('is looked behind, because no page of any size would show a second one', async () => {
    const home = homeAsking(({ url }) => {
      const from = Number(new URL(url).searchParams.get('offset'));
      return E.right({ status: 200, body: JSON.stringify({ data: from < 9 ? [{ id: from }] : [], max: 7 }) });
    });
    const pagination = {
      kind: 'offset',
      startAt: 'offset',
      count: 'limit',
      records: 'data',
      pageSize: 'max',
    };
    right(
      await home.submit({
        url: 'https://partner.example/rows',
        pagination: { ...pagination, recordsPerPage: 1 },
      }),
    );
    await home.prepare();
    for (let i = 0; i < 9 && !(await home.round()).settled; i += 1);
    const { Verdict } = await home.resource();
    expect([Verdict, home.records().length]).toEqual(['COMPLETE_WITH_DRIFT', 9]);
  });
});
