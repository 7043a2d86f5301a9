// A job through the steps of the workflow, called as the state machine calls them.
import * as E from 'fp-ts/lib/Either.js';
import type { Answer, Asked } from '@api-poller/domain/testing';
import { describe, expect, it } from 'vitest';
import { api } from '../api.ts';
import { bearerIsRight } from '../bearer.ts';
import { readEnvironment } from '../environment.ts';
import { memoryAws } from '../testing/memory-aws.ts';
import { fetchBatch } from './fetch.ts';
import { decoded, settleInput } from './input.ts';
import { prepare } from './prepare.ts';
import { buryMessages, messageProcessor } from './process.ts';
import { sharesOf } from './rounds.ts';
import { settle } from './settle.ts';

const page = (total: number, { startAt, count }: Asked): Answer =>
  E.right({
    status: 200,
    body: JSON.stringify({
      maxRecordsPerPage: 100,
      totalRecords: total,
      payload: Array.from({ length: Math.min(count, total - startAt) }, (_, i) => ({ id: startAt + i })),
    }),
  });
const event = {
  id: 'job',
  detail: { url: 'https://partner.example/payload', pagination: { kind: 'offset' } },
};
const patience = (): number => 60_000;
const bodies = (messages: ReadonlyArray<{ jobId: string; taskId: string; attempt: number; facts: object }>) =>
  messages.map(({ jobId, taskId, attempt, facts }, i) => ({
    messageId: `m${i}`,
    body: JSON.stringify({ task: { jobId, taskId, attempt }, facts }),
  }));
const ignore = (): void => undefined;

describe('the steps of a job', () => {
  it('prepare, fetch, process and settle it', async () => {
    const aws = memoryAws((asked) => page(1_000, asked));
    const prepared = await prepare(aws.home, patience)({ executionId: 'e', event, jobId: null });
    expect(prepared).toEqual({
      jobId: 'job',
      next: 'map',
      bucket: 'manifests',
      key: 'job/plan',
      functions: 5,
    });
    for (const batch of aws.rounds.get('job/plan') ?? [])
      expect(await fetchBatch(aws.home, patience)({ jobId: 'job', batch })).toEqual({
        finished: true,
        seconds: 0,
      });
    const settling = { executionId: 'e', jobId: 'job', key: 'job/plan', waits: 0 };
    // Nothing is processed yet: come back, each time later.
    expect(await settle(aws.home, patience)(settling)).toEqual({
      jobId: 'job',
      next: 'wait',
      seconds: 1,
      waits: 1,
    });
    expect(await settle(aws.home, patience)({ ...settling, key: null, waits: 3 })).toMatchObject({
      seconds: 8,
    });
    expect(await settle(aws.home, patience)({ ...settling, key: null, waits: 20 })).toMatchObject({
      seconds: 60,
    });
    expect(await messageProcessor(aws.home)(bodies(aws.messages), ignore)).toEqual({ batchItemFailures: [] });
    expect(await settle(aws.home, patience)(settling)).toEqual({
      jobId: 'job',
      next: 'end',
      status: 'SETTLED',
    });
    expect(aws.pages).toHaveLength(10);
    expect(aws.told).toEqual(['job SETTLED']);
  });

  it('start nothing for an event that comes again in another execution (fault 6)', async () => {
    const aws = memoryAws((asked) => page(100, asked));
    await prepare(aws.home, patience)({ executionId: 'first', event, jobId: null });
    // The first page, and a look behind the stated total.
    expect(aws.asked).toHaveLength(2);
    const again = await prepare(aws.home, patience)({ executionId: 'replay', event, jobId: null });
    expect(again).toEqual({ jobId: 'job', next: 'end', status: 'CLAIMED_BY_ANOTHER' });
    const same = await prepare(aws.home, patience)({ executionId: 'first', event, jobId: null });
    expect(same.next).toBe('map');
    expect(aws.asked).toHaveLength(2);
  });

  it('end at once for a request that is not valid, and keep the reason', async () => {
    const aws = memoryAws((asked) => page(100, asked));
    const bad = { id: 'bad', detail: { url: 'ftp://partner.example' } };
    expect(await prepare(aws.home, patience)({ executionId: 'e', event: bad, jobId: null })).toEqual({
      jobId: 'bad',
      next: 'end',
      status: 'REJECTED',
    });
    expect(aws.told).toEqual(['bad REJECTED']);
    expect(aws.asked).toEqual([]);
  });

  it('wait in the workflow for what a function cannot wait for', async () => {
    const throttled = memoryAws(() => E.right({ status: 429, headers: { 'retry-after': '1800' }, body: '' }));
    expect(await prepare(throttled.home, patience)({ executionId: 'e', event, jobId: null })).toMatchObject({
      next: 'wait',
      seconds: 1801,
    });
    expect(throttled.waits).toEqual([]);
  });

  it('ask for nothing of a job that was cancelled', async () => {
    const aws = memoryAws((asked) => page(1_000, asked));
    await prepare(aws.home, patience)({ executionId: 'e', event, jobId: null });
    const cancelled = await api(aws.home).request('/jobs/job/cancel', { method: 'POST' });
    expect(cancelled.status).toBe(202);
    const before = aws.asked.length;
    const [batch] = aws.rounds.get('job/plan') ?? [];
    if (batch === undefined) throw new Error('no batch');
    expect(await fetchBatch(aws.home, patience)({ jobId: 'job', batch })).toEqual({
      finished: true,
      seconds: 0,
    });
    expect(aws.asked.length).toBe(before);
  });

  it('stop in the middle of a batch when its job is cancelled, after one more look', async () => {
    let afterEach: () => Promise<unknown> = async () => undefined;
    const aws = memoryAws((asked) => {
      void afterEach();
      return page(10_000, asked);
    });
    const slow = { ...event, detail: { ...event.detail, limits: { concurrency: 1 } } };
    await prepare(aws.home, patience)({ executionId: 'e', event: slow, jobId: null });
    // A page takes a second; the fourth is under way when somebody cancels.
    let asked = 0;
    afterEach = async () => {
      asked += 1;
      await aws.home.sleep(1_000)();
      if (asked === 4) await api(aws.home).request('/jobs/job/cancel', { method: 'POST' });
    };
    const [batch] = aws.rounds.get('job/plan') ?? [];
    if (batch === undefined) throw new Error('no batch');
    expect(batch).toMatchObject({ startAt: 0, stopAt: 2_500 });
    expect((await fetchBatch(aws.home, patience)({ jobId: 'job', batch })).finished).toBe(true);
    expect(asked).toBeGreaterThanOrEqual(4);
    expect(asked).toBeLessThanOrEqual(8);
  });

  it.each([
    [25, 25, { functions: 1, sideBySide: 25 }],
    [5, 25, { functions: 1, sideBySide: 5 }],
    [1, 25, { functions: 1, sideBySide: 1 }],
    [30, 25, { functions: 2, sideBySide: 15 }],
    [51, 25, { functions: 3, sideBySide: 17 }],
    [100, 25, { functions: 4, sideBySide: 25 }],
  ])('share out %i requests at once, at most %i a function', (concurrency, most, shares) => {
    expect(sharesOf(concurrency, most)).toEqual(shares);
  });

  it('report one bad message alone, and bury it as a FAILED task (fault 8)', async () => {
    let failing = true;
    const aws = memoryAws(
      (asked) => page(100, asked),
      () => failing,
    );
    await prepare(aws.home, patience)({ executionId: 'e', event, jobId: null });
    for (const batch of aws.rounds.get('job/plan') ?? [])
      await fetchBatch(aws.home, patience)({ jobId: 'job', batch });
    const [good] = bodies(aws.messages);
    if (good === undefined) throw new Error('no message');
    const told: string[] = [];
    const tell = (messageId: string, detail: string, of: object): void =>
      void told.push(`${messageId}: ${detail} ${JSON.stringify(of)}`);
    expect(await messageProcessor(aws.home)([good, { messageId: 'odd', body: '{' }], tell)).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm0' }, { itemIdentifier: 'odd' }],
    });
    expect(told).toEqual([
      'odd: the message is not one of a task {}',
      'm0: told to fail {"jobId":"job","taskId":"000000000000-100"}',
    ]);
    failing = false;
    await buryMessages(aws.home, [good], tell);
    expect(await aws.home.tasks.list('job', { filter: 'FAILED', after: null, limit: 9 })()).toMatchObject({
      right: [{ taskId: '000000000000-100', failure: { reason: 'DeadLetter' } }],
    });
  });
});

describe('the jobs API on AWS', () => {
  it('starts an execution for a job that was put, under a name of its own', async () => {
    const aws = memoryAws((asked) => page(100, asked));
    const put = () =>
      api(aws.home).request('/jobs/orders', { method: 'PUT', body: JSON.stringify(event.detail) });
    expect([(await put()).status, (await put()).status]).toEqual([201, 200]);
    expect(aws.started).toEqual(['orders-r1']);
    const step = await prepare(
      aws.home,
      patience,
    )({ executionId: 'orders-r1', event: null, jobId: 'orders' });
    expect(step.next).toBe('map');
  });
});

describe('what the functions are given', () => {
  it('is complained about by name', () => {
    expect(() => readEnvironment({ TABLE: 't', SIDE_BY_SIDE: '0', ALLOW_HOSTS: 'x' })).toThrow(
      'ALLOW_HOSTS must be HOST:PORT,…; PAYLOAD_BUCKET is not set; MANIFEST_BUCKET is not set; QUEUE_URL is not set; SIDE_BY_SIDE must be a whole number from 1',
    );
    expect(() => decoded(settleInput, { jobId: 's3cret' })).toThrow('executionId, key, waits');
    expect(() => decoded(settleInput, { jobId: 's3cret' })).not.toThrow('s3cret');
  });

  it.each([
    ['Bearer right', 'right', true],
    ['Bearer wrong', 'right', false],
    ['right', 'right', false],
    ['', 'right', false],
    ['Bearer ', '', false],
    ['Bearer null', null, false],
  ])('as the header "%s" for the token %s passes: %s', (header, token, passes) => {
    expect(bearerIsRight(header, token)).toBe(passes);
  });
});
