// A whole job through all use cases, in memory: what a home's engine does, one step after the other.
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { prepareJob } from '../plan/prepare-job.use-case.ts';
import { processPayload } from '../processor/process-payload.use-case.ts';
import { fetchTasks } from '../task/fetch-tasks.use-case.ts';
import {
  fakeTime,
  memoryJobs,
  memoryLimiter,
  memoryManifest,
  memoryPartner,
  memoryPayloads,
  memoryProcessors,
  memoryQueue,
  memoryTasks,
  type Answer,
  type Asked,
} from '../testing/memory-home.ts';
import { jobResource } from './job-resource.ts';
import { pauseJob, resumeJob } from './pause-job.use-case.ts';
import { retryFailed } from './retry-failed.use-case.ts';
import { settleJob } from './settle-job.use-case.ts';
import { submitJob } from './submit-job.use-case.ts';

const ok = (total: number, ids: ReadonlyArray<number>, pageSize: unknown = 100): Answer =>
  E.right({
    status: 200,
    body: JSON.stringify({
      maxRecordsPerPage: pageSize,
      totalRecords: total,
      payload: ids.map((id) => ({ id })),
    }),
  });
const page = (total: number, { startAt, count }: Asked): Answer =>
  ok(
    total,
    Array.from({ length: Math.min(count, 100, total - startAt) }, (_, i) => startAt + i),
  );
const status = (code: number, headers: Readonly<Record<string, string>> = {}): Answer =>
  E.right({ status: code, headers, body: '{}' });

const right = <A>(result: E.Either<unknown, A>): A => {
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left));
  return result.right;
};

const down = { _tag: 'StoreUnavailable', detail: 'down' } as const;

const always = (): boolean => true;

const home = (answer: (asked: Asked) => Answer, failing?: () => boolean) => {
  const { clock, sleep, waits } = fakeTime(1_795_478_400_000);
  const { processors, pages } = memoryProcessors(failing);
  const env = {
    jobs: memoryJobs(),
    tasks: memoryTasks(),
    payloads: memoryPayloads(),
    queue: memoryQueue(),
    manifest: memoryManifest(),
    partner: memoryPartner(answer),
    processors,
    limiter: memoryLimiter(),
    clock,
    sleep,
    random: () => 0.5,
    patienceMs: () => Number.POSITIVE_INFINITY,
    judgeRequest: E.right,
  };
  const job = async () => right(await env.jobs.get('j')());
  const resource = async () => {
    const stored = await job();
    if (stored === null) throw new Error('no job');
    return jobResource(stored, right(await env.tasks.counters('j')()));
  };
  /** One round: fetch the planned batches, process the sent messages, settle. */
  const round = async () => {
    const running = await job();
    if (running === null) throw new Error('no job');
    for (const batch of env.manifest.batches.splice(0))
      right(await fetchTasks(running, batch, always)(env)());
    for (const message of env.queue.messages.splice(0)) right(await processPayload(running, message)(env)());
    return right(await settleJob('j', always)(env)());
  };
  const submit = (request: unknown = { url: 'https://partner.example/payload' }) =>
    submitJob('j', request)(env)();
  const prepare = async () => right(await prepareJob('j', always)(env)()).job;
  const run = async () => {
    right(await submit());
    await prepare();
    for (let rounds = 0; rounds < 5 && !(await round()).settled; rounds += 1);
    return resource();
  };
  const records = () =>
    pages.flatMap((processed) => processed.records.map((text) => (JSON.parse(text) as { id: number }).id));
  return { env, waits, submit, prepare, run, round, resource, records };
};

const firstIds = (count: number) => Array.from({ length: count }, (_, i) => i);

describe('a job', () => {
  it('copies every record once and is COMPLETE', async () => {
    const it250 = home((asked) => page(250, asked));
    const done = await it250.run();
    expect(done).toMatchObject({
      Started: 0,
      PayloadSaved: 0,
      Enqueued: 0,
      SuccessfullyCompleted: 3,
      FailedToComplete: 0,
      Total: 3,
      Status: 'SETTLED',
      Verdict: 'COMPLETE',
      Evidence: [],
      Records: 250,
      SettledAt: '2026-11-24T00:00:00.000Z',
    });
    expect(it250.records()).toEqual(firstIds(250));
    expect(it250.env.payloads.size()).toBe(0);
    expect(it250.env.partner.asked.map(({ startAt, count }) => [startAt, count])).toEqual([
      [0, 1],
      [0, 100],
      [100, 100],
      [200, 50],
      [0, 1],
    ]);
  });

  it('of nothing is COMPLETE without a task', async () => {
    expect(await home(() => ok(0, [])).run()).toMatchObject({ Total: 0, Verdict: 'COMPLETE', Records: 0 });
  });

  it('names the one page that fails for ever, delivers the rest, and a retry asks for that page alone', async () => {
    let broken = true;
    const flaky = home((asked) => (broken && asked.startAt === 100 ? status(500) : page(300, asked)));
    expect(await flaky.run()).toMatchObject({
      Status: 'SETTLED',
      Verdict: 'INCOMPLETE',
      SuccessfullyCompleted: 2,
      FailedToComplete: 1,
      Records: 200,
      Evidence: [
        {
          kind: 'TASKS_FAILED',
          count: 1,
          taskIds: ['000000000100-100'],
        },
        {
          kind: 'RECORDS_MISSING',
          expected: 300,
          received: 200,
        },
      ],
    });
    expect(flaky.env.partner.asked.filter(({ startAt }) => startAt === 100)).toHaveLength(7);

    broken = false;
    flaky.env.partner.asked.length = 0;
    right(await retryFailed('j')(flaky.env)());
    await flaky.round();
    expect(await flaky.resource()).toMatchObject({
      Verdict: 'COMPLETE',
      Records: 300,
      FailedToComplete: 0,
      Total: 3,
    });
    expect(flaky.env.partner.asked.map(({ startAt, count }) => [startAt, count])).toEqual([
      [100, 100],
      [0, 1],
    ]);
    expect(E.isLeft(await retryFailed('j')(flaky.env)())).toBe(true);
  });

  it('does not try again what cannot pass: 404, or a body that is no page', async () => {
    const gone = home((asked) =>
      asked.startAt === 100 ? status(404) : asked.startAt === 200 ? ok(300, [], 100) : page(300, asked),
    );
    expect(await gone.run()).toMatchObject({ Verdict: 'INCOMPLETE', FailedToComplete: 1 });
    expect(gone.env.partner.asked.filter(({ startAt }) => startAt === 100)).toHaveLength(1);
    const odd = home((asked) =>
      asked.startAt === 100 ? E.right({ status: 200, body: '{"error":"no"}' }) : page(200, asked),
    );
    expect(await odd.run()).toMatchObject({ Verdict: 'INCOMPLETE', FailedToComplete: 1, Records: 100 });
    expect(right(await odd.env.tasks.get('j', ['000000000100-100'])())[0]?.failure).toEqual({
      reason: 'PageMalformed',
      detail: 'the body has no array of records under "payload"',
    });
  });

  it('waits as long as a throttling partner asks, and spends no try on it', async () => {
    const throttled = home((asked) =>
      asked.count === 100 && asked.time <= 20 ? status(429, { 'retry-after': '2' }) : page(100, asked),
    );
    expect(await throttled.run()).toMatchObject({ Verdict: 'COMPLETE', Records: 100 });
    // Two seconds, and half of the quarter by which it spreads; in pieces, so that a cancel would be noticed.
    expect(throttled.waits).toEqual(Array.from({ length: 20 }, () => [1000, 1000, 250]).flat());
  });

  it('makes every other job that asks the partner wait as well', async () => {
    const throttled = home((asked) =>
      asked.time === 1 && asked.count === 1 ? status(429, { 'retry-after': '3' }) : page(100, asked),
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
    const paced = home((asked) => page(400, asked));
    right(
      await paced.submit({
        url: 'https://partner.example/payload',
        limits: { requestsPerSecond: 2, burst: 2 },
      }),
    );
    await paced.prepare();
    await paced.round();
    // First contact and first page at once, then one each half second; the last is the total at the end.
    expect(paced.waits).toEqual([500, 500, 500, 500]);
  });

  it('stops where it is before a wait that is longer than its patience, and says when to go on', async () => {
    const impatient = home((asked) =>
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
    expect([env.partner.asked.length, impatient.waits]).toEqual([3, []]);
    expect(right(await fetchTasks(job, all, always)(env)())).toEqual({
      finished: false,
      resumeAfterMs: 600_500,
    });
    // The partner was not asked again meanwhile.
    expect(env.partner.asked.length).toBe(3);
  });

  it('keeps the plan of its first contact, even when it crashed before its manifest was whole', async () => {
    const moved = home((asked) => page(asked.time > 1 ? 300 : 200, asked));
    right(await moved.submit());
    const failing = { ...moved.env, manifest: { write: () => async () => E.left(down) } };
    expect(await prepareJob('j', always)(failing)()).toEqual(E.left(down));
    const job = await moved.prepare();
    expect([job.status, job.total, moved.env.manifest.batches.length]).toEqual(['RUNNING', 2, 2]);
    expect(moved.env.partner.asked).toHaveLength(1);
  });

  it('that is paused asks for nothing, and goes on where it was once it is resumed', async () => {
    const paused = home((asked) => page(200, asked));
    right(await paused.submit());
    expect(right(await pauseJob('j')(paused.env)()).status).toBe('PAUSED');
    expect((await paused.prepare()).status).toBe('PAUSED');
    expect(right(await pauseJob('j')(paused.env)()).status).toBe('PAUSED');
    expect(paused.env.partner.asked).toEqual([]);
    expect(right(await resumeJob('j')(paused.env)()).status).toBe('SUBMITTED');
    await paused.prepare();
    expect(right(await pauseJob('j')(paused.env)()).status).toBe('PAUSED');
    expect(await paused.round()).toEqual({ settled: false, resumeAfterMs: 0 });
    expect(right(await resumeJob('j')(paused.env)()).status).toBe('PLANNING');
    await paused.prepare();
    await paused.round();
    expect(await paused.resource()).toMatchObject({ Verdict: 'COMPLETE', Records: 200, Total: 2 });
    expect(await pauseJob('j')(paused.env)()).toMatchObject({ left: { _tag: 'JobOver' } });
    expect(await resumeJob('j')(paused.env)()).toMatchObject({ left: { _tag: 'JobOver' } });
  });

  it('gives up on a partner that asks to wait for a day', async () => {
    const banned = home((asked) =>
      asked.startAt === 100 ? status(429, { 'retry-after': '86400' }) : page(200, asked),
    );
    expect(await banned.run()).toMatchObject({ Verdict: 'INCOMPLETE', FailedToComplete: 1 });
    expect(banned.waits).toEqual([]);
  });

  it('asks again for what a short page lacked', async () => {
    const short = home((asked) =>
      asked.startAt === 100 && asked.count === 100
        ? ok(
            300,
            firstIds(90).map((id) => id + 100),
          )
        : page(300, asked),
    );
    expect(await short.run()).toMatchObject({
      Verdict: 'COMPLETE_WITH_DRIFT',
      Records: 300,
      Total: 4,
      SuccessfullyCompleted: 4,
      Evidence: [
        {
          kind: 'GAPS_FILLED',
          count: 1,
          taskIds: ['000000000100-100'],
        },
      ],
    });
    expect(short.records().toSorted((a, b) => a - b)).toEqual(firstIds(300));
  });

  it('counts its gap tasks even when it crashed right after it had planned them', async () => {
    const short = home((asked) =>
      asked.startAt === 100 && asked.count === 100
        ? ok(
            300,
            firstIds(90).map((id) => id + 100),
          )
        : page(300, asked),
    );
    right(await short.submit());
    await short.prepare();
    await short.round();
    // As if the total had not been raised: the store still holds the job as it was before.
    const job = right(await short.env.jobs.get('j')());
    if (job === null) throw new Error('no job');
    right(await short.env.jobs.replace({ ...job, total: 3 })());
    expect(await short.round()).toEqual({ settled: true, resumeAfterMs: 0 });
    expect(await short.resource()).toMatchObject({ Total: 4, SuccessfullyCompleted: 4, Records: 300 });
  });

  it('cannot vouch for a total that moved while it ran', async () => {
    const grew = home((asked) => page(asked.count === 1 && asked.time > 1 ? 301 : 300, asked));
    expect(await grew.run()).toMatchObject({ Verdict: 'INCOMPLETE', Records: 300 });
  });

  it('FAILED says why, when there is no total, no page size or no partner', async () => {
    const noTotal = await home(() => E.right({ status: 200, body: '{"payload":[]}' })).run();
    expect([noTotal.Status, noTotal.Failure?.reason]).toEqual(['FAILED', 'TotalUnknown']);
    const noSize = await home(() => ok(5, [], 0)).run();
    expect([noSize.Status, noSize.Failure?.reason]).toEqual(['FAILED', 'PageSizeUnusable']);
    const nobody = await home(() => E.left({ _tag: 'ConnectionRefused', host: 'partner.example' })).run();
    expect(nobody.Failure).toEqual({
      reason: 'ConnectionRefused',
      detail: 'the first contact failed: partner.example refused the connection, 7 times',
    });
  });

  it('is REJECTED when its name turns out to be an address that is forbidden', async () => {
    const blocked = await home(() =>
      E.left({ _tag: 'AddressBlocked', host: 'inside.example', address: '10.0.0.1', range: 'private' }),
    ).run();
    expect([blocked.Status, blocked.Verdict, blocked.Failure]).toEqual([
      'REJECTED',
      null,
      {
        reason: 'AddressBlocked',
        detail:
          'the first contact failed: inside.example is not a public address (private); allow it with --allow-host if you trust it',
      },
    ]);
  });

  it('submitted twice is one job, and with another request a conflict', async () => {
    const twice = home((asked) => page(1, asked));
    const url = 'https://partner.example/payload';
    expect(right(await twice.submit({ url, limits: { attempts: 3, concurrency: 2 } })).created).toBe(true);
    expect(right(await twice.submit({ limits: { concurrency: 2, attempts: 3 }, url })).created).toBe(false);
    expect(await twice.submit({ url })).toEqual(E.left({ _tag: 'JobConflict', jobId: 'j' }));
    expect(await twice.submit({})).toMatchObject({ left: { _tag: 'RequestInvalid' } });
    expect(await submitJob('../j', { url })(twice.env)()).toMatchObject({ left: { _tag: 'RequestInvalid' } });
  });

  it('planned twice, fetched twice and processed twice is still done once', async () => {
    const again = home((asked) => page(200, asked));
    right(await again.submit());
    const job = await again.prepare();
    expect(await again.prepare()).toEqual(job);
    const [batch] = again.env.manifest.batches;
    if (batch === undefined) throw new Error('no batch');
    right(await fetchTasks(job, batch, always)(again.env)());
    right(await fetchTasks(job, batch, always)(again.env)());
    expect(again.env.partner.asked.filter(({ count }) => count === 100)).toHaveLength(1);
    const [message] = again.env.queue.messages;
    if (message === undefined) throw new Error('no message');
    right(await processPayload(job, message)(again.env)());
    right(await processPayload(job, message)(again.env)());
    expect(again.records()).toEqual(firstIds(100));
  });

  it('that crashed between saving a payload and sending its message sends it without another fetch', async () => {
    const crashed = home((asked) => page(100, asked));
    right(await crashed.submit());
    const job = await crashed.prepare();
    const facts = { records: 100, bytes: 9, short: 0 };
    right(
      await crashed.env.tasks.advance('j', [
        { taskId: '000000000000-100', attempt: 1, state: 'PAYLOADSAVED', facts, failure: null },
      ])(),
    );
    const [batch] = crashed.env.manifest.batches;
    if (batch === undefined) throw new Error('no batch');
    right(await fetchTasks(job, batch, always)(crashed.env)());
    expect(crashed.env.queue.messages).toEqual([
      { jobId: 'j', taskId: '000000000000-100', attempt: 1, facts },
    ]);
    expect(crashed.env.partner.asked).toHaveLength(1);
  });

  it('that is told to stop asks for nothing more and says so', async () => {
    const stopped = home((asked) => page(100, asked));
    right(await stopped.submit());
    const job = await stopped.prepare();
    const [batch] = stopped.env.manifest.batches;
    if (batch === undefined) throw new Error('no batch');
    expect(right(await fetchTasks(job, batch, () => false)(stopped.env)())).toEqual({
      finished: false,
      resumeAfterMs: 0,
    });
    expect(stopped.env.partner.asked).toHaveLength(1);
  });

  it('keeps the message and the payload of a page that its processor refused', async () => {
    let failing = true;
    const poison = home(
      (asked) => page(100, asked),
      () => failing,
    );
    right(await poison.submit());
    const job = await poison.prepare();
    for (const batch of poison.env.manifest.batches)
      right(await fetchTasks(job, batch, always)(poison.env)());
    const [message] = poison.env.queue.messages;
    if (message === undefined) throw new Error('no message');
    expect(await processPayload(job, message)(poison.env)()).toEqual(
      E.left({ _tag: 'ProcessingFailed', detail: 'told to fail' }),
    );
    expect(poison.env.payloads.size()).toBe(1);
    failing = false;
    right(await processPayload(job, message)(poison.env)());
    expect(poison.records()).toEqual(firstIds(100));
  });
});
