import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { right } from '../testing/expect-right.ts';
import { firstIds, ok, page, status, wholeHome } from '../testing/whole-home.ts';
import { retryFailed } from './retry-failed.use-case.ts';
import { acceptJob, submitJob } from './submit-job.use-case.ts';

describe('a job', () => {
  it('copies every record once and is COMPLETE', async () => {
    const it250 = wholeHome((asked) => page(250, asked));
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
      // The first page tells the total and the size of pages, the next request whether the list ends there; the last two
      // look at both ends.
      [0, 100],
      [249, 2],
      [0, 100],
      [100, 100],
      [200, 50],
      [249, 2],
      [0, 2],
    ]);
  });

  it('of nothing is COMPLETE without a task', async () => {
    expect(await wholeHome(() => ok(0, [])).run()).toMatchObject({
      Total: 0,
      Verdict: 'COMPLETE',
      Records: 0,
    });
  });

  it('names the one page that fails for ever, delivers the rest, and a retry asks for that page alone', async () => {
    let broken = true;
    const flaky = wholeHome((asked) => (broken && asked.startAt === 100 ? status(500) : page(300, asked)));
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
      [299, 2],
      [0, 2],
    ]);
    expect(E.isLeft(await retryFailed('j')(flaky.env)())).toBe(true);
  });

  it('does not try again what cannot pass, and a body that is no page only twice', async () => {
    const gone = wholeHome((asked) =>
      asked.startAt === 100 ? status(404) : asked.startAt === 200 ? ok(300, [], 100) : page(300, asked),
    );
    expect(await gone.run()).toMatchObject({ Verdict: 'INCOMPLETE', FailedToComplete: 1 });
    expect(gone.env.partner.asked.filter(({ startAt }) => startAt === 100)).toHaveLength(1);
    const odd = wholeHome((asked) =>
      asked.startAt === 100 ? E.right({ status: 200, body: '{"rows":7}' }) : page(200, asked),
    );
    expect(await odd.run()).toMatchObject({ Verdict: 'INCOMPLETE', FailedToComplete: 1, Records: 100 });
    expect(odd.env.partner.asked.filter(({ startAt }) => startAt === 100)).toHaveLength(3);
    expect(right(await odd.env.tasks.get('j', ['000000000100-100'])())[0]?.failure).toEqual({
      reason: 'PageMalformed',
      detail: 'the body has no array of records under "payload"',
    });
  });

  it('asks again for what a short page lacked', async () => {
    const short = wholeHome((asked) =>
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

  it('FAILED says why, when there is nothing to read or no partner', async () => {
    const noRecords = await wholeHome(() => E.right({ status: 200, body: '{"rows":7}' })).run();
    expect(noRecords.Failure).toEqual({
      reason: 'PageMalformed',
      detail:
        'the first contact failed: the body has no array of records under "payload"; name the right fields under "pagination" if the partner calls them otherwise',
    });
    const nobody = await wholeHome(() =>
      E.left({ _tag: 'ConnectionRefused', host: 'partner.example' }),
    ).run();
    expect(nobody.Failure).toEqual({
      reason: 'ConnectionRefused',
      detail: 'the first contact failed: partner.example refused the connection, 7 times',
    });
  });

  it('is REJECTED when its name turns out to be an address that is forbidden', async () => {
    const blocked = await wholeHome(() =>
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

  it('that was accepted unseen is REJECTED when its request is not valid, and shows no secret', async () => {
    const seen = wholeHome((asked) => page(1, asked));
    const accept = async (id: string, input: unknown) => right(await acceptJob(id, input)(seen.env)());
    const unknown = await accept('a', { url: 'https://partner.example/x?key=s3cret', speed: 1 });
    expect([unknown.created, unknown.job.status, unknown.job.request.url, unknown.job.failure]).toEqual([
      true,
      'REJECTED',
      'https://partner.example/x',
      {
        reason: 'RequestInvalid',
        detail:
          'speed: no such field; there are: url, method, headers, body, credentials, pagination, limits, processor, webhook',
      },
    ]);
    expect((await accept('b', { url: 'https://me:s3cret@partner.example/' })).job.request.url).toBe('');
    expect((await accept('c', 'no object')).job.failure?.detail).toBe('the request must be an object');
    expect((await accept('a', { url: 'ftp://x' })).created).toBe(false);
    expect((await accept('d', { url: 'https://partner.example/x' })).job.status).toBe('SUBMITTED');
  });

  it('submitted twice is one job, and with another request a conflict', async () => {
    const twice = wholeHome((asked) => page(1, asked));
    const url = 'https://partner.example/payload';
    expect(right(await twice.submit({ url, limits: { attempts: 3, concurrency: 2 } })).created).toBe(true);
    expect(right(await twice.submit({ limits: { concurrency: 2, attempts: 3 }, url })).created).toBe(false);
    expect(await twice.submit({ url })).toEqual(E.left({ _tag: 'JobConflict', jobId: 'j' }));
    expect(await twice.submit({})).toMatchObject({ left: { _tag: 'RequestInvalid' } });
    expect(await submitJob('../j', { url })(twice.env)()).toMatchObject({ left: { _tag: 'RequestInvalid' } });
  });
});
