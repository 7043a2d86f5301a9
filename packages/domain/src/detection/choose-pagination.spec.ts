// Whole detections, against partners that page as they say, and against some that do not.
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { right } from '../testing/expect-right.ts';
import type { Answer } from '../testing/memory-home.ts';
import { firstIds, homeAsking, status } from '../testing/whole-home.ts';

const rows = (ids: ReadonlyArray<number>) => ids.map((id) => ({ id }));
const json = (body: unknown, headers: Record<string, string> = {}): Answer =>
  E.right({ status: 200, headers, body: JSON.stringify(body) });
const numberIn = (url: string, name: string, usual: number): number =>
  Number(new URL(url).searchParams.get(name) ?? usual);

const run = async (answer: (url: string) => Answer) => {
  const home = homeAsking(({ url }) => answer(url));
  right(await home.submit({ url: 'https://partner.example/things' }));
  await home.prepare();
  for (let i = 0; i < 30 && !(await home.round()).settled; i += 1);
  const done = await home.resource();
  return { ...done, ids: home.records().toSorted((a, b) => a - b), asked: home.env.partner.requests };
};

describe('a partner that is not described', () => {
  it('and pages by offset, with a smaller page unless it is asked for more, and no total', async () => {
    const done = await run((url) => {
      const startAt = numberIn(url, 'offset', 0);
      return json({
        offset: startAt,
        items: rows(firstIds(60).slice(startAt, startAt + numberIn(url, 'limit', 20))),
      });
    });
    expect([done.Verdict, done.Pagination, done.ids]).toEqual(['COMPLETE', 'offset', firstIds(60)]);
    expect(done.Detected.at(-1)).toBe('no total is stated; the list was found to end behind 60 records');
  });

  it('and pages by number, with a last page in its Link header', async () => {
    const done = await run((url) => {
      const page = numberIn(url, 'page', 1);
      const size = numberIn(url, 'per_page', 30);
      const last = Math.ceil(95 / size);
      const next = page < last ? `<?page=${page + 1}>; rel="next", <?page=${last}>; rel="last"` : '';
      return json(
        rows(firstIds(95).slice((page - 1) * size, page * size)),
        next === '' ? {} : { link: next },
      );
    });
    expect([done.Verdict, done.Pagination, done.ids]).toEqual(['COMPLETE', 'page', firstIds(95)]);
  });

  it('and says nothing at all of the pages that it has: they are found by the usual parameters', async () => {
    const done = await run((url) => {
      const skip = numberIn(url, 'skip', 0);
      return json(rows(firstIds(130).slice(skip, skip + numberIn(url, 'limit', 50))));
    });
    expect([done.Verdict, done.Pagination, done.ids]).toEqual(['COMPLETE', 'offset', firstIds(130)]);
  });

  it('and states the number of records of the page as the total of all: the page behind it is asked for', async () => {
    const done = await run((url) => {
      const page = numberIn(url, 'page', 1);
      const data = rows(firstIds(7).slice((page - 1) * 3, page * 3));
      return json({ page, total: data.length, total_pages: 1, data });
    });
    expect([done.Verdict, done.Pagination, done.ids]).toEqual(['COMPLETE_WITH_DRIFT', 'page', firstIds(7)]);
  });

  it('and ignores every parameter: its answer is the whole', async () => {
    const done = await run(() => json(rows(firstIds(41))));
    expect([done.Verdict, done.Pagination, done.ids]).toEqual(['COMPLETE', 'single', firstIds(41)]);
    expect(done.Detected).toContain('nothing says that there is more');
  });

  it('and gives just as many as lists are often cut to, and no sign that these are all: a doubt', async () => {
    const done = await run(() => json(rows(firstIds(100))));
    expect([done.Verdict, done.ids]).toEqual(['INCOMPLETE', firstIds(100)]);
    expect(done.Evidence).toEqual([
      {
        kind: 'PAGINATION_UNPROVED',
        detail:
          'nothing says that there is more than these 100 records, and lists of that length are often cut; if they are all, say "pagination": {"kind": "single"}',
      },
    ]);
  });

  it.each([
    ['next is null', { count: 100, next: null, results: rows(firstIds(100)) }],
    ['has_more is false', { has_more: false, data: rows(firstIds(100)).map(({ id }) => ({ name: id })) }],
    ['there is a total that is no count of the page', { total: 100, data: rows(firstIds(100)) }],
  ])('and gives a round number of records, where %s', async (_, body) => {
    expect((await run(() => json(body))).Verdict).toBe('COMPLETE');
  });

  it('and pages by number in pages that are larger than all there is, when it is asked for more', async () => {
    const done = await run((url) => {
      const page = numberIn(url, 'page', 0);
      const size = numberIn(url, 'per_page', 3);
      const data = rows(firstIds(12).slice(page * size, (page + 1) * size));
      return data.length === 0 ? status(404) : json({ page, per_page: size, total: 12, data });
    });
    expect([done.Verdict, done.Pagination, done.ids]).toEqual(['COMPLETE', 'page', firstIds(12)]);
  });

  it('and does not answer when it is asked so: no proof is no disproof, and a doubt', async () => {
    const done = await run((url) => (new URL(url).search === '' ? json(rows(firstIds(41))) : status(500)));
    expect([done.Verdict, done.Pagination, done.ids]).toEqual(['INCOMPLETE', 'single', firstIds(41)]);
    expect(done.Evidence).toEqual([
      {
        kind: 'PAGINATION_UNPROVED',
        detail:
          'whether it pages by offset could not be seen: requests so were not answered, or the list moved; say how it pages under "pagination"',
      },
    ]);
  });

  it('and loses its first row while it is asked: what looks like a place is none', async () => {
    let asked = 0;
    const done = await run(() => {
      asked += 1;
      return json(rows(firstIds(42).slice(asked < 3 ? 0 : 1)));
    });
    expect(done.Pagination).toBe('single');
    expect(done.ids).toEqual(firstIds(42).slice(1));
  });

  it('and loses its first rows right after the first answer: what is then no place may be one, and is tried again', async () => {
    let asked = 0;
    const done = await run((url) => {
      asked += 1;
      const startAt = numberIn(url, 'offset', 0);
      const all = firstIds(100).slice(asked < 2 ? 0 : 2);
      return json(rows(all.slice(startAt, startAt + numberIn(url, 'limit', 41))));
    });
    expect([done.Verdict, done.Pagination, done.ids]).toEqual(['COMPLETE', 'offset', firstIds(100).slice(2)]);
  });

  it('and refuses parameters that it does not know', async () => {
    const done = await run((url) => (new URL(url).search === '' ? json(rows(firstIds(41))) : status(400)));
    expect([done.Verdict, done.Pagination]).toEqual(['COMPLETE', 'single']);
  });

  it('and names an offset in its next url that it then ignores: it is walked by that url', async () => {
    const done = await run((url) => {
      const token = numberIn(url, 'offset', 0);
      // It looks like an offset and is a token: only those that it gave are known.
      if (![0, 7, 14, 21].includes(token)) return json({ results: rows([]), next: null });
      return json({
        results: rows(firstIds(28).slice(token, token + 7)),
        next: token < 21 ? `?offset=${token + 7}` : null,
      });
    });
    expect([done.Verdict, done.Pagination, done.ids]).toEqual(['INCOMPLETE', 'next-url', firstIds(28)]);
    expect(done.Evidence.map(({ kind }) => kind)).toEqual(['PAGINATION_UNPROVED']);
  });

  it('and gives a token whose parameter has another name than its field', async () => {
    const done = await run((url) => {
      const at = numberIn(url, 'after', 0);
      return json({
        data: rows(firstIds(25).slice(at, at + 10)),
        nextCursor: at + 10 < 25 ? `${at + 10}` : null,
      });
    });
    expect([done.Verdict, done.Pagination, done.ids]).toEqual(['COMPLETE', 'cursor', firstIds(25)]);
  });

  it.each([
    ['no records at all', { data: [] }, []],
    ['one record', { data: [{ id: 7 }] }, [7]],
  ])('and has %s', async (_, body, ids) => {
    const done = await run(() => json(body));
    expect([done.Verdict, done.ids]).toEqual(['COMPLETE', ids]);
  });

  it('and answers with nothing to read: FAILED, and it says why', async () => {
    const done = await run(() => json({ hello: 'world' }));
    expect([done.Status, done.Failure?.reason, done.Failure?.detail]).toEqual([
      'FAILED',
      'NothingToRead',
      'the first contact failed: the answer has no array of records; name the right fields under "pagination" if the partner calls them otherwise',
    ]);
  });
});
