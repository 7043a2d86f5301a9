import * as E from 'fp-ts/lib/Either.js';
import {
  memoryJobs,
  memoryLimiter,
  memoryManifest,
  memoryPartner,
  memorySchedules,
  memoryTasks,
} from '@api-poller/domain/testing';
import { defaultRequest, newJob, noAlarms } from '@api-poller/domain';
import { describe, expect, it } from 'vitest';
import { httpApi } from './http-api.ts';
import { scheduleRoutes } from './schedule-routes.ts';

const serve = (authorized: (header: string | null) => boolean = () => true) => {
  const woken: string[] = [];
  const env = {
    jobs: memoryJobs(),
    tasks: memoryTasks(),
    manifest: memoryManifest(),
    clock: { nowMs: () => 1_795_478_400_000 },
    judgeRequest: E.right,
    newId: () => 'new-id',
    wake: (id: string) => void woken.push(id),
    authorized,
    partner: memoryPartner(({ startAt, count }) =>
      E.right({
        status: 200,
        headers: { 'x-ratelimit-remaining': '59', 'x-request-id': 'r' },
        body: JSON.stringify({
          maxRecordsPerPage: 100,
          totalRecords: 250,
          payload: Array.from({ length: Math.min(count, 250 - startAt) }, (_, i) => ({ id: startAt + i })),
        }),
      }),
    ),
    limiter: memoryLimiter(),
    random: () => 0.5,
    sleep: () => async () => undefined,
    patienceMs: () => 1_000,
  };
  const schedules = memorySchedules();
  const api = httpApi({ ...env, more: scheduleRoutes({ ...env, schedules, alarms: noAlarms }) });
  const send = async (method: string, path: string, body?: string, headers: Record<string, string> = {}) => {
    const response = await api.request(path, { method, headers, ...(body === undefined ? {} : { body }) });
    const json = (response.status === 204 ? {} : await response.json()) as Record<string, unknown>;
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      headers: response.headers,
      json,
    };
  };
  const routes = api.routes
    .filter(({ method }) => method !== 'ALL')
    .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`)
    .toSorted();
  return { env, schedules, woken, send, routes };
};

const url = 'https://partner.example/payload';

describe('a plan', () => {
  it('shows what a job would do, and stores nothing', async () => {
    const { send, env } = serve();
    const { status, json } = await send(
      'POST',
      '/plans',
      JSON.stringify({ url, limits: { concurrency: 5 } }),
    );
    expect(status).toBe(200);
    expect(json).toMatchObject({
      Pagination: { kind: 'offset', startAt: 'startAt', count: 'count', records: 'payload', identity: 'id' },
      Evidence: [
        '100 records at "payload"',
        '"totalRecords" is 250',
        '"maxRecordsPerPage" and "totalRecords" go with "startAt" and "count"',
        'a request for record 1 brought it',
      ],
      Parallel: true,
      Tasks: 3,
      Records: 250,
      RecordsPerPage: 100,
      RateLimitHeaders: { 'x-ratelimit-remaining': '59' },
      FirstRecords: ['{"id":0}', '{"id":1}', '{"id":2}'],
      Request: { url, limits: { concurrency: 5 }, pagination: { kind: 'offset' } },
    });
    expect(await env.jobs.list({ before: null, limit: 1 })()).toEqual(E.right([]));
    expect((await send('PUT', '/jobs/planned', JSON.stringify(json['Request']))).status).toBe(201);
  });

  it('of a request that is not valid, or of a partner that cannot be read, is a problem', async () => {
    const { send } = serve();
    expect((await send('POST', '/plans', '{"url":7}')).status).toBe(422);
    const odd = JSON.stringify({ url, pagination: { records: 'rows' } });
    expect(await send('POST', '/plans', odd)).toMatchObject({
      status: 502,
      json: {
        title: 'The partner could not be planned with',
        detail: 'the body has no array of records under "rows"',
      },
    });
  });
});

const decoded = { ...defaultRequest, url };
const request = JSON.stringify({ url });

describe('the jobs API', () => {
  it("takes the original's request and answers as the original does", async () => {
    const { send, woken } = serve();
    expect((await send('POST', '/jobs', request)).json).toEqual({
      Entries: [{ EventId: 'new-id' }],
      FailedEntryCount: 0,
    });
    expect(woken).toEqual(['new-id']);
  });

  it('shows a job with the six counters first', async () => {
    const { send, env } = serve();
    await send('PUT', '/jobs/orders', request);
    const facts = { records: 100, bytes: 8000, short: 0 };
    const reports = [
      { taskId: 'a', attempt: 1, state: 'COMPLETE', facts, failure: null },
      { taskId: 'b', attempt: 1, state: 'STARTED', facts: null, failure: null },
    ] as const;
    await env.tasks.advance('orders', reports)();
    const { status, json } = await send('GET', '/jobs/orders');
    expect([
      status,
      Object.keys(json).slice(0, 6),
      json['SuccessfullyCompleted'],
      json['Started'],
      json['Verdict'],
    ]).toEqual([
      200,
      ['Started', 'PayloadSaved', 'Enqueued', 'SuccessfullyCompleted', 'FailedToComplete', 'Total'],
      1,
      1,
      null,
    ]);
  });

  it('takes the same PUT twice, and another body under the same id not', async () => {
    const { send, woken } = serve();
    const first = await send('PUT', '/jobs/orders', request);
    expect([first.status, first.headers.get('location')]).toEqual([201, '/jobs/orders']);
    expect((await send('PUT', '/jobs/orders', request)).status).toBe(200);
    expect((await send('PUT', '/jobs/orders', '{"url":"https://other.example"}')).status).toBe(409);
    expect(woken).toEqual(['orders']);
  });

  it.each([
    ['malformed JSON', '{', 400, undefined],
    [
      'no url',
      '{}',
      422,
      [{ field: 'url', expected: 'an absolute http or https url without credentials in it' }],
    ],
    ['a body of 10 MB', `"${'x'.repeat(10_000_000)}"`, 413, undefined],
    [
      'a negative limit',
      `{"url":"${url}","limits":{"attempts":-1}}`,
      422,
      [{ field: 'limits.attempts', expected: 'a whole number from 1 to 100' }],
    ],
  ])('refuses %s as a problem, and stores nothing', async (_, body, status, errors) => {
    const { send, env, woken } = serve();
    const answered = await send('POST', '/jobs', body);
    expect([answered.status, answered.type, answered.json['status'], answered.json['errors']]).toEqual([
      status,
      'application/problem+json',
      status,
      errors,
    ]);
    expect([await env.jobs.list({ before: null, limit: 9 })(), woken]).toEqual([E.right([]), []]);
  });

  it.each([
    ['GET', '/jobs/nobody'],
    ['GET', '/jobs/nobody/tasks'],
    ['POST', '/jobs/nobody/cancel'],
    ['POST', '/jobs/nobody/retry'],
    ['GET', '/jobs/..%2Fetc'],
    ['GET', '/schedules/nobody'],
    ['DELETE', '/schedules/nobody'],
    ['GET', '/schedules/..%2Fetc'],
    ['GET', '/nowhere'],
  ])('answers 404 to %s %s, never zeros', async (method, path) => {
    const { status, type } = await serve().send(method, path);
    expect([status, type]).toEqual([404, 'application/problem+json']);
  });

  it('lists jobs newest first and tasks by state, paged by Link', async () => {
    const { send, env } = serve();
    for (const id of ['one', 'two', 'three']) await send('PUT', `/jobs/${id}`, request);
    const page = await send('GET', '/jobs?limit=2');
    expect((page.json['Jobs'] as ReadonlyArray<{ JobId: string }>).map(({ JobId }) => JobId)).toEqual([
      'three',
      'two',
    ]);
    expect(page.headers.get('link')).toBe('</jobs?limit=2&before=two>; rel="next"');
    expect((await send('GET', '/jobs?limit=2&before=two')).headers.get('link')).toBeNull();
    const failure = { reason: 'PartnerAnswered', detail: 'the partner answered 404' };
    await env.tasks.advance('one', [{ taskId: 'a', attempt: 1, state: 'FAILED', facts: null, failure }])();
    const tasks = await send('GET', '/jobs/one/tasks?state=FAILED');
    expect(tasks.json).toEqual({
      Tasks: [{ jobId: 'one', taskId: 'a', attempt: 1, state: 'FAILED', facts: null, failure }],
    });
    expect((await send('GET', '/jobs/one/tasks/a')).json['failure']).toEqual(failure);
    expect((await send('GET', '/jobs/one/tasks/b')).status).toBe(404);
    expect((await send('GET', '/jobs/one/tasks?state=LOST')).status).toBe(422);
    expect((await send('GET', '/jobs?limit=0')).status).toBe(422);
  });

  it('waits for a job that may be on its way, where jobs come later than their submission', async () => {
    const { env } = serve();
    const waits: number[] = [];
    const sleep = (ms: number) => async () => {
      waits.push(ms);
      if (waits.length === 3) await env.jobs.create(newJob('late', decoded, 0))();
    };
    const api = httpApi({ ...env, submissionLag: { ms: 2_000, sleep } });
    expect((await api.request('/jobs/late')).status).toBe(200);
    expect(waits).toEqual([200, 200, 200]);
    const never = await api.request('/jobs/never');
    expect([never.status, never.headers.get('retry-after'), waits.length]).toEqual([404, '1', 13]);
  });

  it('pauses and resumes a job, and wakes it then', async () => {
    const { send, woken } = serve();
    await send('PUT', '/jobs/orders', request);
    expect((await send('POST', '/jobs/orders/pause')).json['Status']).toBe('PAUSED');
    expect(woken).toEqual(['orders']);
    const resumed = await send('POST', '/jobs/orders/resume');
    expect([resumed.status, resumed.json['Status'], woken]).toEqual([202, 'SUBMITTED', ['orders', 'orders']]);
  });

  it('describes every route that it has, and no other', async () => {
    const { send, routes } = serve();
    const { paths } = (await send('GET', '/openapi.json')).json as { paths: Record<string, object> };
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(described.toSorted()).toEqual(routes);
    expect(described).toContain('POST /jobs/{id}/retry');
  });

  it('cancels a job once, and says of one that is over that it is', async () => {
    const { send } = serve();
    await send('PUT', '/jobs/orders', request);
    const cancelled = await send('POST', '/jobs/orders/cancel');
    expect([cancelled.status, cancelled.json['Status']]).toEqual([202, 'CANCELLED']);
    expect((await send('POST', '/jobs/orders/cancel')).status).toBe(202);
    expect((await send('POST', '/jobs/orders/retry')).status).toBe(409);
  });

  it('wakes a job that was cancelled when somebody is to be told of it', async () => {
    const { send, woken } = serve();
    const webhook = { url: 'https://told.example/', secret: 'told' };
    await send('PUT', '/jobs/told', JSON.stringify({ url, webhook }));
    await send('PUT', '/jobs/untold', request);
    for (const id of ['told', 'untold']) await send('POST', `/jobs/${id}/cancel`);
    expect(woken).toEqual(['told', 'untold', 'told']);
  });

  it('lets nobody in without the token, but to /health', async () => {
    const { send } = serve((header) => header === 'Bearer right');
    for (const [method, path] of [
      ['POST', '/jobs'],
      ['GET', '/jobs'],
      ['PUT', '/jobs/a'],
      ['GET', '/jobs/a'],
      ['POST', '/jobs/a/cancel'],
      ['PUT', '/schedules/a'],
      ['GET', '/schedules/a'],
      ['DELETE', '/schedules/a'],
      ['GET', '/nowhere'],
    ] as const) {
      const answered = await send(method, path, undefined, { authorization: 'Bearer wrong' });
      expect([path, answered.status, answered.headers.get('www-authenticate')]).toEqual([
        path,
        401,
        'Bearer',
      ]);
    }
    expect((await send('GET', '/health')).status).toBe(200);
    expect((await send('GET', '/jobs', undefined, { authorization: 'Bearer right' })).status).toBe(200);
  });
});

const schedule = { when: { cron: '0 3 * * *', timeZone: 'Europe/Rome' }, request: { url } };

describe('a schedule', () => {
  it('is made by PUT, shown, replaced, and deleted', async () => {
    const { send } = serve();
    const put = (body: object) => send('PUT', '/schedules/nightly', JSON.stringify(body));
    const made = await put({ ...schedule, incremental: { parameter: 'since' } });
    expect([made.status, made.headers.get('location')]).toEqual([201, '/schedules/nightly']);
    expect(made.json).toEqual({
      ScheduleId: 'nightly',
      When: { cron: '0 3 * * *', timeZone: 'Europe/Rome' },
      Request: { url },
      Overlap: 'skip',
      Missed: 'run-once',
      Incremental: { parameter: 'since', in: 'query', format: 'iso', overlapSeconds: 60, initial: null },
      Paused: false,
      NextRun: '2026-11-24T02:00:00.000Z',
      Watermark: null,
      LastJob: null,
      Runs: [],
      LastSkip: null,
      CreatedAt: '2026-11-24T00:00:00.000Z',
    });
    const paused = await put({ ...schedule, paused: true });
    expect([paused.status, paused.json['Paused'], paused.json['NextRun']]).toEqual([200, true, null]);
    expect((await send('GET', '/schedules/nightly')).json).toEqual(paused.json);
    expect((await send('DELETE', '/schedules/nightly')).status).toBe(204);
    expect((await send('GET', '/schedules/nightly')).status).toBe(404);
  });

  it('that is not valid is a problem that names each field', async () => {
    const { send, schedules } = serve();
    const wrong = { when: { cron: '99 * * * *' }, request: { url }, colour: 'red' };
    expect(await send('PUT', '/schedules/nightly', JSON.stringify(wrong))).toMatchObject({
      status: 422,
      type: 'application/problem+json',
      json: {
        title: 'The schedule is not valid',
        errors: [
          {
            field: 'colour',
            expected: 'no such field; there are: when, request, overlap, missed, incremental, paused',
          },
        ],
      },
    });
    expect((await send('PUT', '/schedules/nightly', '{')).status).toBe(400);
    expect((await send('PUT', `/schedules/${'x'.repeat(48)}`, JSON.stringify(schedule))).status).toBe(422);
    expect(await schedules.list({ after: null, limit: 9 })()).toEqual(E.right([]));
  });

  it('is listed with the others by id, paged by Link', async () => {
    const { send } = serve();
    for (const id of ['c', 'a', 'b']) await send('PUT', `/schedules/${id}`, JSON.stringify(schedule));
    const page = await send('GET', '/schedules?limit=2');
    expect(page.json).toMatchObject({ Schedules: [{ ScheduleId: 'a' }, { ScheduleId: 'b' }] });
    expect(page.headers.get('link')).toBe('</schedules?limit=2&after=b>; rel="next"');
    const rest = await send('GET', '/schedules?limit=2&after=b');
    expect([(rest.json['Schedules'] as []).length, rest.headers.get('link')]).toEqual([1, null]);
    expect((await send('GET', '/schedules?limit=0')).status).toBe(422);
  });
});
