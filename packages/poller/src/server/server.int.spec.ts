// The server with everything behind it in this process: real sockets, SQLite and files; the partner is the simulated one.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { HostPort, JobResource } from '@api-poller/domain';
import { startSimulator, type Simulator, type SimulatorOptions } from '@api-poller/external-sim';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { apiClient } from '../client/api-client.ts';
import { defineProcessor, type DefinedProcessor } from '../processors/define-processor.ts';
import { startServer, type RunningServer, type ServerOptions } from './server.ts';

let folder = '';
let partner: Simulator | null = null;
const servers: RunningServer[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'api-poller-server-'));
});

afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
  await partner?.close();
  partner = null;
  rmSync(folder, { recursive: true, force: true });
});

const simulate = async (options: SimulatorOptions = {}): Promise<Simulator> => {
  partner = await startSimulator({ errorRate: 0, minDelayMs: 0, maxDelayMs: 0, ...options });
  return partner;
};

const serve = async (options: Partial<ServerOptions> = {}): Promise<RunningServer> => {
  const allow: ReadonlyArray<HostPort> = partner === null ? [] : [{ host: '127.0.0.1', port: partner.port }];
  const server = await startServer({
    dataDir: folder,
    host: '127.0.0.1',
    port: 0,
    token: null,
    policy: { allow },
    processors: [],
    onTrouble: () => undefined,
    ...options,
  });
  servers.push(server);
  return server;
};

const stop = async (server: RunningServer): Promise<void> => {
  servers.splice(servers.indexOf(server), 1);
  await server.stop();
};

const clientOf = ({ url }: RunningServer, token: string | null = null) => apiClient({ server: url, token });

/** The job once it is as wanted. The test's own time-out ends a wait in vain. */
const until = async (
  server: RunningServer,
  id: string,
  wanted: (job: JobResource) => boolean = ({ SettledAt }) => SettledAt !== null,
): Promise<JobResource> => {
  for (;;) {
    const job = await clientOf(server).job(id);
    if (wanted(job)) return job;
    await wait(20);
  }
};

const ids = (server: RunningServer, jobId: string): ReadonlyArray<number> =>
  readFileSync(server.recordsPath(jobId), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => Number((JSON.parse(line) as { id: unknown }).id));

const ndjson = { processor: { kind: 'ndjson' } } as const;

describe('the server', () => {
  it("runs the original's walk-through: post a url, ask for the counters, all are successfully completed", async () => {
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
    const { url } = await simulate({ records: 1_000, minDelayMs: 5, maxDelayMs: 20 });
    const server = await serve();
    for (const id of ['a', 'b', 'c', 'd', 'e'])
      await clientOf(server).put(id, { url: `${url}/payload`, ...ndjson });
    for (const id of ['a', 'b', 'c', 'd', 'e']) {
      expect(await until(server, id)).toMatchObject({ Verdict: 'COMPLETE', Records: 1_000 });
      expect(new Set(ids(server, id)).size).toBe(1_000);
      expect(ids(server, id)).toHaveLength(1_000);
    }
    const listed: string[] = [];
    for await (const { JobId } of clientOf(server).jobs()) listed.push(JobId);
    expect(listed).toEqual(['e', 'd', 'c', 'b', 'a']);
  });

  it('goes on by itself where it was stopped', async () => {
    const { url } = await simulate({ records: 5_000, minDelayMs: 20, maxDelayMs: 40 });
    const first = await serve();
    await clientOf(first).put('long', { url: `${url}/payload`, limits: { concurrency: 4 }, ...ndjson });
    await until(first, 'long', ({ SuccessfullyCompleted }) => SuccessfullyCompleted >= 10);
    await stop(first);
    const second = await serve();
    expect(await until(second, 'long')).toMatchObject({ Verdict: 'COMPLETE', Records: 5_000, Total: 50 });
    expect(ids(second, 'long')).toHaveLength(5_000);
    expect(new Set(ids(second, 'long')).size).toBe(5_000);
  });

  it('pauses: asks for nothing meanwhile, and resumes without asking again for what it has', async () => {
    const simulated = await simulate({ records: 40_000, minDelayMs: 10, maxDelayMs: 20 });
    const server = await serve();
    const client = clientOf(server);
    await client.put('paused', { url: `${simulated.url}/payload`, limits: { concurrency: 4 }, ...ndjson });
    await until(server, 'paused', ({ SuccessfullyCompleted }) => SuccessfullyCompleted >= 5);
    expect((await client.change('paused', 'pause')).Status).toBe('PAUSED');
    // Until the engine has noticed and what was under way is done.
    let before = -1;
    while (simulated.stats().requests !== before) {
      before = simulated.stats().requests;
      await wait(400);
    }
    expect(before).toBeLessThan(400);
    await client.change('paused', 'resume');
    expect(await until(server, 'paused')).toMatchObject({ Verdict: 'COMPLETE', Records: 40_000 });
    // The first contact, 400 pages, the total at the end.
    expect(simulated.stats().requests).toBe(402);
  });

  it('cancels: stops asking soon, keeps what was delivered, and never runs again', async () => {
    const simulated = await simulate({ records: 100_000, minDelayMs: 10, maxDelayMs: 20 });
    const server = await serve();
    const client = clientOf(server);
    await client.put('cancelled', { url: `${simulated.url}/payload`, limits: { concurrency: 4 } });
    await until(server, 'cancelled', ({ SuccessfullyCompleted }) => SuccessfullyCompleted >= 5);
    expect((await client.change('cancelled', 'cancel')).Status).toBe('CANCELLED');
    let before = -1;
    while (simulated.stats().requests !== before) {
      before = simulated.stats().requests;
      await wait(400);
    }
    expect(before).toBeLessThan(400);
    await stop(server);
    const again = await serve();
    await wait(200);
    expect(simulated.stats().requests).toBe(before);
    expect((await clientOf(again).job('cancelled')).Status).toBe('CANCELLED');
    await expect(clientOf(again).change('cancelled', 'retry')).rejects.toThrow('the job is CANCELLED');
  });

  it('names the page that fails for ever, delivers the rest, and retries that page alone', async () => {
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
    expect(ids(server, 'flaky')).toHaveLength(900);
    const before = simulated.stats().requests;
    await client.change('flaky', 'retry');
    expect(await until(server, 'flaky')).toMatchObject({ Verdict: 'COMPLETE', Records: 1_000 });
    expect(simulated.stats().requests - before).toBe(2);
    expect(new Set(ids(server, 'flaky')).size).toBe(1_000);
    await expect(client.change('flaky', 'retry')).rejects.toThrow('no task of the job has FAILED');
  });

  it('rejects a job that is redirected to an address that is forbidden, and sends nothing there', async () => {
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

describe('a request that cannot be run', () => {
  const address = 'http://127.0.0.1:9/payload';
  const url = 'https://partner.example/payload';
  const notPublic = [
    {
      field: 'url',
      expected: 'a public address; if you trust this one, allow it with --allow-host HOST:PORT',
    },
  ];
  const noUrl = [{ field: 'url', expected: 'an absolute http or https url without credentials in it' }];
  it.each([
    ['malformed JSON', '{"url":', 400, undefined],
    ['no url', '{}', 422, noUrl],
    ['no object', '[]', 422, [{ field: '', expected: 'an object' }]],
    ['a url that is not http', '{"url":"ftp://partner.example/x"}', 422, noUrl],
    ['a file', '{"url":"file:///etc/passwd"}', 422, noUrl],
    ['credentials in the url', '{"url":"https://me:secret@partner.example/"}', 422, noUrl],
    [
      'an unknown field',
      `{"url":"${url}","spped":1}`,
      422,
      [
        {
          field: 'spped',
          expected: 'no such field; there are: url, headers, pagination, limits, processor',
        },
      ],
    ],
    [
      'a negative limit',
      `{"url":"${url}","limits":{"concurrency":-1}}`,
      422,
      [{ field: 'limits.concurrency', expected: 'a whole number from 1 to 1000' }],
    ],
    ['a body of 10 MB', `{"url":"${url}","headers":{"x":"${'x'.repeat(10_000_000)}"}}`, 413, undefined],
    ['the metadata service', '{"url":"http://169.254.169.254/latest/meta-data"}', 422, notPublic],
    ['loopback', `{"url":"${address}"}`, 422, notPublic],
    ['loopback of IPv6', '{"url":"http://[::1]:9/"}', 422, notPublic],
    ['loopback as a decimal', '{"url":"http://2130706433/"}', 422, notPublic],
    ['loopback in octal', '{"url":"http://0177.0.0.1/"}', 422, notPublic],
    ['loopback by name', '{"url":"http://localhost:9/"}', 422, notPublic],
  ])(
    'for %s is answered with a problem, by POST and by PUT, and nothing is stored',
    async (_, body, status, errors) => {
      const server = await serve();
      for (const [method, path] of [
        ['POST', '/jobs'],
        ['PUT', '/jobs/mine'],
      ] as const) {
        const answered = await fetch(`${server.url}${path}`, { method, body });
        const problem = (await answered.json()) as Record<string, unknown>;
        expect([answered.status, answered.headers.get('content-type'), problem['errors']]).toEqual([
          status,
          'application/problem+json',
          errors,
        ]);
        expect(JSON.stringify(problem)).not.toContain('secret');
      }
      expect(await (await fetch(`${server.url}/jobs`)).json()).toEqual({ Jobs: [] });
      expect(existsSync(join(folder, 'records'))).toBe(false);
    },
  );
});

describe("a user's own processor", () => {
  const collecting = (): { readonly processor: DefinedProcessor; readonly pages: Map<string, unknown> } => {
    const pages = new Map<string, unknown>();
    return {
      pages,
      processor: defineProcessor({
        name: 'collect',
        process: ({ taskId, values }) => void pages.set(taskId, values()[0]),
      }),
    };
  };
  const custom = { processor: { kind: 'custom', name: 'collect' } } as const;

  it('gets the records of every page', async () => {
    const { url } = await simulate({ records: 250 });
    const { processor, pages } = collecting();
    const server = await serve({ processors: [processor] });
    await clientOf(server).put('custom', { url: `${url}/payload`, ...custom });
    expect(await until(server, 'custom')).toMatchObject({ Verdict: 'COMPLETE', Records: 250 });
    expect([...pages.keys()].toSorted()).toEqual(['000000000000-100', '000000000100-100', '000000000200-50']);
  });

  it('that fails on one page gets it three times; then that task is FAILED with its words, and the rest is done', async () => {
    const { url } = await simulate({ records: 300 });
    let deliveries = 0;
    const processor = defineProcessor({
      name: 'collect',
      process: async ({ taskId }) => {
        if (taskId !== '000000000100-100') return;
        deliveries += 1;
        throw new Error('the warehouse refused row 7');
      },
    });
    const server = await serve({ processors: [processor] });
    await clientOf(server).put('poison', { url: `${url}/payload`, ...custom });
    expect(await until(server, 'poison')).toMatchObject({
      Verdict: 'INCOMPLETE',
      SuccessfullyCompleted: 2,
      FailedToComplete: 1,
      Records: 200,
    });
    expect(deliveries).toBe(3);
    for await (const { failure } of clientOf(server).tasks('poison', 'FAILED'))
      expect(failure).toEqual({ reason: 'DeadLetter', detail: 'the warehouse refused row 7' });
  });

  it('that is not defined here is refused when the job is submitted', async () => {
    const { url } = await simulate();
    const server = await serve();
    await expect(clientOf(server).put('none', { url: `${url}/payload`, ...custom })).rejects.toThrow(
      'processor.name must be a processor that is defined here; there are none',
    );
    await expect(clientOf(server).job('none')).rejects.toThrow('No such job');
  });
});

describe('the door', () => {
  const statusOf = (url: string, headers: Record<string, string>): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      httpRequest(`${url}/jobs`, { headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });

  it('stays shut on addresses that others can reach, unless there is a token', async () => {
    await expect(serve({ host: '0.0.0.0' })).rejects.toThrow('set API_POLLER_TOKEN');
    expect(existsSync(join(folder, 'poller.sqlite'))).toBe(false);
  });

  it('lets web pages and foreign names not in, when there is no token', async () => {
    const { url } = await serve();
    expect(await statusOf(url, {})).toBe(200);
    expect(await statusOf(url, { origin: 'https://evil.example' })).toBe(403);
    expect(await statusOf(url, { host: 'evil.example' })).toBe(403);
  });

  it('asks for the token on every route, when there is one', async () => {
    const server = await serve({ token: 'right' });
    await expect(clientOf(server).job('x')).rejects.toThrow('set API_POLLER_TOKEN');
    await expect(clientOf(server, 'wrong').job('x')).rejects.toThrow('A token is needed');
    await expect(clientOf(server, 'right').job('x')).rejects.toThrow('No such job');
    expect((await fetch(`${server.url}/metrics`)).status).toBe(401);
    expect((await fetch(`${server.url}/nowhere`)).status).toBe(401);
    const metrics = await fetch(`${server.url}/metrics`, { headers: { authorization: 'Bearer right' } });
    expect(await metrics.text()).toContain('api_poller_partner_requests_total');
  });

  it('of a folder that is in use stays shut', async () => {
    await serve();
    await expect(serve()).rejects.toThrow('database is locked');
  });

  it('says what to do when nobody is behind it', async () => {
    const client = apiClient({ server: 'http://127.0.0.1:9', token: null });
    await expect(client.job('x')).rejects.toThrow('api-poller serve');
  });
});
