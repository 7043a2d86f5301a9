import { get as httpGet, type IncomingHttpHeaders } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { startSimulator, type Simulator, type SimulatorOptions } from './simulator.ts';

const running: Simulator[] = [];
const start = async (options: SimulatorOptions = {}): Promise<Simulator> => {
  const simulator = await startSimulator({ errorRate: 0, maxDelayMs: 0, records: 250, ...options });
  running.push(simulator);
  return simulator;
};
afterEach(() => Promise.all(running.splice(0).map((simulator) => simulator.close())));

/** The bytes as they came: fetch would decode them. */
const rawGet = (url: string): Promise<{ readonly headers: IncomingHttpHeaders; readonly body: Buffer }> =>
  new Promise((resolve, reject) => {
    httpGet(url, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(pieces) }));
    }).on('error', reject);
  });

const json = async <A>(url: string, init?: RequestInit): Promise<A> =>
  (await (await fetch(url, init)).json()) as A;

describe('the hostile partner over sockets', () => {
  it('sends gzip that does not say so, and plain text that says it is gzip', async () => {
    const simulator = await start({
      faults: [
        { _tag: 'mislabelledGzip', startAt: 0, as: 'gzip' },
        { _tag: 'mislabelledGzip', startAt: 100, as: 'plain' },
      ],
    });
    const silent = await rawGet(`${simulator.url}/payload?startAt=0&count=1`);
    expect(silent.headers['content-encoding']).toBeUndefined();
    expect(silent.headers['content-length']).toBe(String(silent.body.length));
    expect(gunzipSync(silent.body).toString()).toContain('"payload":[{"id":0,');
    const lying = await rawGet(`${simulator.url}/payload?startAt=100&count=1`);
    expect(lying.headers['content-encoding']).toBe('gzip');
    expect(lying.body.toString()).toContain('"payload":[{"id":100,');
  });

  it('sends a bomb that is a page once it is decoded', async () => {
    const simulator = await start({ faults: [{ _tag: 'gzipBomb', startAt: 0, bytes: 20_000_000 }] });
    const { headers, body } = await rawGet(`${simulator.url}/payload`);
    expect(headers['content-encoding']).toBe('gzip');
    expect(body.length).toBeLessThan(40_000);
    const response = await fetch(`${simulator.url}/payload`);
    const text = await response.text();
    expect(text.length).toBe(20_000_000);
    expect((JSON.parse(text) as { readonly payload: unknown[] }).payload).toHaveLength(100);
  });

  it('gives next urls that lead back to itself, and takes cursors from bodies', async () => {
    const simulator = await start({ style: 'next-url' });
    const { next } = await json<{ readonly next: string }>(`${simulator.url}/payload`);
    expect(next).toBe(`${simulator.url}/payload?limit=100&offset=100`);
    expect((await json<{ readonly results: unknown[] }>(next)).results).toHaveLength(100);

    const posting = await start({ style: 'cursor', cursorIn: 'body' });
    const post = (body: unknown) =>
      json<{ readonly data: readonly { readonly id: number }[]; readonly next_cursor: string }>(
        `${posting.url}/payload`,
        { method: 'POST', body: JSON.stringify(body) },
      );
    const first = await post({ limit: 2 });
    const second = await post({ limit: 2, cursor: first.next_cursor });
    expect([...first.data, ...second.data].map(({ id }) => id)).toEqual([0, 1, 2, 3]);
  });

  it('wants tokens, gives them out and counts them', async () => {
    const simulator = await start({
      oauth: { clientId: 'app', clientSecret: 'secret', expiresInSeconds: 60 },
      faults: [{ _tag: 'revokeToken', atRequest: 2 }],
    });
    const token = async (): Promise<string> =>
      (
        await json<{ readonly access_token: string }>(`${simulator.url}/token`, {
          method: 'POST',
          body: new URLSearchParams({
            grant_type: 'client_credentials',
            client_id: 'app',
            client_secret: 'secret',
          }),
        })
      ).access_token;
    const status = async (bearer?: string): Promise<number> =>
      (
        await fetch(`${simulator.url}/payload`, {
          headers: bearer === undefined ? {} : { authorization: `Bearer ${bearer}` },
        })
      ).status;
    const first = await token();
    expect([await status(), await status(first), await status(first)]).toEqual([401, 200, 401]);
    const second = await token();
    expect(second).not.toBe(first);
    expect(await status(second)).toBe(200);
    expect(simulator.stats()).toMatchObject({ requests: 6, tokens: 2, byStatus: { '200': 4, '401': 2 } });
  });

  it('limits the rate for real, and counts who comes back too early', async () => {
    const simulator = await start({
      faults: [{ _tag: 'rateLimit', perSecond: 1, burst: 2, hint: 'seconds' }],
    });
    const ask = async (): Promise<readonly [number, string | null]> => {
      const response = await fetch(`${simulator.url}/payload`);
      await response.arrayBuffer();
      return [response.status, response.headers.get('retry-after')];
    };
    expect([await ask(), await ask(), await ask(), await ask()]).toEqual([
      [200, null],
      [200, null],
      [429, '1'],
      [429, '1'],
    ]);
    expect(simulator.stats()).toMatchObject({ early: 1, byFault: { rateLimit: 2 } });
    await new Promise((resolve) => setTimeout(resolve, 1050));
    expect(await ask()).toEqual([200, null]);
    expect(simulator.stats().early).toBe(1);
  });

  it('tells which records are there, which always were, and which were handed out twice', async () => {
    const simulator = await start({
      records: 6,
      maxPageSize: 2,
      faults: [
        { _tag: 'insertAtHead', atRequest: 1, by: 1 },
        { _tag: 'deleteAt', index: 6, atRequest: 2, by: 1 },
      ],
    });
    expect([...simulator.dataset()]).toEqual([0, 1, 2, 3, 4, 5]);
    for (const startAt of [0, 2, 4])
      await (await fetch(`${simulator.url}/payload?startAt=${startAt}`)).text();
    expect([...simulator.dataset(1)]).toEqual([0, 1, 2, 3, 4, 5]);
    expect([...simulator.dataset(2)]).toEqual([6, 0, 1, 2, 3, 4, 5]);
    expect([...simulator.dataset()]).toEqual([6, 0, 1, 2, 3, 4]);
    expect([...simulator.stableIds()]).toEqual([0, 1, 2, 3, 4]);
    expect([0, 1, 2, 3, 4, 5, 6].map(simulator.servedCount)).toEqual([1, 2, 1, 1, 1, 0, 0]);
    expect(simulator.stats()).toMatchObject({ servedRecords: 5, doubledRecords: 1 });
  });
});
