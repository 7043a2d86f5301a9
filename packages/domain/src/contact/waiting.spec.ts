import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { getJob } from '../job/get-job.use-case.ts';
import { fetchTasks } from '../task/fetch-tasks.use-case.ts';
import { right } from '../testing/expect-right.ts';
import { always, offsetRequest, page, status, wholeHome } from '../testing/whole-home.ts';

describe('a job that must wait', () => {
  it('waits as long as a throttling partner asks, and spends no try on it', async () => {
    const throttled = wholeHome((asked) =>
      asked.count === 50 && asked.time <= 20 ? status(429, { 'retry-after': '2' }) : page(50, asked),
    );
    expect(await throttled.run()).toMatchObject({ Verdict: 'COMPLETE', Records: 50 });
    // Two seconds, and half of the quarter by which it spreads; in pieces, so that a cancel would be noticed.
    expect(throttled.waits).toEqual(Array.from({ length: 20 }, () => [1000, 1000, 250]).flat());
  });

  it('makes every other job that asks the partner wait as well', async () => {
    const throttled = wholeHome((asked) =>
      asked.time === 1 && asked.count === 100 ? status(429, { 'retry-after': '3' }) : page(100, asked),
    );
    right(await throttled.submit());
    await throttled.prepare();
    right(await throttled.env.limiter.block('partner.example', 1_795_478_410_000)());
    await throttled.round();
    // The 3.375 s of the first contact, then what was left of the ten seconds and its spread, in pieces.
    expect(throttled.waits.slice(0, 4)).toEqual([1000, 1000, 1000, 375]);
    expect(throttled.waits.slice(4).reduce((sum, ms) => sum + ms, 0)).toBe(6625 + 500);
  });

  it('asks no faster than its rate', async () => {
    const paced = wholeHome((asked) => page(400, asked));
    right(
      await paced.submit({
        ...offsetRequest,
        limits: { requestsPerSecond: 2, burst: 2 },
      }),
    );
    await paced.prepare();
    await paced.round();
    // First contact and the look behind its total at once, then one each half second; the last two look at the ends, both at
    // once, and their waits begin together.
    expect(paced.waits).toEqual([500, 500, 500, 500, 500, 1000]);
  });

  it('asks nothing more for as long as a good answer says that it was the last for a while', async () => {
    const nearly = wholeHome((asked) =>
      E.map((answer: object) => ({
        status: 200,
        body: '',
        ...answer,
        headers:
          asked.startAt === 100 && asked.time === 1
            ? { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '4' }
            : { 'x-ratelimit-remaining': '7', 'x-ratelimit-reset': '4' },
      }))(page(300, asked)),
    );
    expect(await nearly.run()).toMatchObject({ Verdict: 'COMPLETE', Records: 300 });
    // Four seconds, and what it spreads by: the third page waited, and nobody was refused.
    expect(nearly.waits.reduce((sum, ms) => sum + ms, 0)).toBe(4_500);
  });

  it('shows until when the partner wants no request', async () => {
    const throttled = wholeHome((asked) => page(100, asked));
    right(await throttled.submit());
    expect((await throttled.resource()).ThrottledUntil).toBeNull();
    right(await throttled.env.limiter.block('partner.example', 1_795_478_460_000)());
    const shown = right(await getJob('j')(throttled.env)());
    expect(shown.ThrottledUntil).toBe('2026-11-24T00:01:00.000Z');
    await throttled.run();
    expect(right(await getJob('j')(throttled.env)()).ThrottledUntil).toBeNull();
  });

  it('stops where it is before a wait that is longer than its patience, and says when to go on', async () => {
    const impatient = wholeHome((asked) =>
      asked.time === 1 && asked.startAt === 100 ? status(429, { 'retry-after': '600' }) : page(200, asked),
    );
    right(await impatient.submit());
    const job = await impatient.prepare();
    const env = { ...impatient.env, patienceMs: () => 60_000 };
    const [batch] = env.manifest.batches.splice(0);
    const [second] = env.manifest.batches;
    if (batch === undefined) throw new Error('no batch');
    const all = { ...batch, stopAt: 200 };
    expect(second).toBeUndefined();
    expect(right(await fetchTasks(job, all, always)(env)())).toEqual({
      finished: false,
      resumeAfterMs: 600_500,
    });
    expect([env.partner.asked.length, impatient.waits]).toEqual([4, []]);
    expect(right(await fetchTasks(job, all, always)(env)())).toEqual({
      finished: false,
      resumeAfterMs: 600_500,
    });
    // The partner was not asked again meanwhile.
    expect(env.partner.asked.length).toBe(4);
  });

  it('asks once more where it is not let in, and no more than that', async () => {
    let strange = true;
    const once = wholeHome((asked) => {
      if (asked.startAt !== 100 || !strange) return page(200, asked);
      strange = false;
      return status(401);
    });
    expect(await once.run()).toMatchObject({ Verdict: 'COMPLETE', Records: 200 });
    const never = wholeHome((asked) => (asked.startAt === 100 ? status(401) : page(200, asked)));
    expect(await never.run()).toMatchObject({ Verdict: 'INCOMPLETE', FailedToComplete: 1 });
    expect(never.env.partner.asked.filter(({ startAt }) => startAt === 100)).toHaveLength(2);
  });

  it('gives up on a partner that asks to wait for a day', async () => {
    const banned = wholeHome((asked) =>
      asked.startAt === 100 ? status(429, { 'retry-after': '86400' }) : page(200, asked),
    );
    expect(await banned.run()).toMatchObject({ Verdict: 'INCOMPLETE', FailedToComplete: 1 });
    expect(banned.waits).toEqual([]);
  });
});
