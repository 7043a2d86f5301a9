// The deployed stack over HTTP, on an emulator. What no emulator carries (throttling, X-Ray, lifecycle, IAM) the template's specs assert.
import { setTimeout as wait } from 'node:timers/promises';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { JobResource } from '@api-poller/domain';
import { startSimulator, type Simulator } from '@api-poller/external-sim';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deploy, type Deployed } from './engine/deploy.ts';
import { clients, endpoint, noEngine } from './engine/fresh.ts';

let system: Deployed;
let fast: Simulator;
let broken: Simulator;

const request = (method: string, path: string, body?: unknown, token: string | null = system.token) =>
  fetch(`${system.api}${path}`, {
    method,
    headers: token === null ? {} : { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });

const submit = async (body: unknown): Promise<string> => {
  const answered = await request('POST', '/jobs', body);
  expect(answered.status).toBe(200);
  const { Entries, FailedEntryCount } = (await answered.json()) as {
    Entries: ReadonlyArray<{ EventId: string }>;
    FailedEntryCount: number;
  };
  expect(FailedEntryCount).toBe(0);
  return Entries[0]?.EventId ?? '';
};

const read = async (id: string): Promise<JobResource> => {
  const answered = await request('GET', `/jobs/${id}`);
  expect(answered.status).toBe(200);
  return (await answered.json()) as JobResource;
};

/** The job once it is as wanted, over unless something else is. The test's own time-out ends a wait in vain. */
const until = async (
  id: string,
  wanted: (job: JobResource) => boolean = ({ SettledAt }) => SettledAt !== null,
): Promise<JobResource> => {
  for (;;) {
    const job = await read(id);
    if (wanted(job)) return job;
    await wait(250);
  }
};

const storedPayloads = async (): Promise<number> => {
  const { KeyCount = 0 } = await clients.s3.send(new ListObjectsV2Command({ Bucket: system.payloadBucket }));
  return KeyCount;
};

describe.skipIf(noEngine)('the system on AWS', () => {
  beforeAll(async () => {
    fast = await startSimulator({ records: 100_000, errorRate: 0, minDelayMs: 0, maxDelayMs: 0 });
    broken = await startSimulator({
      records: 1_000,
      errorRate: 0,
      minDelayMs: 0,
      maxDelayMs: 0,
      faults: [
        { _tag: 'alwaysFail', startAt: 300, status: 404, times: 1 },
        { _tag: 'throttle', firstN: 1, hint: 'seconds', seconds: 2 },
      ],
    });
    system = await deploy(
      endpoint,
      [fast, broken].map(({ port }) => `127.0.0.1:${port}`),
    );
  }, 180_000);

  afterAll(async () => {
    await fast.close();
    await broken.close();
  });

  it("runs the original's walk-through unchanged: 10,000 records, one call in ten fails, all successfully completed", async () => {
    const id = await submit({ url: system.partner });
    expect(await until(id)).toMatchObject({
      Started: 0,
      PayloadSaved: 0,
      Enqueued: 0,
      SuccessfullyCompleted: 100,
      FailedToComplete: 0,
      Total: 100,
      Status: 'SETTLED',
      Verdict: 'COMPLETE',
      Records: 10_000,
    });
    // Processed by deleting it, as in the original.
    expect(await storedPayloads()).toBe(0);
  }, 120_000);

  it('runs 1,000 pages, far past what the original could hold in its state (fault 3)', async () => {
    const id = await submit({ url: `${fast.url}/payload`, limits: { concurrency: 20 } });
    expect(await until(id)).toMatchObject({
      Total: 1_000,
      SuccessfullyCompleted: 1_000,
      Verdict: 'COMPLETE',
    });
    // The first contact, each page once, the total at the end.
    expect(fast.stats().requests).toBe(1_002);
    expect(await storedPayloads()).toBe(0);
  }, 120_000);

  it('waits for a throttling partner, names the page that fails, and retries that page alone (faults 2 and 4)', async () => {
    const id = await submit({ url: `${broken.url}/payload` });
    expect(await until(id)).toMatchObject({
      Verdict: 'INCOMPLETE',
      SuccessfullyCompleted: 9,
      FailedToComplete: 1,
      Records: 900,
      Evidence: [{ kind: 'TASKS_FAILED', taskIds: ['000000000300-100'] }, { kind: 'RECORDS_MISSING' }],
    });
    const before = broken.stats().requests;
    expect((await request('POST', `/jobs/${id}/retry`)).status).toBe(202);
    expect(await until(id)).toMatchObject({ Verdict: 'COMPLETE', Records: 1_000, Total: 10 });
    expect(broken.stats().requests - before).toBe(2);
  }, 120_000);

  it('takes the same PUT twice as one job, and another body under its id not', async () => {
    const body = { url: `${fast.url}/payload`, limits: { concurrency: 5 } };
    expect((await request('PUT', '/jobs/mine', body)).status).toBe(201);
    expect((await request('PUT', '/jobs/mine', body)).status).toBe(200);
    expect((await request('PUT', '/jobs/mine', { url: 'https://other.example/' })).status).toBe(409);
    expect((await request('POST', '/jobs/mine/cancel')).status).toBe(202);
    expect((await read('mine')).Status).toBe('CANCELLED');
    // What is under way ends within seconds; then nobody asks any more.
    let before = -1;
    while (fast.stats().requests !== before) {
      before = fast.stats().requests;
      await wait(3_000);
    }
    expect((await read('mine')).SuccessfullyCompleted).toBeLessThan(1_000);
  }, 60_000);

  it('shows why a request was rejected that the bus had taken (fault 9), and refuses it at once by PUT', async () => {
    const id = await submit({ url: 'http://169.254.169.254/latest/meta-data' });
    expect(await until(id)).toMatchObject({
      Status: 'REJECTED',
      Total: 0,
      Failure: { reason: 'RequestInvalid' },
    });
    const put = await request('PUT', '/jobs/bad', { url: 'http://169.254.169.254/', speed: 1 });
    expect([put.status, put.headers.get('content-type')]).toEqual([422, 'application/problem+json']);
  }, 60_000);

  it('answers 404 for an id that nobody submitted, never zeros (fault 7)', async () => {
    const unknown = await request('GET', '/jobs/nobody');
    expect([unknown.status, unknown.headers.get('retry-after')]).toEqual([404, '1']);
  });

  it.each([
    ['POST', '/jobs'],
    ['GET', '/jobs'],
    ['GET', '/jobs/mine'],
    ['PUT', '/jobs/mine'],
    ['GET', '/jobs/mine/tasks'],
    ['POST', '/jobs/mine/cancel'],
    ['POST', '/jobs/mine/retry'],
  ])('lets nobody in at %s %s without the token', async (method, path) => {
    const body = method === 'GET' ? undefined : '{}';
    expect((await request(method, path, body, null)).status).toBe(401);
    expect([401, 403]).toContain((await request(method, path, body, 'wrong')).status);
  });
});
