import * as E from 'fp-ts/lib/Either.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultRequest, type JobRequest } from '../job/job-request.ts';
import { defaultsOf, type PlacedPagination } from '../pagination/pagination.ts';
import { always, homeAsking, ok, status } from '../testing/whole-home.ts';
import type { Answer } from '../testing/memory-home.ts';
import { findEnd } from './find-end.ts';
import { readAnswer } from './read-answer.ts';

const pagination: PlacedPagination = { ...defaultsOf.offset, total: null, pageSize: null };
const request: JobRequest = { ...defaultRequest, url: 'https://partner.example/rows', pagination };

const idsAt = (total: number, url: string): ReadonlyArray<number> => {
  const query = new URL(url).searchParams;
  const startAt = Number(query.get('startAt'));
  const count = Math.min(Number(query.get('count')), 100, Math.max(0, total - startAt));
  return Array.from({ length: count }, (_, i) => startAt + i);
};
const honest = (total: number, url: string): Answer => ok(0, idsAt(total, url));

const search = async (answer: (url: string) => Answer, known: number, pageSize = 100) => {
  const { env } = homeAsking(({ url }) => answer(url));
  const first = await env.partner.fetch({
    method: 'GET',
    url: `${request.url}?startAt=0&count=100`,
    headers: {},
    body: null,
    timeouts: request.limits.timeouts,
    maxBodyBytes: 1,
  })();
  if (E.isLeft(first)) throw new Error('no first page');
  const read = readAnswer(pagination, first.right);
  env.partner.requests.length = 0;
  const found = await findEnd(env)(
    { request, pagination, pageSize },
    known,
    E.isRight(read) ? read.right : null,
    always,
  )();
  return { found, asked: env.partner.requests.length };
};

describe('the end of a list', () => {
  it.each([
    [1, 1],
    [99, 99],
    [100, 100],
    [101, 100],
    [200, 100],
    [1_050, 100],
    [123_456, 100],
  ])('of %i records is found', async (total, known) => {
    expect((await search((url) => honest(total, url), known)).found).toEqual(E.right(total));
  });

  it('is found in a logarithm of requests', async () => {
    const { found, asked } = await search((url) => honest(10_000_000, url), 100);
    expect(found).toEqual(E.right(10_000_000));
    expect(asked).toBeLessThanOrEqual(2 * 17 + 1);
  });

  it('is found whatever the total and the size of a page, and also where a place behind it is refused', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5_000 }),
        fc.integer({ min: 1, max: 100 }),
        fc.constantFrom(null, 400, 404, 416),
        async (total, pageSize, refusal) => {
          const answer = (url: string): Answer =>
            refusal !== null && idsAt(total, url).length === 0 ? status(refusal) : honest(total, url);
          const known = Math.min(total, pageSize);
          expect((await search(answer, known, pageSize)).found).toEqual(E.right(total));
        },
      ),
    );
  });

  it('is not where a known page has grown meanwhile', async () => {
    // 250 were known; 30 came to the last page since.
    expect((await search((url) => honest(280, url), 250)).found).toEqual(E.right(280));
  });

  it('cannot be found where every place is answered with the first page', async () => {
    const answer = (): Answer =>
      ok(
        0,
        Array.from({ length: 100 }, (_, i) => i),
      );
    expect((await search(answer, 100)).found).toEqual(
      E.left({ _tag: 'EndNotFound', detail: 'the partner answers every place with the same page' }),
    );
  });

  it('cannot be found in a list that never ends', async () => {
    const answer = (url: string): Answer => ok(0, idsAt(Number.MAX_SAFE_INTEGER, url));
    expect((await search(answer, 100)).found).toMatchObject({ left: { _tag: 'EndNotFound' } });
  });

  it('has a page in it that cannot be had, alone among others or behind a full one: its task then says why', async () => {
    const failing =
      (from: number, to: number, total: number) =>
      (url: string): Answer => {
        const startAt = Number(new URL(url).searchParams.get('startAt'));
        return startAt >= from && startAt < to ? status(500) : honest(total, url);
      };
    expect((await search(failing(100, 200, 550), 100)).found).toEqual(E.right(550));
    expect((await search(failing(400, 500, 550), 100)).found).toEqual(E.right(550));
    expect((await search(failing(500, 9_999, 500), 100)).found).toEqual(E.right(600));
    expect((await search(failing(600, 9_999, 550), 100)).found).toEqual(E.right(550));
    expect((await search(failing(100, 99_999, 550), 100)).found).toEqual(E.right(200));
  });

  it('is not where a single page is refused', async () => {
    const answer = (url: string): Answer => (url.includes('startAt=300&') ? status(404) : honest(550, url));
    expect((await search(answer, 100)).found).toEqual(E.right(550));
  });
});
