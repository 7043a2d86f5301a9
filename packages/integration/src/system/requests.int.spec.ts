// Who may ask what: tokens, malformed requests, addresses that are refused, ids that nobody submitted.
import { describe, expect, it } from 'vitest';
import { noSystem } from '../engine/fresh.ts';
import { sharedPartner } from './bench.ts';

describe.skipIf(noSystem)('the jobs API on AWS', () => {
  const bench = sharedPartner({ records: 300 });

  it('takes the same PUT twice as one job, and another body under its id not (fault 6)', async () => {
    const { system, partner } = bench();
    const body = { url: `${partner.url}/payload` };
    expect((await system.request('PUT', '/jobs/mine', body)).status).toBe(201);
    expect((await system.request('PUT', '/jobs/mine', body)).status).toBe(200);
    expect((await system.request('PUT', '/jobs/mine', { url: 'https://other.example/' })).status).toBe(409);
    expect(await system.until('mine')).toMatchObject({ Verdict: 'COMPLETE', Total: 3 });
    expect(partner.stats().requests).toBe(8);
  }, 60_000);

  it('shows why a request was rejected that the bus had taken (fault 9), and refuses it at once by PUT', async () => {
    const { system } = bench();
    const id = await system.submit({ url: 'http://169.254.169.254/latest/meta-data' });
    expect(await system.until(id)).toMatchObject({
      Status: 'REJECTED',
      Total: 0,
      Failure: { reason: 'RequestInvalid' },
    });
    const put = await system.request('PUT', '/jobs/bad', { url: 'http://169.254.169.254/', speed: 1 });
    expect([put.status, put.headers.get('content-type')]).toEqual([422, 'application/problem+json']);
  }, 60_000);

  it('answers 404 for an id that nobody submitted, never zeros (fault 7)', async () => {
    const { system } = bench();
    const unknown = await system.request('GET', '/jobs/nobody');
    expect([unknown.status, unknown.headers.get('retry-after')]).toEqual([404, '1']);
  });

  it('takes no JSON that is none: POST puts nothing on the bus, PUT answers 400', async () => {
    const { system } = bench();
    const posted = await system.request('POST', '/jobs', '{"url":');
    // EventBridge answers 200 and says of each entry whether it took it.
    expect([posted.status, await posted.json()]).toMatchObject([
      200,
      { FailedEntryCount: 1, Entries: [{ ErrorCode: 'MalformedDetail' }] },
    ]);
    const put = await system.request('PUT', '/jobs/odd', '{"url":');
    expect([put.status, put.headers.get('content-type')]).toEqual([400, 'application/problem+json']);
  });

  it.each([
    ['PUT', '/jobs/a%20b', '{"url":"https://partner.example/"}', 422],
    ['PUT', '/jobs/odd', '[]', 422],
    ['PUT', '/jobs/odd', '{"url":"ftp://partner.example/"}', 422],
    ['PUT', '/jobs/odd', '{"url":"https://partner.example/","limits":{"concurrency":0}}', 422],
    ['GET', '/jobs?limit=0', undefined, 422],
    ['GET', '/jobs/mine/tasks?state=LOST', undefined, 422],
    ['GET', '/jobs/mine/tasks/nothing', undefined, 404],
    ['POST', '/jobs/nobody/cancel', undefined, 404],
    ['POST', '/jobs/nobody/retry', undefined, 404],
    ['POST', '/jobs/mine/cancel', undefined, 409],
  ] as const)('answers %s %s with the body %s by %i, and a problem', async (method, path, body, status) => {
    const { system } = bench();
    const answered = await system.request(method, path, body);
    expect([answered.status, answered.headers.get('content-type')]).toEqual([
      status,
      'application/problem+json',
    ]);
  });

  it('has no routes beside its own', async () => {
    const { system } = bench();
    expect((await system.request('DELETE', '/jobs/mine')).status).toBe(404);
  });

  it.each([
    ['POST', '/jobs'],
    ['GET', '/jobs'],
    ['GET', '/jobs/mine'],
    ['PUT', '/jobs/mine'],
    ['GET', '/jobs/mine/tasks'],
    ['GET', '/jobs/mine/tasks/000000000000-100'],
    ['POST', '/jobs/mine/cancel'],
    ['POST', '/jobs/mine/pause'],
    ['POST', '/jobs/mine/resume'],
    ['POST', '/jobs/mine/retry'],
  ])('lets nobody in at %s %s without the token (fault 9)', async (method, path) => {
    const { system } = bench();
    const body = method === 'GET' ? undefined : '{}';
    expect((await system.request(method, path, body, null)).status).toBe(401);
    expect([401, 403]).toContain((await system.request(method, path, body, 'wrong')).status);
  });
});
