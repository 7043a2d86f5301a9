import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { answers } from './answers.ts';
import { requestOf } from './steps/input.ts';
import { jobOfPath, jobToPrepare, scheduleOfPath } from './whose.ts';

const request = (rawPath: string) =>
  requestOf({
    version: '2.0',
    routeKey: `GET ${rawPath}`,
    rawPath,
    rawQueryString: '',
    headers: { host: 'localhost' },
    body: null,
    isBase64Encoded: false,
    requestContext: { http: { method: 'GET', path: rawPath }, domainName: 'localhost' },
  });

describe('a function behind the gateway', () => {
  const handler = answers(
    new Hono()
      .get('/well', (context) => context.json({ status: 'ok' }))
      .get('/bug', () => {
        throw new TypeError('a bug');
      }),
  );

  it('answers what its routes answer', async () => {
    expect(await handler(request('/well'))).toMatchObject({ statusCode: 200, body: '{"status":"ok"}' });
  });

  it('fails for a bug, so that the failure is counted and logged', async () => {
    await expect(handler(request('/bug'))).rejects.toThrow('a bug');
  });
});

describe('whose a call is', () => {
  it.each([
    ['a request for a job', jobOfPath({ pathParameters: { id: 'orders' } }), { jobId: 'orders' }],
    [
      'a request for a task',
      jobOfPath({ pathParameters: { id: 'orders', taskId: '000000000000-100' } }),
      { jobId: 'orders', taskId: '000000000000-100' },
    ],
    ['a request for neither', jobOfPath({}), {}],
    ['a request for neither, spelled out', jobOfPath({ pathParameters: null }), {}],
    ['a list of schedules', scheduleOfPath({ pathParameters: null }), {}],
    [
      'a request for a schedule',
      scheduleOfPath({ pathParameters: { id: 'nightly' } }),
      { scheduleId: 'nightly' },
    ],
    ['an event', jobToPrepare({ event: { id: 'event' }, jobId: null }), { jobId: 'event' }],
    ['a job that is woken', jobToPrepare({ event: null, jobId: 'orders' }), { jobId: 'orders' }],
  ])('is read from %s', (_what, whose, expected) => {
    expect(whose).toEqual(expected);
  });
});
