import { describe, expect, it } from 'vitest';
import { defaultConfig, type SimulatorConfig } from '../config/simulator-config.ts';
import { countTurns } from '../server/turns.ts';
import { respond } from './respond.ts';
import { renderBody, type Simulated } from './simulated.ts';

const calm: SimulatorConfig = { ...defaultConfig, errorRate: 0, maxDelayMs: 0 };

const get = (config: SimulatorConfig, url: string, attempt = 1): Simulated =>
  respond(config, { method: 'GET', url, number: attempt, attempt, nowMs: 0 });

const bodyOf = (answer: Simulated): unknown => JSON.parse(renderBody(answer.body));

describe('the simulated partner', () => {
  it('answers a page as the original does', () => {
    const answer = get(calm, '/payload?startAt=9998&count=2');
    expect(answer.status).toBe(200);
    expect(answer.headers).toEqual({ 'content-type': 'application/json' });
    expect(bodyOf(answer)).toEqual({
      maxRecordsPerPage: 100,
      totalRecords: 10000,
      payload: [
        { id: 9998, payload: 'Sample payload for record "9998"' },
        { id: 9999, payload: 'Sample payload for record "9999"' },
      ],
    });
  });

  it('starts at 0 with a whole page when nothing is asked for', () => {
    expect(get(calm, '/payload').served).toEqual({ from: 0, count: 100 });
  });

  it('takes a count beyond 100 as 100', () => {
    expect(get(calm, '/payload?startAt=200&count=5000').served).toEqual({ from: 200, count: 100 });
  });

  it('ends the last page at the last record', () => {
    expect(get({ ...calm, records: 250 }, '/payload?startAt=200').served).toEqual({ from: 200, count: 50 });
  });

  it.each([
    ['/payload?startAt=10000', 'startAt 10000 is beyond the total of 10000 records'],
    ['/payload?startAt=10001', 'startAt 10001 is beyond the total of 10000 records'],
    ['/payload?startAt=-1', 'startAt must be a whole number, 0 or greater'],
    ['/payload?startAt=', 'startAt must be a whole number, 0 or greater'],
    ['/payload?startAt=abc', 'startAt must be a whole number, 0 or greater'],
    ['/payload?startAt=1e3', 'startAt must be a whole number, 0 or greater'],
    ['/payload?startAt=99999999999999999999', 'startAt must be a whole number, 0 or greater'],
    ['/payload?count=0', 'count must be a whole number, 1 or greater'],
    ['/payload?count=-5', 'count must be a whole number, 1 or greater'],
  ])('refuses %s and says why', (url, message) => {
    const answer = get(calm, url);
    expect(answer.status).toBe(400);
    expect(bodyOf(answer)).toEqual({ message });
    expect(answer.served).toBeNull();
  });

  it('never lets chance turn a refusal into an error that a retry could heal', () => {
    expect(get({ ...calm, errorRate: 1 }, '/payload?startAt=10000').status).toBe(400);
  });

  it('answers an empty page when there are no records at all', () => {
    const answer = get({ ...calm, records: 0 }, '/payload?startAt=0');
    expect(answer.status).toBe(200);
    expect(bodyOf(answer)).toEqual({ maxRecordsPerPage: 100, totalRecords: 0, payload: [] });
    expect(get({ ...calm, records: 0 }, '/payload?startAt=1').status).toBe(400);
  });

  it('knows no other path and no other method', () => {
    expect(get(calm, '/').status).toBe(404);
    expect(get(calm, '/payload/1').status).toBe(404);
    expect(get(calm, '/_log').status).toBe(404);
    const answer = respond(calm, { method: 'POST', url: '/payload', number: 1, attempt: 1, nowMs: 0 });
    expect(answer.status).toBe(405);
    expect(answer.headers).toEqual({ 'content-type': 'application/json', allow: 'GET' });
  });

  it('is healthy whatever the partner suffers from', () => {
    expect(get({ ...calm, errorRate: 1, minDelayMs: 500, maxDelayMs: 900 }, '/health')).toMatchObject({
      status: 200,
      delayMs: 0,
    });
  });

  it('fails one request in ten, by seed', () => {
    const failed = (seed: number): readonly number[] =>
      Array.from({ length: 10_000 }, (_, page) => page * 100).filter(
        (startAt) =>
          get({ ...calm, records: 1_000_000, errorRate: 0.1, seed }, `/payload?startAt=${startAt}`).status ===
          500,
      );
    const first = failed(1);
    expect(first.length).toBeGreaterThan(900);
    expect(first.length).toBeLessThan(1100);
    expect(failed(1)).toEqual(first);
    expect(failed(2)).not.toEqual(first);
  });

  it('lets a page that failed succeed on a later attempt', () => {
    const statuses = Array.from({ length: 100 }, (_, page) =>
      [1, 2, 3, 4, 5, 6, 7, 8].map(
        (attempt) => get({ ...calm, errorRate: 0.5 }, `/payload?startAt=${page * 100}`, attempt).status,
      ),
    );
    expect(statuses.filter((tries) => tries[0] === 500).length).toBeGreaterThan(30);
    expect(statuses.filter((tries) => tries.every((status) => status === 500)).length).toBeLessThan(4);
  });

  it('gives the n-th try of a page the same fate in whatever order the pages come', () => {
    const fates = (urls: readonly string[]): ReadonlyMap<string, string> => {
      const turns = countTurns();
      return new Map(
        urls.map((url) => {
          const turn = turns.next(url);
          const { status, delayMs } = respond(
            { ...defaultConfig, errorRate: 0.5 },
            { method: 'GET', url, nowMs: 0, ...turn },
          );
          return [`${url} try ${turn.attempt}`, `${status} after ${delayMs}`] as const;
        }),
      );
    };
    const pages = Array.from({ length: 50 }, (_, page) => `/payload?startAt=${page * 100}`);
    const forwards = fates([...pages, ...pages, ...pages]);
    const mixed = fates([...pages.flatMap((url) => [url, url]), ...pages].toReversed());
    expect(forwards.size).toBe(150);
    expect(mixed).toEqual(forwards);
  });

  it('waits from 0 to 1 s, spread evenly', () => {
    const delays = Array.from(
      { length: 1000 },
      (_, page) => get({ ...defaultConfig, records: 100_000 }, `/payload?startAt=${page * 100}`).delayMs,
    );
    const below = (ms: number): number => delays.filter((delayMs) => delayMs < ms).length;
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...delays)).toBeLessThanOrEqual(1000);
    expect(below(250)).toBeGreaterThan(200);
    expect(below(250)).toBeLessThan(300);
    expect(below(750)).toBeGreaterThan(700);
    expect(below(750)).toBeLessThan(800);
  });

  it('keeps within the delays that it is given', () => {
    expect(get({ ...calm, minDelayMs: 40, maxDelayMs: 40 }, '/payload').delayMs).toBe(40);
    const delays = Array.from(
      { length: 200 },
      (_, page) => get({ ...calm, minDelayMs: 5, maxDelayMs: 7 }, `/payload?startAt=${page}`).delayMs,
    );
    expect(new Set(delays)).toEqual(new Set([5, 6, 7]));
  });

  it('finds any record of ten million at once', () => {
    const answer = get({ ...calm, records: 10_000_000 }, '/payload?startAt=9999999');
    expect(bodyOf(answer)).toEqual({
      maxRecordsPerPage: 100,
      totalRecords: 10000000,
      payload: [{ id: 9999999, payload: 'Sample payload for record "9999999"' }],
    });
  });
});
