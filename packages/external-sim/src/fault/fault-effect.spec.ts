import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../config/simulator-config.ts';
import { respond } from '../partner/respond.ts';
import { renderBody, type Simulated } from '../partner/simulated.ts';
import type { Fault } from './fault.ts';
import type { RetryHint } from './retry-hint.ts';

interface Ask {
  readonly startAt?: number;
  readonly count?: number;
  readonly number?: number;
  readonly attempt?: number;
  readonly nowMs?: number;
  readonly errorRate?: number;
}

const ask = (
  faults: readonly Fault[],
  { startAt = 0, count = 100, number = 1, attempt = 1, nowMs = 0, errorRate = 0 }: Ask = {},
): Simulated =>
  respond(
    { ...defaultConfig, records: 250, errorRate, maxDelayMs: 0, faults },
    { method: 'GET', url: `/payload?startAt=${startAt}&count=${count}`, number, attempt, nowMs },
  );

const headOf = (answer: Simulated): unknown => {
  const { payload, ...head } = JSON.parse(renderBody(answer.body)) as {
    readonly payload: readonly unknown[];
  };
  return { ...head, received: payload.length };
};

describe('the simulated partner with faults', () => {
  it('fails one page for ever and no other', () => {
    const faults: readonly Fault[] = [{ _tag: 'alwaysFail', startAt: 100, status: 503 }];
    expect(ask(faults, { startAt: 100 })).toMatchObject({
      status: 503,
      served: null,
      faults: ['alwaysFail'],
    });
    expect(ask(faults, { startAt: 100, attempt: 1000 }).status).toBe(503);
    expect(ask(faults, { startAt: 200 })).toMatchObject({ status: 200, faults: [] });
  });

  it('heals a page after as many attempts as the fault has times', () => {
    const faults: readonly Fault[] = [{ _tag: 'alwaysFail', startAt: 0, status: 404, times: 2 }];
    expect([1, 2, 3].map((attempt) => ask(faults, { attempt }).status)).toEqual([404, 404, 200]);
  });

  it('can spare the probe and spoil the page at the same startAt', () => {
    const faults: readonly Fault[] = [{ _tag: 'alwaysFail', startAt: 0, count: 100, status: 500 }];
    expect([1, 100, 999].map((count) => ask(faults, { count }).status)).toEqual([200, 500, 500]);
  });

  it('throttles every third request', () => {
    const faults: readonly Fault[] = [{ _tag: 'throttle', everyNth: 3, hint: 'seconds', seconds: 2 }];
    expect([1, 2, 3, 4, 5, 6].map((number) => ask(faults, { number }).status)).toEqual([
      200, 200, 429, 200, 200, 429,
    ]);
  });

  it('throttles the first two requests, with the status it is given', () => {
    const faults: readonly Fault[] = [{ _tag: 'throttle', firstN: 2, hint: 'none', seconds: 2, status: 503 }];
    expect([1, 2, 3].map((number) => ask(faults, { number }).status)).toEqual([503, 503, 200]);
  });

  it.each<[RetryHint, Record<string, string>]>([
    ['none', {}],
    ['seconds', { 'retry-after': '7' }],
    ['http-date', { 'retry-after': 'Sun, 06 Nov 1994 08:49:37 GMT' }],
    ['ratelimit-reset', { 'ratelimit-limit': '100', 'ratelimit-remaining': '0', 'ratelimit-reset': '7' }],
    ['ratelimit-combined', { 'ratelimit-policy': '100;w=60', ratelimit: 'limit=100, remaining=0, reset=7' }],
    ['ratelimit', { 'ratelimit-policy': '"default";q=100;w=60', ratelimit: '"default";r=0;t=7' }],
    ['x-ratelimit-reset', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '7' }],
    ['x-ratelimit-reset-epoch', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '784111777' }],
    ['x-ratelimit-reset-epoch-ms', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '784111776500' }],
  ])('announces a wait of 7 s in the form %s, never too early', (hint, headers) => {
    // 06 Nov 1994 08:49:29.500: whole seconds must be rounded up to 08:49:37.
    const answer = ask([{ _tag: 'throttle', firstN: 1, hint, seconds: 7 }], { nowMs: 784111769500 });
    expect(answer.headers).toEqual({ 'content-type': 'application/json', ...headers });
  });

  it('leaves out the last records of a short page without a word', () => {
    const answer = ask([{ _tag: 'shortPage', startAt: 100, missing: 30 }], { startAt: 100 });
    expect(headOf(answer)).toEqual({ maxRecordsPerPage: 100, totalRecords: 250, received: 70 });
    expect(answer.served).toEqual({ from: 100, count: 70 });
    const empty = ask([{ _tag: 'shortPage', startAt: 100, missing: 300 }], { startAt: 100 });
    expect(headOf(empty)).toMatchObject({ received: 0 });
    expect(empty.served).toEqual({ from: 100, count: 0 });
  });

  it('grows after the third request, and serves what has grown', () => {
    const faults: readonly Fault[] = [{ _tag: 'grow', atRequest: 3, by: 20 }];
    expect(headOf(ask(faults, { startAt: 200, number: 3 }))).toMatchObject({
      totalRecords: 250,
      received: 50,
    });
    expect(headOf(ask(faults, { startAt: 200, number: 4 }))).toMatchObject({
      totalRecords: 270,
      received: 70,
    });
    expect(ask(faults, { startAt: 260, number: 3 }).status).toBe(400);
    expect(ask(faults, { startAt: 260, number: 4 }).served).toEqual({ from: 260, count: 10 });
  });

  it.each<[Fault, Record<string, unknown>]>([
    [
      { _tag: 'totalOverride', total: 90 },
      { maxRecordsPerPage: 100, totalRecords: 90, received: 100 },
    ],
    [
      { _tag: 'totalOverride', total: 'many' },
      { maxRecordsPerPage: 100, totalRecords: 'many', received: 100 },
    ],
    [
      { _tag: 'totalOverride', total: null },
      { maxRecordsPerPage: 100, totalRecords: null, received: 100 },
    ],
    [{ _tag: 'totalOverride' }, { maxRecordsPerPage: 100, received: 100 }],
    [
      { _tag: 'pageSizeOverride', pageSize: 0 },
      { maxRecordsPerPage: 0, totalRecords: 250, received: 100 },
    ],
    [
      { _tag: 'pageSizeOverride', pageSize: -1 },
      { maxRecordsPerPage: -1, totalRecords: 250, received: 100 },
    ],
    [{ _tag: 'pageSizeOverride' }, { totalRecords: 250, received: 100 }],
  ])('states what is not so: %j', (fault, head) => {
    const answer = ask([fault]);
    expect(headOf(answer)).toEqual(head);
    expect(answer.faults).toEqual([fault._tag]);
  });

  it('can state neither total nor page size', () => {
    expect(headOf(ask([{ _tag: 'totalOverride' }, { _tag: 'pageSizeOverride' }]))).toEqual({ received: 100 });
  });

  it('keeps a total that is overridden while the records grow', () => {
    const faults: readonly Fault[] = [
      { _tag: 'totalOverride', total: 90 },
      { _tag: 'grow', atRequest: 0, by: 20 },
    ];
    expect(headOf(ask(faults, { startAt: 200 }))).toEqual({
      maxRecordsPerPage: 100,
      totalRecords: 90,
      received: 70,
    });
  });

  it('cuts the JSON in two under a 200', () => {
    const answer = ask([{ _tag: 'truncatedJson', startAt: 0 }], { count: 1 });
    expect(answer.status).toBe(200);
    expect(renderBody(answer.body)).toBe('{"maxRecordsPerPage":100,"totalRecords":250,"payload":');
    expect(answer.served).toBeNull();
  });

  it('tells the transport to reset the connection half-way', () => {
    const answer = ask([{ _tag: 'resetMidBody', startAt: 0 }], { count: 1 });
    expect(answer).toMatchObject({
      status: 200,
      served: null,
      fault: { _tag: 'resetMidBody', afterBytes: 54 },
    });
  });

  it('tells the transport to stay silent, and to drip', () => {
    expect(ask([{ _tag: 'neverAnswer', startAt: 0 }])).toMatchObject({
      served: null,
      fault: { _tag: 'neverAnswer' },
    });
    expect(ask([{ _tag: 'dripFeed', startAt: 0, bytesPerSecond: 9 }])).toMatchObject({
      served: { from: 0, count: 100 },
      fault: { _tag: 'dripFeed', bytesPerSecond: 9 },
    });
  });

  it('pads a page to the byte and keeps its records', () => {
    const answer = ask([{ _tag: 'bigPage', startAt: 0, bytes: 100_000 }]);
    expect(renderBody(answer.body).length).toBe(100_000);
    expect(headOf(answer)).toMatchObject({ totalRecords: 250, received: 100 });
    expect(answer.served).toEqual({ from: 0, count: 100 });
    expect(headOf(ask([{ _tag: 'bigPage', startAt: 0, bytes: 1 }]))).toEqual({
      maxRecordsPerPage: 100,
      totalRecords: 250,
      received: 100,
    });
  });

  it('dresses an error as 200', () => {
    const answer = ask([{ _tag: 'errorAs200', startAt: 0 }]);
    expect(answer).toMatchObject({ status: 200, served: null });
    expect(renderBody(answer.body)).toBe('{"error":{"code":"INTERNAL","message":"Something went wrong"}}');
  });

  it('sends a page elsewhere', () => {
    const answer = ask([{ _tag: 'redirect', startAt: 100, to: 'http://169.254.169.254/', status: 302 }], {
      startAt: 100,
    });
    expect(answer).toMatchObject({ status: 302, served: null });
    expect(answer.headers).toEqual({
      'content-type': 'application/json',
      location: 'http://169.254.169.254/',
    });
  });

  it('spoils no page where chance has put an error', () => {
    const answer = ask(
      [
        { _tag: 'shortPage', startAt: 0, missing: 1 },
        { _tag: 'truncatedJson', startAt: 0 },
      ],
      { errorRate: 1 },
    );
    expect(answer).toMatchObject({ status: 500, faults: [] });
    expect(renderBody(answer.body)).toBe('{"message":"Intermittent error"}');
  });

  it('applies faults in their order, so that the later replaces the earlier', () => {
    const gone: Fault = { _tag: 'alwaysFail', startAt: 0, status: 410 };
    const hang: Fault = { _tag: 'neverAnswer', startAt: 0 };
    expect(ask([hang, gone]).fault).toBeUndefined();
    expect(ask([gone, hang])).toMatchObject({
      status: 410,
      fault: { _tag: 'neverAnswer' },
      faults: ['alwaysFail', 'neverAnswer'],
    });
  });
});
