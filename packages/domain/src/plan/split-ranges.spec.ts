import * as E from 'fp-ts/lib/Either.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeJobRequest } from '../job/job-request.codec.ts';
import { boundValue, halves, isBound, rangeQuery } from '../pagination/range-filter.ts';
import { right } from '../testing/expect-right.ts';
import type { Answer } from '../testing/memory-home.ts';
import { firstIds, homeAsking } from '../testing/whole-home.ts';

interface Ways {
  readonly total?: boolean;
  /** Whether the lower bound is left out, against what is asked. */
  readonly exclusive?: boolean;
}

/** Records whose created time is their id, behind cursors, pages of ten. */
const partner =
  (count: number, { total = true, exclusive = false }: Ways = {}) =>
  (url: string): Answer => {
    const query = new URL(url).searchParams;
    const from = Number(query.get('gte') ?? 0);
    const to = Number(query.get('lt') ?? Number.POSITIVE_INFINITY);
    const all = firstIds(count).filter((id) => (exclusive ? id > from : id >= from) && id < to);
    const at = Number(query.get('cursor') ?? 0);
    return E.right({
      status: 200,
      body: JSON.stringify({
        data: all.slice(at, at + 10).map((id) => ({ id })),
        next_cursor: at + 10 < all.length ? `${at + 10}` : null,
        ...(total ? { total: all.length } : {}),
      }),
    });
  };

const run = async (answer: (url: string) => Answer, most: number, concurrency = 4) => {
  const home = homeAsking(({ url }) => answer(url));
  right(
    await home.submit({
      url: 'https://partner.example/rows',
      limits: { concurrency },
      pagination: {
        kind: 'cursor',
        total: 'total',
        recordsPerPage: 10,
        range: { from: 'gte', to: 'lt', least: 0, most },
      },
    }),
  );
  const job = await home.prepare();
  for (let i = 0; i < 30 && !(await home.round()).settled; i += 1);
  const chains =
    job.plan?.kind === 'chained' ? job.plan.chains.map(({ range }) => [range['gte'], range['lt']]) : [];
  return { ...(await home.resource()), chains, ids: home.records().toSorted((a, b) => a - b) };
};

describe('a chain that can be divided by a range', () => {
  it('is halved until each part fits, and every record is copied once', async () => {
    const done = await run(partner(120), 200);
    expect(done.chains).toEqual([
      ['0', '25'],
      ['25', '50'],
      ['50', '75'],
      ['75', '100'],
      ['100', '200'],
    ]);
    expect([done.Verdict, done.ids]).toEqual(['COMPLETE', firstIds(120)]);
  });

  it('is divided no further than there is work for, and not at all when it fits', async () => {
    expect((await run(partner(10_000), 10_000, 2)).chains).toHaveLength(4);
    expect((await run(partner(40), 1_000)).chains).toEqual([['0', '1000']]);
  });

  it('is divided without totals as well, by whether a first page is the last', async () => {
    const done = await run(partner(95, { total: false }), 100);
    expect(done.chains).toHaveLength(8);
    expect([done.Verdict, done.ids]).toEqual(['COMPLETE', firstIds(95)]);
  });

  it('is no COMPLETE when the filter leaves out the values at its edges', async () => {
    const done = await run(partner(120, { exclusive: true }), 200);
    expect(done.Verdict).toBe('INCOMPLETE');
    expect(done.Evidence).toContainEqual({
      kind: 'PAGINATION_UNPROVED',
      detail:
        'the whole range has 119 records and its parts have 115 together: "from" must include its value and "to" exclude it',
    });
  });
});

describe('a range', () => {
  it('is divided into parts that lie edge to edge', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 1_000_000 }), (from, width) => {
        const pair = halves({ from, to: from + width });
        if (width === 1) expect(pair).toBeNull();
        else {
          expect(pair?.[0].from).toBe(from);
          expect(pair?.[0].to).toBe(pair?.[1].from);
          expect(pair?.[1].to).toBe(from + width);
        }
      }),
    );
  });

  it('of times is written as times', () => {
    const filter = { from: 'since', to: 'before', least: '2026-01-01', most: '2026-01-03T00:00:00Z' };
    const [first] = halves({ from: boundValue(filter.least), to: boundValue(filter.most) }) ?? [];
    if (first === undefined) throw new Error('no halves');
    expect(rangeQuery(filter, first)).toEqual({
      since: '2026-01-01T00:00:00.000Z',
      before: '2026-01-02T00:00:00.000Z',
    });
  });

  it.each<[unknown, boolean]>([
    [0, true],
    [-5, true],
    [1.5, false],
    ['2026-13-01', false],
    ['2026-01-31', true],
    ['2026-01-31T10:00', false],
    ['2026-01-31T10:00:00+02:00', true],
    ['yesterday', false],
    ['12', false],
  ])('is bounded by %j: %s', (bound, fine) => {
    expect(isBound(bound)).toBe(fine);
  });

  it('is refused when its bounds do not go together', () => {
    const refused = (range: unknown) =>
      decodeJobRequest({ url: 'https://a.example', pagination: { kind: 'keyset', range } });
    for (const range of [
      { from: 'a', to: 'b', least: 5, most: 5 },
      { from: 'a', to: 'b', least: 0, most: '2026-01-01' },
      { from: 'a', to: 'b', least: 0 },
    ])
      expect(refused(range)).toMatchObject({
        left: {
          errors: [
            {
              field: 'pagination.range',
              expected:
                'an object of "from", "to", "least" and "most", the bounds both numbers or both times, "least" before "most", or null',
            },
          ],
        },
      });
    expect(refused({ from: 'a', to: 'b', least: 'x', most: 1 })).toMatchObject({
      left: { errors: [{ field: 'pagination.range.least' }] },
    });
    expect(E.isRight(refused(null))).toBe(true);
  });
});
