// The server with everything behind it in this process: real sockets, SQLite and files; the partner is the simulated one.
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { clientOf, idsOf, ndjson, requestsWhenQuiet, serverBench, until } from '../testing/server-bench.ts';

describe('the server', () => {
  it("runs the original's walk-through: post a url, ask for the counters, all are successfully completed", async () => {
    const { folder, simulate, serve } = serverBench();
    const { url } = await simulate({ records: 2_000, errorRate: 0.1, seed: 3 });
    const server = await serve();
    const id = await clientOf(server).submit({ url: `${url}/payload` });
    expect(await until(server, id)).toMatchObject({
      Started: 0,
      PayloadSaved: 0,
      Enqueued: 0,
      SuccessfullyCompleted: 20,
      FailedToComplete: 0,
      Total: 20,
      Verdict: 'COMPLETE',
      Records: 2_000,
    });
    // Discarded, as in the original: nothing is written.
    expect(existsSync(join(folder, 'records'))).toBe(false);
  });

  it('writes the records of several jobs at once, each in its own file', async () => {
    const { simulate, serve } = serverBench();
    const { url } = await simulate({ records: 1_000, minDelayMs: 5, maxDelayMs: 20 });
    const server = await serve();
    for (const id of ['a', 'b', 'c', 'd', 'e'])
      await clientOf(server).put(id, { url: `${url}/payload`, ...ndjson });
    for (const id of ['a', 'b', 'c', 'd', 'e']) {
      expect(await until(server, id)).toMatchObject({ Verdict: 'COMPLETE', Records: 1_000 });
      expect(new Set(idsOf(server, id)).size).toBe(1_000);
      expect(idsOf(server, id)).toHaveLength(1_000);
    }
    const listed: string[] = [];
    for await (const { JobId } of clientOf(server).jobs()) listed.push(JobId);
    expect(listed).toEqual(['e', 'd', 'c', 'b', 'a']);
  });

  it('goes on by itself where it was stopped', async () => {
    const { simulate, serve, stop } = serverBench();
    const { url } = await simulate({ records: 5_000, minDelayMs: 20, maxDelayMs: 40 });
    const first = await serve();
    await clientOf(first).put('long', { url: `${url}/payload`, limits: { concurrency: 4 }, ...ndjson });
    await until(first, 'long', ({ SuccessfullyCompleted }) => SuccessfullyCompleted >= 10);
    await stop(first);
    const second = await serve();
    expect(await until(second, 'long')).toMatchObject({ Verdict: 'COMPLETE', Records: 5_000, Total: 50 });
    expect(idsOf(second, 'long')).toHaveLength(5_000);
    expect(new Set(idsOf(second, 'long')).size).toBe(5_000);
  });

  it('pauses: asks for nothing meanwhile, and resumes without asking again for what it has', async () => {
    const { simulate, serve } = serverBench();
    const simulated = await simulate({ records: 40_000, minDelayMs: 10, maxDelayMs: 20 });
    const server = await serve();
    const client = clientOf(server);
    await client.put('paused', { url: `${simulated.url}/payload`, limits: { concurrency: 4 }, ...ndjson });
    await until(server, 'paused', ({ SuccessfullyCompleted }) => SuccessfullyCompleted >= 5);
    expect((await client.change('paused', 'pause')).Status).toBe('PAUSED');
    expect(await requestsWhenQuiet(simulated)).toBeLessThan(400);
    await client.change('paused', 'resume');
    expect(await until(server, 'paused')).toMatchObject({ Verdict: 'COMPLETE', Records: 40_000 });
    // Three to learn the plan, 400 pages, and a look at both ends.
    expect(simulated.stats().requests).toBe(405);
  });

  it('cancels: stops asking soon, keeps what was delivered, and never runs again', async () => {
    const { simulate, serve, stop } = serverBench();
    const simulated = await simulate({ records: 100_000, minDelayMs: 10, maxDelayMs: 20 });
    const server = await serve();
    const client = clientOf(server);
    await client.put('cancelled', { url: `${simulated.url}/payload`, limits: { concurrency: 4 } });
    await until(server, 'cancelled', ({ SuccessfullyCompleted }) => SuccessfullyCompleted >= 5);
    expect((await client.change('cancelled', 'cancel')).Status).toBe('CANCELLED');
    const before = await requestsWhenQuiet(simulated);
    expect(before).toBeLessThan(400);
    await stop(server);
    const again = await serve();
    await wait(200);
    expect(simulated.stats().requests).toBe(before);
    expect((await clientOf(again).job('cancelled')).Status).toBe('CANCELLED');
    await expect(clientOf(again).change('cancelled', 'retry')).rejects.toThrow('the job is CANCELLED');
  });

  it('names the page that fails for ever, delivers the rest, and retries that page alone', async () => {
    const { simulate, serve } = serverBench();
    const simulated = await simulate({
      records: 1_000,
      faults: [{ _tag: 'alwaysFail', startAt: 300, status: 500, times: 2 }],
    });
    const server = await serve();
    const client = clientOf(server);
    await client.put('flaky', { url: `${simulated.url}/payload`, limits: { attempts: 2 }, ...ndjson });
    expect(await until(server, 'flaky')).toMatchObject({
      Verdict: 'INCOMPLETE',
      FailedToComplete: 1,
      Records: 900,
      Evidence: [{ kind: 'TASKS_FAILED', taskIds: ['000000000300-100'] }, { kind: 'RECORDS_MISSING' }],
    });
    const failed: unknown[] = [];
    for await (const task of client.tasks('flaky', 'FAILED')) failed.push(task);
    expect(failed).toMatchObject([
      { taskId: '000000000300-100', failure: { detail: 'the partner answered 500, 2 times' } },
    ]);
    expect(idsOf(server, 'flaky')).toHaveLength(900);
    const before = simulated.stats().requests;
    await client.change('flaky', 'retry');
    expect(await until(server, 'flaky')).toMatchObject({ Verdict: 'COMPLETE', Records: 1_000 });
    expect(simulated.stats().requests - before).toBe(3);
    expect(new Set(idsOf(server, 'flaky')).size).toBe(1_000);
    await expect(client.change('flaky', 'retry')).rejects.toThrow('no task of the job has FAILED');
  });

  it('rejects a job that is redirected to an address that is forbidden, and sends nothing there', async () => {
    const { simulate, serve } = serverBench();
    let inside = 0;
    const forbidden = createServer((_, response) => {
      inside += 1;
      response.end();
    });
    await new Promise<void>((resolve) => forbidden.listen(0, '127.0.0.1', resolve));
    const { port } = forbidden.address() as AddressInfo;
    const { url } = await simulate({
      faults: [{ _tag: 'redirect', startAt: 0, to: `http://127.0.0.1:${port}/`, status: 302 }],
    });
    const server = await serve();
    await clientOf(server).put('led-astray', { url: `${url}/payload`, ...ndjson });
    expect(await until(server, 'led-astray')).toMatchObject({
      Status: 'REJECTED',
      Verdict: null,
      Total: 0,
      Failure: { reason: 'AddressBlocked' },
    });
    expect(inside).toBe(0);
    await new Promise((resolve) => forbidden.close(resolve));
  });
});
