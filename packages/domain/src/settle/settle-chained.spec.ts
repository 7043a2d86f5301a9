// What a chain that ended leaves in doubt, and what it does not.
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { right } from '../testing/expect-right.ts';
import type { Answer } from '../testing/memory-home.ts';
import { firstIds, homeAsking } from '../testing/whole-home.ts';

interface World {
  /** The parameter that leads on. */
  readonly by: 'offset' | 'cursor';
  readonly rows: (request: number) => ReadonlyArray<number>;
  readonly total?: (request: number) => number;
  /** Records that the page from there on lacks, at its n-th time. */
  readonly lacking?: (from: number, time: number) => number;
}

const pageOf =
  ({ by, rows, total, lacking = () => 0 }: World) =>
  (url: string, before: number, times: Map<number, number>): Answer => {
    const from = Number(new URL(url).searchParams.get(by) ?? 0);
    times.set(from, (times.get(from) ?? 0) + 1);
    const all = rows(before);
    const page = all.slice(from, from + 10);
    const data = page.slice(0, page.length - lacking(from, times.get(from) ?? 1)).map((id) => ({ id }));
    const next = from + 10 < all.length ? `https://partner.example/rows?${by}=${from + 10}` : null;
    return E.right({
      status: 200,
      body: JSON.stringify({ data, next, ...(total === undefined ? {} : { total: total(before) }) }),
    });
  };

const run = async (world: World) => {
  const times = new Map<number, number>();
  const home = homeAsking(({ url }, before) => pageOf(world)(url, before, times));
  const pagination = { kind: 'next-url', next: 'next', records: 'data', identity: 'id', total: 'total' };
  right(await home.submit({ url: 'https://partner.example/rows', pagination }));
  await home.prepare();
  for (let i = 0; i < 9 && !(await home.round()).settled; i += 1);
  return { ...(await home.resource()), ids: home.records(), requests: home.env.partner.requests.length };
};

const still = () => firstIds(55);

describe('a chain that ended', () => {
  it('by tokens is not looked at again, by places its head is', async () => {
    const tokens = await run({ by: 'cursor', rows: still });
    expect([tokens.Verdict, tokens.ids, tokens.requests]).toEqual(['COMPLETE', firstIds(55), 7]);
    const places = await run({ by: 'offset', rows: still });
    expect([places.Verdict, places.ids, places.requests]).toEqual(['COMPLETE', firstIds(55), 8]);
  });

  it('by places, from whose head a row went meanwhile, may have passed one over', async () => {
    const done = await run({ by: 'offset', rows: (before) => (before < 3 ? still() : still().slice(1)) });
    expect([done.Verdict, done.Evidence, done.ids.includes(20)]).toEqual([
      'INCOMPLETE',
      [{ kind: 'ROWS_SHIFTED', at: [0] }],
      false,
    ]);
  });

  it('with more records than stated lost none: what came twice is looked for by itself', async () => {
    const done = await run({ by: 'cursor', rows: still, total: () => 30 });
    expect([done.Verdict, done.Evidence, done.ids]).toEqual([
      'COMPLETE_WITH_DRIFT',
      [{ kind: 'TOTAL_WRONG', stated: 30, found: 55 }],
      firstIds(55),
    ]);
  });

  it('and had a page that was short once: it was asked for again, and the fuller answer counts', async () => {
    const done = await run({
      by: 'cursor',
      rows: still,
      lacking: (from, time) => (from === 20 && time === 1 ? 3 : 0),
    });
    expect([done.Verdict, done.Evidence, done.ids]).toEqual(['COMPLETE', [], firstIds(55)]);
  });

  it('and had one page among many that stayed short: it is named', async () => {
    const done = await run({ by: 'cursor', rows: still, lacking: (from) => (from === 20 ? 3 : 0) });
    expect([done.Verdict, done.Evidence, done.ids.length]).toEqual([
      'INCOMPLETE',
      [{ kind: 'PAGES_SHORT', count: 1, taskIds: ['c000-000000000002'] }],
      52,
    ]);
  });

  it('with as many records as stated leaves none to a short page', async () => {
    const done = await run({
      by: 'cursor',
      rows: still,
      total: () => 52,
      lacking: (from) => (from === 20 ? 3 : 0),
    });
    expect([done.Verdict, done.Evidence]).toEqual(['COMPLETE', []]);
  });

  it('and whose pages are of all sizes is one of a partner that filters: no doubt', async () => {
    const done = await run({ by: 'cursor', rows: still, lacking: (from) => (from / 10) % 4 });
    expect([done.Verdict, done.Evidence]).toEqual(['COMPLETE', []]);
  });
});
