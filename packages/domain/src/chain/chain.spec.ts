import * as E from 'fp-ts/lib/Either.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { retryFailed } from '../job/retry-failed.use-case.ts';
import { failBatch } from '../task/fail-batch.use-case.ts';
import { fetchTasks } from '../task/fetch-tasks.use-case.ts';
import { deadLetter } from '../queue/dead-letter.use-case.ts';
import { right } from '../testing/expect-right.ts';
import type { Answer } from '../testing/memory-home.ts';
import { always, firstIds, homeAsking, status } from '../testing/whole-home.ts';
import { stepIdOf, stepOf } from './chain.ts';
import { follow, freshTrail, type Trail } from './trail.ts';

const json = (body: unknown): Answer => E.right({ status: 200, body: JSON.stringify(body) });
const rows = (from: number, count: number) => Array.from({ length: count }, (_, i) => ({ id: from + i }));
const cursorOf = (url: string): number => Number(new URL(url).searchParams.get('cursor') ?? 0);
/** Pages of ten behind cursors 10, 20 … */
const byCursor = (total: number, url: string): Answer => {
  const from = cursorOf(url);
  const next = from + 10 < total ? String(from + 10) : null;
  return json({ data: rows(from, Math.min(10, total - from)), next_cursor: next, total });
};
const request = {
  url: 'https://partner.example/rows',
  pagination: { kind: 'cursor', total: 'total', recordsPerPage: 10 },
};
const runIt = async (
  answer: (url: string, before: number) => Answer,
  pagination: object = request.pagination,
) => {
  const home = homeAsking(({ url }, before) => answer(url, before));
  right(await home.submit({ ...request, pagination }));
  await home.prepare();
  for (let i = 0; i < 30 && !(await home.round()).settled; i += 1);
  return home;
};
const cursorsAsked = (home: Awaited<ReturnType<typeof runIt>>) =>
  home.env.partner.requests.map(({ url }) => cursorOf(url));

describe('a chain', () => {
  it('is walked page after page to its end, and its total is what was come to', async () => {
    const home = await runIt((url) => byCursor(35, url));
    expect(await home.resource()).toMatchObject({
      Verdict: 'COMPLETE',
      Evidence: [],
      Records: 35,
      Total: 4,
      SuccessfullyCompleted: 4,
    });
    expect(home.records()).toEqual(firstIds(35));
    // The first contact, then each page once.
    expect(cursorsAsked(home)).toEqual([0, 0, 10, 20, 30]);
  });

  it('that ends early by its total is INCOMPLETE', async () => {
    const home = await runIt((url) => {
      const from = cursorOf(url);
      return json({ data: rows(from, 10), next_cursor: from === 10 ? null : String(from + 10), total: 35 });
    });
    expect(await home.resource()).toMatchObject({
      Verdict: 'INCOMPLETE',
      Evidence: [{ kind: 'RECORDS_MISSING', expected: 35, received: 20 }],
    });
  });

  it.each([
    ['to the same page', 1],
    ['A, B, A, B', 2],
    ['over seven pages', 7],
  ])('that leads in a circle %s ends, delivers what it came to, and says so', async (_, period) => {
    const home = await runIt((url) => {
      const from = cursorOf(url);
      const step = from / 10;
      return json({ data: rows(from, 10), next_cursor: String(10 * (step === period ? 1 : step + 1)) });
    });
    const done = await home.resource();
    expect(done.Verdict).toBe('INCOMPLETE');
    expect(done.Evidence[0]).toMatchObject({
      kind: 'CHAIN_CUT',
      reason: 'circle',
      taskId: `c000-00000000000${period}`,
    });
    expect(home.records()).toEqual(firstIds(10 * (period + 1)));
  });

  it('that breaks off says where and why', async () => {
    const home = await runIt((url) => json({ data: rows(cursorOf(url), 10), has_more: true }), {
      kind: 'cursor',
      more: 'has_more',
    });
    expect(await home.resource()).toMatchObject({
      Verdict: 'INCOMPLETE',
      Records: 10,
      Evidence: [
        {
          kind: 'CHAIN_CUT',
          reason: 'broken',
          taskId: 'c000-000000000000',
          detail: '"has_more" says that there is more, and there is no cursor at "next_cursor"',
        },
      ],
    });
  });

  it('goes on from the page that failed when it is retried', async () => {
    let broken = true;
    const home = await runIt((url) => (broken && cursorOf(url) === 20 ? status(404) : byCursor(35, url)));
    expect(await home.resource()).toMatchObject({
      Verdict: 'INCOMPLETE',
      Records: 20,
      FailedToComplete: 1,
      Evidence: [
        {
          kind: 'CHAIN_CUT',
          reason: 'failed',
          taskId: 'c000-000000000002',
          detail: 'the partner answered 404',
        },
        { kind: 'TASKS_FAILED', count: 1, taskIds: ['c000-000000000002'] },
        { kind: 'RECORDS_MISSING', expected: 35, received: 20 },
      ],
    });
    broken = false;
    home.env.partner.requests.length = 0;
    right(await retryFailed('j')(home.env)());
    await home.round();
    expect(await home.resource()).toMatchObject({ Verdict: 'COMPLETE', Records: 35, Total: 4 });
    expect(cursorsAsked(home)).toEqual([20, 30]);
    expect(home.records()).toEqual(firstIds(35));
  });

  it('sends the kept payload of a page again that could not be processed: its cursor is past', async () => {
    const home = homeAsking(({ url }) => byCursor(15, url));
    right(await home.submit(request));
    const job = await home.prepare();
    for (const batch of home.env.manifest.batches.splice(0))
      right(await fetchTasks(job, batch, always)(home.env)());
    const [first] = home.env.queue.messages.splice(0, 1);
    if (first === undefined) throw new Error('no message');
    right(await deadLetter(first, 'it was refused')(home.env)());
    await home.round();
    expect(await home.resource()).toMatchObject({ Verdict: 'INCOMPLETE', FailedToComplete: 1, Records: 5 });
    const before = home.env.partner.requests.length;
    right(await retryFailed('j')(home.env)());
    await home.round();
    expect(await home.resource()).toMatchObject({ Verdict: 'COMPLETE', Records: 15 });
    expect(home.env.partner.requests.length).toBe(before);
  });

  it('goes on behind its checkpoint after a crash between checkpoint and message', async () => {
    const home = homeAsking(({ url }) => byCursor(25, url));
    right(await home.submit(request));
    const job = await home.prepare();
    const [batch] = home.env.manifest.batches;
    if (batch === undefined) throw new Error('no batch');
    const down = E.left({ _tag: 'StoreUnavailable', detail: 'down' } as const);
    const crashing = { ...home.env, queue: { send: () => async () => down } };
    expect(await fetchTasks(job, batch, always)(crashing)()).toEqual(down);
    home.env.partner.requests.length = 0;
    right(await fetchTasks(job, batch, always)(home.env)());
    expect(cursorsAsked(home)).toEqual([10, 20]);
    expect(home.env.queue.messages.map(({ taskId }) => taskId)).toEqual([
      'c000-000000000000',
      'c000-000000000001',
      'c000-000000000002',
    ]);
  });

  it('stops where it is told to, and goes on from there', async () => {
    const home = homeAsking(({ url }) => byCursor(100, url));
    right(await home.submit(request));
    const job = await home.prepare();
    const [batch] = home.env.manifest.batches;
    if (batch === undefined) throw new Error('no batch');
    let left = 3;
    const some = () => (left -= 1) >= 0;
    // It is asked before each page, and again when the page's turn has come.
    expect(right(await fetchTasks(job, batch, some)(home.env)())).toEqual({
      finished: false,
      resumeAfterMs: 0,
    });
    expect(right(await fetchTasks(job, batch, always)(home.env)())).toEqual({
      finished: true,
      resumeAfterMs: 0,
    });
    expect(new Set(home.env.queue.messages.map(({ taskId }) => taskId)).size).toBe(10);
  });

  it('whose worker died marks the page that was due', async () => {
    const home = homeAsking(({ url }) => byCursor(100, url));
    right(await home.submit(request));
    await home.prepare();
    right(
      await failBatch('j', { index: 0, chain: 'c000' }, { reason: 'WorkerDied', detail: 'x' })(home.env)(),
    );
    expect(right(await home.env.tasks.get('j', ['c000-000000000000'])())[0]?.state).toBe('FAILED');
  });

  it('that says it ends is looked behind, and goes on when there is more', async () => {
    const pages =
      (cut: boolean) =>
      (url: string): Answer => {
        const after = Number(new URL(url).searchParams.get('starting_after') ?? -1);
        // The page behind 9 lacks three of its rows, and says that it is the last.
        const count = cut && after === 9 ? 7 : 10;
        const data = rows(after + 1, Math.max(0, Math.min(count, 20 - after - 1)));
        return json({ data, has_more: after + 1 + 10 < 20 });
      };
    const whole = await runIt(pages(false), { kind: 'keyset', recordsPerPage: 10 });
    expect(await whole.resource()).toMatchObject({ Verdict: 'COMPLETE', Records: 20, Total: 2 });
    const cut = await runIt(pages(true), { kind: 'keyset', recordsPerPage: 10 });
    expect(await cut.resource()).toMatchObject({ Verdict: 'COMPLETE', Records: 20, Total: 3 });
    expect(cut.records()).toEqual(firstIds(20));
  });

  it('whose total falls on the way may have passed rows over, and is no COMPLETE', async () => {
    const home = await runIt((url) => {
      const from = cursorOf(url);
      // Found by place: a row went from the head after two pages, so every later one moved up.
      const gone = from >= 20 ? 1 : 0;
      const data = rows(from + gone, Math.min(10, 35 - from - gone));
      return json({ data, next_cursor: from + 10 < 35 - gone ? `${from + 10}` : null, total: 35 - gone });
    });
    expect(home.records()).not.toContain(20);
    expect(await home.resource()).toMatchObject({
      Verdict: 'INCOMPLETE',
      Records: 34,
      Evidence: [{ kind: 'TOTAL_FELL', to: 34 }],
    });
  });

  it('of one page is one task', async () => {
    const home = await runIt(() => json([{ id: 1 }, { id: 2 }]), { kind: 'single' });
    expect(await home.resource()).toMatchObject({ Verdict: 'COMPLETE', Records: 2, Total: 1 });
  });

  it('follows next urls and Link headers, and leaves the headers behind at another origin', async () => {
    const home = homeAsking(({ url, headers }) => {
      const at = Number(new URL(url).searchParams.get('p') ?? 0);
      const links = at < 2 ? { link: `<https://other.example/rows?p=${at + 1}>; rel="next"` } : {};
      return E.right({
        status: headers['x-key'] === undefined && at === 0 ? 401 : 200,
        headers: links,
        body: JSON.stringify([{ id: at, key: headers['x-key'] ?? null }]),
      });
    });
    right(
      await home.submit({
        url: 'https://partner.example/rows',
        headers: { 'x-key': 's' },
        pagination: { kind: 'link' },
      }),
    );
    await home.prepare();
    await home.round();
    expect(await home.resource()).toMatchObject({ Verdict: 'COMPLETE', Records: 3 });
    expect(
      home.env.partner.requests.map(({ url, headers }) => [new URL(url).host, headers['x-key'] ?? null]),
    ).toEqual([
      ['partner.example', 's'],
      ['partner.example', 's'],
      ['other.example', null],
      ['other.example', null],
      // Pages by number may have moved: the first is looked at again.
      ['partner.example', 's'],
    ]);
  });
});

describe('a step of a chain', () => {
  it('names a task whose id sorts as the steps do and reads back', () => {
    expect(stepIdOf('c000', 12)).toBe('c000-000000000012');
    expect(stepOf('c000-000000000012')).toEqual({ chain: 'c000', step: 12 });
    for (const text of ['000000000300-100', 'c000-12', 'c00-000000000012', ''])
      expect(stepOf(text)).toBeNull();
  });
});

describe('the trail of a chain', () => {
  /** How many positions were followed before the circle was seen. */
  const stepsUntilSeen = (lead: number, period: number): number => {
    let trail: Trail | null = freshTrail;
    for (let step = 0; ; step += 1) {
      const at: number = step < lead ? step : lead + ((step - lead) % period);
      trail = follow(trail, `cursor ${at}`);
      if (trail === null) return step;
      if (step > 10 * (lead + period) + 10) return Number.POSITIVE_INFINITY;
    }
  };

  it('sees a circle of up to 32 positions at its first repetition', () => {
    for (const period of [1, 2, 3, 31, 32]) expect(stepsUntilSeen(5, period)).toBe(5 + period);
  });

  it('sees every longer circle as well, within three times its length and lead', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.integer({ min: 1, max: 500 }), (lead, period) => {
        expect(stepsUntilSeen(lead, period)).toBeLessThanOrEqual(3 * (lead + period) + 2);
      }),
    );
  });

  it('takes no straight way for a circle', () => {
    let trail: Trail | null = freshTrail;
    for (let step = 0; step < 5_000 && trail !== null; step += 1) trail = follow(trail, `cursor ${step}`);
    expect(trail?.ring).toHaveLength(32);
  });
});
