import { describe, expect, it } from 'vitest';
import type { SimulatorConfig } from '../config/simulator-config.ts';
import { renderBody } from '../partner/simulated.ts';
import { ask, bodyOf, idsIn, partnerWith, runsIn } from '../testing/ask.ts';
import type { Fault } from './fault.ts';

const members = (answer: ReturnType<typeof ask>): Readonly<Record<string, unknown>> =>
  bodyOf(answer) as Readonly<Record<string, unknown>>;

describe('a silent cap', () => {
  const faults: readonly Fault[] = [{ _tag: 'capPage', to: 40 }];

  it('takes a greater count as its own and states it nowhere', () => {
    const answer = ask(partnerWith({ faults }), '/payload?startAt=100&count=100');
    expect(runsIn(answer)).toBe('100-139');
    expect(members(answer)).toMatchObject({ maxRecordsPerPage: 100, totalRecords: 250 });
    expect(answer.faults).toEqual(['capPage']);
    expect(ask(partnerWith({ faults }), '/payload?count=40').faults).toEqual([]);
  });

  it('moves the pages of a style that numbers them', () => {
    const answer = ask(partnerWith({ style: 'page', faults }), '/payload?page=2&per_page=100');
    expect(runsIn(answer)).toBe('40-79');
    expect(members(answer)).toMatchObject({ page: 2, per_page: 100, total: 250, total_pages: 7 });
  });

  it('leads on from where the page ends', () => {
    expect(members(ask(partnerWith({ style: 'next-url', faults }), '/payload?limit=100'))['next']).toBe(
      'http://partner.example:8181/payload?limit=100&offset=40',
    );
    expect(runsIn(ask(partnerWith({ style: 'keyset', faults }), '/payload?starting_after=9'))).toBe('10-49');
    expect(ask(partnerWith({ style: 'link', faults, statesLast: false }), '/payload').headers['link']).toBe(
      '<http://partner.example:8181/payload?page=2&per_page=100>; rel="next"',
    );
  });
});

describe('a way on that leads back', () => {
  const walk = (options: Partial<SimulatorConfig>, steps: number): readonly string[] => {
    const config = partnerWith({ maxPageSize: 50, ...options });
    const runs: string[] = [];
    let url = '/payload?';
    for (let step = 0; step < steps; step += 1) {
      const answer = ask(config, url);
      runs.push(runsIn(answer));
      const { next_cursor: cursor, next } = members(answer);
      if (config.style === 'keyset') url = `/payload?starting_after=${idsIn(answer).at(-1)}`;
      else url = typeof cursor === 'string' ? `/payload?cursor=${cursor}` : String(next).slice(27);
    }
    return runs;
  };

  it.each(['cursor', 'next-url', 'keyset'] as const)('goes A, B, A, B in style %s', (style) => {
    expect(walk({ style, faults: [{ _tag: 'cursorLoop', after: 2, period: 1 }] }, 6)).toEqual([
      '0-49',
      '50-99',
      '100-149',
      '50-99',
      '100-149',
      '50-99',
    ]);
  });

  it.each(['cursor', 'next-url', 'keyset'] as const)(
    'stays where it is with period 0 in style %s',
    (style) => {
      expect(walk({ style, faults: [{ _tag: 'cursorLoop', after: 1, period: 0 }] }, 4)).toEqual([
        '0-49',
        '50-99',
        '50-99',
        '50-99',
      ]);
    },
  );

  it('gives the very same cursor again', () => {
    const config = partnerWith({ style: 'cursor', faults: [{ _tag: 'cursorLoop', after: 1, period: 0 }] });
    const first = members(ask(config, '/payload'))['next_cursor'];
    expect(members(ask(config, `/payload?cursor=${String(first)}`))['next_cursor']).toBe(first);
  });

  it('leads a Link back', () => {
    const config = partnerWith({
      style: 'link',
      statesLast: false,
      faults: [{ _tag: 'cursorLoop', after: 2, period: 2 }],
    });
    expect(ask(config, '/payload?page=3').headers['link']).toContain(
      '<http://partner.example:8181/payload?page=1&per_page=100>; rel="next"',
    );
  });
});

describe('a partner that answers what it should not', () => {
  it('has a wall behind which nothing can be reached, whatever chance says', () => {
    const config = partnerWith({ errorRate: 1, faults: [{ _tag: 'offsetWall', beyond: 200 }] });
    expect(ask(config, '/payload?startAt=100').status).toBe(500);
    const answer = ask(config, '/payload?startAt=101');
    expect(answer).toMatchObject({ status: 400, served: null, faults: ['offsetWall'] });
    expect(bodyOf(answer)).toEqual({ message: 'Only the first 200 records can be reached; use a filter' });
    const teapot = partnerWith({ faults: [{ _tag: 'offsetWall', beyond: 99, status: 422 }] });
    expect(ask(teapot, '/payload').status).toBe(422);
    expect(ask(teapot, '/payload?count=99').status).toBe(200);
  });

  it('refuses a page once with 401 and then lets it pass', () => {
    const config = partnerWith({ faults: [{ _tag: 'alwaysFail', startAt: 100, status: 401, times: 1 }] });
    expect([1, 2].map((attempt) => ask(config, '/payload?startAt=100', { attempt }).status)).toEqual([
      401, 200,
    ]);
  });

  it('repeats records of another place for its own last ones', () => {
    const config = partnerWith({
      faults: [{ _tag: 'repeatRecords', startAt: 100, from: 90, count: 5 }],
    });
    const answer = ask(config, '/payload?startAt=100');
    expect(runsIn(answer)).toBe('100-194 90-94');
    expect(members(answer)['totalRecords']).toBe(250);
    expect(answer).toMatchObject({
      faults: ['repeatRecords'],
      served: {
        from: 100,
        count: 100,
        ids: [
          { from: 100, count: 95 },
          { from: 90, count: 5 },
        ],
      },
    });
  });

  it('leads the next url, or the Link, of one page elsewhere', () => {
    const to = 'http://169.254.169.254/latest/meta-data';
    const faults: readonly Fault[] = [{ _tag: 'nextUrlTo', startAt: 100, to, times: 1 }];
    const config = partnerWith({ style: 'next-url', faults });
    expect(members(ask(config, '/payload?offset=100'))['next']).toBe(to);
    expect(members(ask(config, '/payload?offset=100', { attempt: 2 }))['next']).not.toBe(to);
    expect(members(ask(config, '/payload'))['next']).toBe(
      'http://partner.example:8181/payload?limit=100&offset=100',
    );
    const link = partnerWith({ style: 'link', oddLink: 'relative', faults: [{ _tag: 'nextUrlTo', to }] });
    expect(ask(link, '/payload?page=3').headers['link']).toContain(`<${to}>; rel="next"`);
  });

  it('sends an HTML page of regret as 200', () => {
    const answer = ask(partnerWith({ faults: [{ _tag: 'text200', startAt: 0 }] }), '/payload');
    expect(answer).toMatchObject({
      status: 200,
      served: null,
      headers: { 'content-type': 'text/html' },
    });
    expect(renderBody(answer.body)).toContain('<h1>Service unavailable</h1>');
  });

  it('tells the transport to compress what does not say so, or says so of what is plain', () => {
    const as = (value: 'gzip' | 'plain'): ReturnType<typeof ask> =>
      ask(partnerWith({ faults: [{ _tag: 'mislabelledGzip', startAt: 0, as: value }] }), '/payload');
    expect(as('gzip')).toMatchObject({ gzip: {}, served: { from: 0, count: 100 } });
    expect(as('gzip').headers).toEqual({ 'content-type': 'application/json' });
    expect(as('plain').headers).toEqual({ 'content-type': 'application/json', 'content-encoding': 'gzip' });
    expect(as('plain').gzip).toBeUndefined();
  });

  it('tells the transport to make a bomb of a page', () => {
    const config = partnerWith({ faults: [{ _tag: 'gzipBomb', startAt: 0, bytes: 1_000_000_000 }] });
    expect(ask(config, '/payload')).toMatchObject({
      gzip: { padToBytes: 1_000_000_000 },
      headers: { 'content-encoding': 'gzip' },
    });
    expect(ask({ ...config, errorRate: 1 }, '/payload').gzip).toBeUndefined();
  });

  it('pads a body that is no object by line ends', () => {
    const config = partnerWith({
      style: 'link',
      faults: [{ _tag: 'bigPage', startAt: 0, bytes: 50_000 }],
    });
    const answer = ask(config, '/payload');
    expect(renderBody(answer.body).length).toBe(50_000);
    expect(runsIn(answer)).toBe('0-99');
  });
});

describe('the door', () => {
  it('lets in only who has the header, before anything else', () => {
    const config = partnerWith({
      faults: [
        { _tag: 'alwaysFail', startAt: 0, status: 503 },
        { _tag: 'requireHeader', name: 'X-Api-Key', value: 's3cret' },
      ],
    });
    const status = (headers: Readonly<Record<string, string>>, startAt = 0): number =>
      ask(config, `/payload?startAt=${startAt}`, { headers }).status;
    expect([status({}), status({ 'x-api-key': 'wrong' }), status({ 'x-api-key': 's3cret' })]).toEqual([
      401, 401, 503,
    ]);
    expect(status({ 'x-api-key': 's3cret' }, 100)).toBe(200);
    expect(ask(config, '/payload?startAt=100')).toMatchObject({ served: null, faults: ['requireHeader'] });
  });

  it('lets in only who has the parameter, once', () => {
    const config = partnerWith({
      faults: [{ _tag: 'requireQuery', name: 'key', value: 's3', status: 403 }],
    });
    expect(
      ['', '?key=s4', '?key=s3&key=s3', '?key=s3'].map((query) => ask(config, `/payload${query}`).status),
    ).toEqual([403, 403, 403, 200]);
    expect(ask(config, '/health').status).toBe(200);
  });

  it('sends away who comes faster than the limit, and says for how long', () => {
    const config = partnerWith({
      faults: [{ _tag: 'rateLimit', perSecond: 5, burst: 1, hint: 'x-ratelimit-reset-epoch' }],
    });
    expect(ask(config, '/payload', { overLimitMs: 0 }).status).toBe(200);
    const answer = ask(config, '/payload', { overLimitMs: 150, nowMs: 10_500 });
    expect(answer).toMatchObject({
      status: 429,
      served: null,
      faults: ['rateLimit'],
      headers: { 'x-ratelimit-reset': '12' },
      retryAtMs: 12_000,
    });
  });

  it.each([
    ['none', undefined],
    ['seconds', 17_500],
    ['http-date', 18_000],
    ['ratelimit-reset', 17_500],
    ['ratelimit-combined', 17_500],
    ['ratelimit', 17_500],
    ['x-ratelimit-reset', 17_500],
    ['x-ratelimit-reset-epoch', 18_000],
    ['x-ratelimit-reset-epoch-ms', 17_500],
  ] as const)('knows when it told a client to come back: %s', (hint, retryAtMs) => {
    const config = partnerWith({ faults: [{ _tag: 'throttle', firstN: 1, hint, seconds: 7 }] });
    expect(ask(config, '/payload', { nowMs: 10_500 }).retryAtMs).toBe(retryAtMs);
  });
});
