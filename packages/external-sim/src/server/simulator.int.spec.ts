import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { startSimulator, type Simulator, type SimulatorOptions } from './simulator.ts';

const running: Simulator[] = [];
const start = async (options: SimulatorOptions = {}): Promise<Simulator> => {
  const simulator = await startSimulator({ errorRate: 0, maxDelayMs: 0, ...options });
  running.push(simulator);
  return simulator;
};
afterEach(() => Promise.all(running.splice(0).map((simulator) => simulator.close())));

/** What a client sees that reads raw bytes: the answer as far as it came, and how the connection ended. */
const rawGet = (port: number, path: string): Promise<{ readonly received: string; readonly end: string }> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let received = '';
    let end = 'closed';
    socket.on('data', (data) => (received += data.toString()));
    socket.on('error', (error: NodeJS.ErrnoException) => (end = error.code ?? 'error'));
    socket.on('close', () => resolve({ received, end }));
    socket.write(`GET ${path} HTTP/1.1\r\nhost: partner\r\nconnection: close\r\n\r\n`);
  });

const waitFor = async (met: () => boolean): Promise<void> => {
  const deadline = Date.now() + 2000;
  while (!met() && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(met()).toBe(true);
};

describe('the simulated partner over sockets', () => {
  it('hands out every record once, and its log accounts for it', async () => {
    const simulator = await start({ records: 1050 });
    const starts = Array.from({ length: 11 }, (_, page) => page * 100);
    const pages = await Promise.all(
      starts.map(async (startAt) => {
        const response = await fetch(`${simulator.url}/payload?startAt=${startAt}&count=100`);
        expect(response.headers.get('content-type')).toBe('application/json');
        return (await response.json()) as { readonly payload: readonly { readonly id: number }[] };
      }),
    );
    expect(pages.flatMap(({ payload }) => payload.map(({ id }) => id))).toEqual(
      Array.from({ length: 1050 }, (_, id) => id),
    );
    const summary: unknown = await (await fetch(`${simulator.url}/_log`)).json();
    expect(summary).toEqual(simulator.stats());
    expect(summary).toMatchObject({
      requests: 11,
      byStatus: { '200': 11 },
      distinctPages: 11,
      servedRecords: 1050,
      servedRecordsWithRepeats: 1050,
      inFlight: 0,
    });
    expect([0, 1049, 1050].map(simulator.wasServed)).toEqual([true, true, false]);
  });

  it('fails an attempt and then lets the same page pass', async () => {
    const simulator = await start({ faults: [{ _tag: 'alwaysFail', startAt: 100, status: 503, times: 1 }] });
    const status = async (): Promise<number> => (await fetch(`${simulator.url}/payload?startAt=100`)).status;
    expect([await status(), await status(), await status()]).toEqual([503, 200, 200]);
    const log = (await (await fetch(`${simulator.url}/_log?entries=2`)).json()) as {
      readonly entries: unknown;
    };
    expect(log.entries).toEqual([
      {
        url: '/payload?startAt=100',
        attempt: 2,
        status: 200,
        outcome: 'answered',
        faults: [],
        served: { from: 100, count: 100 },
      },
      {
        url: '/payload?startAt=100',
        attempt: 3,
        status: 200,
        outcome: 'answered',
        faults: [],
        served: { from: 100, count: 100 },
      },
    ]);
    expect(simulator.entries()[0]).toEqual({
      url: '/payload?startAt=100',
      attempt: 1,
      status: 503,
      outcome: 'answered',
      faults: ['alwaysFail'],
      served: null,
    });
  });

  it('resets the connection half-way through the body', async () => {
    const simulator = await start({ faults: [{ _tag: 'resetMidBody', startAt: 0 }] });
    const { received, end } = await rawGet(simulator.port, '/payload?count=1');
    expect(end).toBe('ECONNRESET');
    expect(received).toContain('HTTP/1.1 200 OK');
    expect(received).toContain('content-length: 111');
    expect(received.endsWith('\r\n\r\n{"maxRecordsPerPage":100,"totalRecords":10000,"payload"')).toBe(true);
    expect(simulator.stats()).toMatchObject({
      byStatus: { '200': 1 },
      byOutcome: { cut: 1, answered: 0 },
      servedRecords: 0,
    });
  });

  it('sends half of the JSON as a whole answer', async () => {
    const simulator = await start({ faults: [{ _tag: 'truncatedJson', startAt: 0 }] });
    const { received, end } = await rawGet(simulator.port, '/payload?count=1');
    expect(end).toBe('closed');
    expect(received).toContain('content-length: 55');
    expect(received.endsWith('\r\n\r\n{"maxRecordsPerPage":100,"totalRecords":10000,"payload"')).toBe(true);
    expect(simulator.stats()).toMatchObject({ byFault: { truncatedJson: 1 }, servedRecords: 0 });
  });

  it('leaves a client without an answer until it gives up', async () => {
    const simulator = await start({ faults: [{ _tag: 'neverAnswer', startAt: 0 }] });
    await expect(fetch(`${simulator.url}/payload`, { signal: AbortSignal.timeout(150) })).rejects.toThrow(
      'timeout',
    );
    await waitFor(() => simulator.stats().inFlight === 0);
    expect(simulator.stats()).toMatchObject({
      requests: 1,
      byStatus: {},
      byOutcome: { unanswered: 1, abandoned: 0 },
      servedRecords: 0,
    });
  });

  it('drips a body at its pace', async () => {
    const simulator = await start({ faults: [{ _tag: 'dripFeed', startAt: 0, bytesPerSecond: 400 }] });
    const began = performance.now();
    const response = await fetch(`${simulator.url}/payload?count=1`);
    const headMs = performance.now() - began;
    const text = await response.text();
    const wholeMs = performance.now() - began;
    expect(text.length).toBe(111);
    // 111 bytes at 400/s: 40 at once, then 40 each 100 ms, so the last of them after about 200 ms.
    expect(wholeMs).toBeGreaterThan(150);
    expect(wholeMs).toBeLessThan(1000);
    expect(headMs).toBeLessThan(wholeMs - 100);
    expect(simulator.stats()).toMatchObject({ byOutcome: { answered: 1 }, servedRecords: 1 });
  });

  it('waits before it answers, and sees how many wait at once', async () => {
    const simulator = await start({ minDelayMs: 120, maxDelayMs: 120 });
    const began = performance.now();
    await Promise.all(
      [0, 100, 200, 300].map((startAt) => fetch(`${simulator.url}/payload?startAt=${startAt}`)),
    );
    expect(performance.now() - began).toBeGreaterThan(115);
    expect(simulator.stats()).toMatchObject({ inFlight: 0, highestConcurrency: 4, servedRecords: 400 });
  });

  it('does not claim to have served a client that left during the delay', async () => {
    const simulator = await start({ minDelayMs: 60_000, maxDelayMs: 60_000 });
    await expect(fetch(`${simulator.url}/payload`, { signal: AbortSignal.timeout(100) })).rejects.toThrow(
      'timeout',
    );
    await waitFor(() => simulator.stats().inFlight === 0);
    expect(simulator.stats()).toMatchObject({
      byStatus: {},
      byOutcome: { answered: 0, abandoned: 1 },
      servedRecords: 0,
    });
  });

  it('keeps a connection for the next request', async () => {
    const simulator = await start();
    const received = await new Promise<string>((resolve) => {
      const socket = connect(simulator.port, '127.0.0.1');
      let text = '';
      socket.on('data', (data) => (text += data.toString()));
      socket.on('close', () => resolve(text));
      socket.write(
        'GET /health HTTP/1.1\r\nhost: partner\r\n\r\nGET /payload?count=1 HTTP/1.1\r\nhost: partner\r\nconnection: close\r\n\r\n',
      );
    });
    expect(received.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
  });

  it('keeps /health and /_log out of its log, and other paths and methods in', async () => {
    const simulator = await start();
    expect((await fetch(`${simulator.url}/health`)).status).toBe(200);
    expect((await fetch(`${simulator.url}/_log`)).status).toBe(200);
    expect((await fetch(`${simulator.url}/else`)).status).toBe(404);
    expect((await fetch(`${simulator.url}/payload`, { method: 'POST', body: '{}' })).status).toBe(405);
    expect(simulator.stats()).toMatchObject({ requests: 2, byStatus: { '404': 1, '405': 1 } });
  });

  it('closes at once, with answers delayed, dripping and withheld, and leaves no timer behind', async () => {
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    const simulator = await start({
      minDelayMs: 30_000,
      maxDelayMs: 30_000,
      faults: [
        { _tag: 'neverAnswer', startAt: 100 },
        { _tag: 'dripFeed', startAt: 200, bytesPerSecond: 1 },
      ],
    });
    const dripping = await start({ faults: [{ _tag: 'dripFeed', startAt: 0, bytesPerSecond: 1 }] });
    const ends = [
      rawGet(simulator.port, '/payload'),
      rawGet(simulator.port, '/payload?startAt=100'),
      rawGet(dripping.port, '/payload'),
    ];
    await waitFor(() => simulator.stats().inFlight === 2 && dripping.stats().inFlight === 1);
    expect(timers()).toBeGreaterThan(before);
    const began = performance.now();
    await Promise.all([simulator.close(), dripping.close()]);
    await Promise.all(ends);
    expect(performance.now() - began).toBeLessThan(500);
    expect([simulator.stats().inFlight, dripping.stats().inFlight]).toEqual([0, 0]);
    expect(timers()).toBeLessThanOrEqual(before);
    await simulator.close();
    await expect(fetch(`${simulator.url}/health`)).rejects.toThrow('fetch failed');
  });

  it('refuses wrong options, naming each, and a port that is taken', async () => {
    await expect(startSimulator({ records: -1, errorRate: 2 })).rejects.toThrow(
      'The simulated partner cannot start: records must be a whole number, 0 or greater; errorRate must be from 0 to 1',
    );
    const simulator = await start();
    await expect(startSimulator({ port: simulator.port })).rejects.toThrow('EADDRINUSE');
  });
});
