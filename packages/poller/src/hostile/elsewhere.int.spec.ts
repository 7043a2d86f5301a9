// Redirects and next links that lead away: to another origin they go without credentials, to an address that is not allowed never.
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Fault } from '@api-poller/external-sim';
import { describe, expect, it, onTestFinished } from 'vitest';
import { from, runAgainst } from '../testing/run-against.ts';

const records = 450;
const headers = { authorization: 'Bearer of-the-partner', 'x-api-key': 'of-the-partner' };

/** Another origin, which notes what it is asked with and answers with the page that is asked for. */
const otherOrigin = async (
  pageOf: (url: URL) => unknown,
): Promise<{ url: string; port: number; asked: IncomingMessage[] }> => {
  const asked: IncomingMessage[] = [];
  const server: Server = createServer((request, response) => {
    asked.push(request);
    const body = JSON.stringify(pageOf(new URL(request.url ?? '/', 'http://other')));
    response.writeHead(200, { 'content-type': 'application/json' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port, asked };
};

const rows = (startAt: number, count: number) =>
  from(startAt, count).map((id) => ({ id, payload: `Sample payload for record "${id}"` }));

const expectNoCredentials = (asked: ReadonlyArray<IncomingMessage>): void => {
  expect(asked.length).toBeGreaterThan(0);
  for (const request of asked)
    expect([request.headers['authorization'], request.headers['x-api-key']]).toEqual([undefined, undefined]);
};

describe('a redirect', () => {
  it('within the origin is followed with what it takes to get in', async () => {
    const faults: Fault[] = [
      { _tag: 'requireHeader', name: 'x-api-key', value: 'of-the-partner' },
      {
        _tag: 'redirect',
        startAt: 200,
        count: 100,
        to: '/payload?startAt=200&count=100&again=1',
        status: 307,
        times: 1,
      },
    ];
    const { resource, ids } = await runAgainst(
      { records, faults },
      { headers, pagination: { kind: 'offset' } },
    );
    expect([resource.Verdict, ids]).toEqual(['COMPLETE', from(0, 450)]);
  });

  it('to another origin is followed without the credentials', async () => {
    const other = await otherOrigin(() => ({
      totalRecords: 450,
      maxRecordsPerPage: 100,
      payload: rows(200, 100),
    }));
    const faults: Fault[] = [
      { _tag: 'redirect', startAt: 200, to: `${other.url}/payload?startAt=200`, status: 302 },
    ];
    const { resource, ids, kinds } = await runAgainst(
      { records, faults },
      { headers, pagination: { kind: 'offset' } },
      { allow: [other.port] },
    );
    expectNoCredentials(other.asked);
    expect([resource.Verdict, kinds, ids]).toEqual(['COMPLETE', [], from(0, 450)]);
  });

  it.each([
    'http://169.254.169.254/latest/meta-data',
    'http://10.0.0.1/payload',
    'http://127.0.0.1:9/payload',
    'http://[::1]:9/payload',
    'http://0x7f000001:9/payload',
    'http://localhost:9/payload',
  ])('to %s is refused: the page is named, all others are delivered', async (to) => {
    const faults: Fault[] = [{ _tag: 'redirect', startAt: 200, to, status: 302 }];
    const { resource, ids, failures } = await runAgainst(
      { records, faults },
      { pagination: { kind: 'offset' } },
    );
    expect([resource.Verdict, ids]).toEqual(['INCOMPLETE', [...from(0, 200), ...from(300, 150)]]);
    expect(failures).toEqual([expect.stringMatching(/^000000000200-100 AddressBlocked: /) as string]);
  });

  it('in a circle is given up', async () => {
    const faults: Fault[] = [
      { _tag: 'redirect', startAt: 200, to: '/payload?startAt=200&count=100', status: 302 },
    ];
    const { resource, failures } = await runAgainst({ records, faults }, { pagination: { kind: 'offset' } });
    expect(resource.Verdict).toBe('INCOMPLETE');
    expect(failures).toEqual([expect.stringMatching(/^000000000200-100 TooManyRedirects: /) as string]);
  });

  it('of the first page to an address that is not allowed: the job is rejected', async () => {
    const faults: Fault[] = [{ _tag: 'redirect', startAt: 0, to: 'http://169.254.169.254/', status: 302 }];
    const { resource, ids } = await runAgainst({ records, faults });
    expect([resource.Status, resource.Failure?.reason, ids]).toEqual(['REJECTED', 'AddressBlocked', []]);
  });
});

describe.each(['next-url', 'link'] as const)('the next page of a chain by %s', (style) => {
  it('at another origin is asked for without the credentials', async () => {
    const other = await otherOrigin(() =>
      style === 'link' ? rows(200, 50) : { results: rows(200, 50), next: null },
    );
    const faults: Fault[] = [{ _tag: 'nextUrlTo', startAt: 100, to: `${other.url}/rows` }];
    const { resource, kinds, lines } = await runAgainst(
      { records: 200, style, faults },
      { headers, pagination: { kind: style } },
      { allow: [other.port] },
    );
    expectNoCredentials(other.asked);
    expect([resource.Verdict, kinds, lines.length]).toEqual(['COMPLETE', [], 250]);
  });

  it.each(['http://169.254.169.254/latest/meta-data', 'http://127.0.0.1:9/rows', 'http://10.1.2.3/rows'])(
    'at %s is never asked for: what stands before it is delivered, and the page is named',
    async (to) => {
      const faults: Fault[] = [{ _tag: 'nextUrlTo', startAt: 100, to }];
      const { resource, kinds, ids, failures } = await runAgainst(
        { records, style, faults },
        { pagination: { kind: style } },
      );
      expect([resource.Verdict, kinds, ids]).toEqual([
        'INCOMPLETE',
        ['CHAIN_CUT', 'TASKS_FAILED'],
        from(0, 200),
      ]);
      expect(failures).toEqual([expect.stringMatching(/^c000-000000000002 AddressBlocked: /) as string]);
    },
  );

  it('that is no url of a page at all ends the chain with a word', async () => {
    const faults: Fault[] = [{ _tag: 'nextUrlTo', startAt: 100, to: 'file:///etc/passwd' }];
    const { resource, ids } = await runAgainst({ records, style, faults }, { pagination: { kind: style } });
    expect([resource.Verdict, ids]).toEqual(['INCOMPLETE', from(0, 200)]);
    expect(resource.Evidence).toMatchObject([
      { kind: 'CHAIN_CUT', reason: 'broken', detail: 'the next url is not http or https' },
    ]);
  });
});
