import { describe, expect, it } from 'vitest';
import { ask, bodyOf, idsIn, partnerWith, runsIn } from '../testing/ask.ts';
import { renderBody } from './simulated.ts';

const text = (config: ReturnType<typeof partnerWith>, url: string): string =>
  renderBody(ask(config, url).body);
const members = (answer: ReturnType<typeof ask>): Readonly<Record<string, unknown>> =>
  bodyOf(answer) as Readonly<Record<string, unknown>>;

describe('style offset', () => {
  const names = { startAt: 'offset', count: 'limit', total: 'count', pageSize: null, records: 'results' };

  it('is called otherwise on request, and leaves out what is null', () => {
    const config = partnerWith({ names });
    expect(text(config, '/payload?offset=249&limit=5')).toBe(
      '{"count":250,"results":[{"id":249,"payload":"Sample payload for record \\"249\\""}]}',
    );
    expect(ask(config, '/payload?startAt=100').served).toEqual({ from: 0, count: 100 });
    expect(bodyOf(ask(config, '/payload?offset=250'))).toEqual({
      message: 'offset 250 is beyond the total of 250 records',
    });
    expect(bodyOf(ask(config, '/payload?limit=0'))).toEqual({
      message: 'limit must be a whole number, 1 or greater',
    });
    expect(text(partnerWith({ names: { total: null, pageSize: null } }), '/payload?startAt=249')).toBe(
      '{"payload":[{"id":249,"payload":"Sample payload for record \\"249\\""}]}',
    );
  });

  it('answers a page of its default size when none is asked for', () => {
    const config = partnerWith({ defaultPageSize: 20 });
    expect(ask(config, '/payload').served).toEqual({ from: 0, count: 20 });
    expect(ask(config, '/payload?count=500').served).toEqual({ from: 0, count: 100 });
  });

  it('can write records without ids', () => {
    expect(text(partnerWith({ ids: false }), '/payload?startAt=248')).toBe(
      '{"maxRecordsPerPage":100,"totalRecords":250,"payload":[{"payload":"Sample payload for record \\"248\\""},{"payload":"Sample payload for record \\"249\\""}]}',
    );
  });

  it('can write ids that no double holds', () => {
    expect(text(partnerWith({ bigIds: true }), '/payload?startAt=249')).toBe(
      '{"maxRecordsPerPage":100,"totalRecords":250,"payload":[{"id":9007199254741242,"payload":"Sample payload for record \\"249\\""}]}',
    );
    expect(text(partnerWith({ bigIds: true }), '/payload?count=1')).toContain('{"id":9007199254740993,');
  });

  it.each([
    [
      'ndjson',
      'application/x-ndjson',
      '{"id":248,"payload":"Sample payload for record \\"248\\""}\n{"id":249,"payload":"Sample payload for record \\"249\\""}\n',
    ],
    [
      'csv',
      'text/csv',
      'id,payload\r\n248,"Sample payload for record ""248"""\r\n249,"Sample payload for record ""249"""\r\n',
    ],
    [
      'xml',
      'application/xml',
      '<?xml version="1.0" encoding="UTF-8"?>\n<records><record><id>248</id><payload>Sample payload for record &quot;248&quot;</payload></record><record><id>249</id><payload>Sample payload for record &quot;249&quot;</payload></record></records>\n',
    ],
  ] as const)('writes %s, with the total in a header', (format, contentType, body) => {
    const answer = ask(partnerWith({ format }), '/payload?startAt=248');
    expect(answer.headers).toEqual({ 'content-type': contentType, 'x-total-count': '250' });
    expect(renderBody(answer.body)).toBe(body);
    expect(answer.served).toEqual({ from: 248, count: 2 });
  });

  it('chooses records by their created time before it counts them', () => {
    const config = partnerWith({ style: 'range' });
    const answer = ask(config, '/payload?created_gte=40&created_lt=150&startAt=100');
    expect(members(answer)['totalRecords']).toBe(110);
    expect(runsIn(answer)).toBe('140-149');
    expect(runsIn(ask(config, '/payload?created_lt=3'))).toBe('0-2');
    expect(ask(config, '/payload?created_gte=x').status).toBe(400);
    expect(runsIn(ask(partnerWith({ filters: false }), '/payload?created_gte=100&count=2'))).toBe('0-1');
  });
});

describe('style page', () => {
  it('numbers its pages from 1 and says how many there are', () => {
    const config = partnerWith({ style: 'page' });
    expect(text(partnerWith({ style: 'page', records: 3 }), '/payload?page=2&per_page=2')).toBe(
      '{"page":2,"per_page":2,"total":3,"total_pages":2,"data":[{"id":2,"payload":"Sample payload for record \\"2\\""}]}',
    );
    expect(runsIn(ask(config, '/payload'))).toBe('0-99');
    expect(runsIn(ask(config, '/payload?page=3'))).toBe('200-249');
    expect(ask(config, '/payload?page=4')).toMatchObject({ status: 404, served: null });
    expect(bodyOf(ask(config, '/payload?page=0'))).toEqual({
      message: 'page must be a whole number, 1 or greater',
    });
  });

  it('can number them from 0, and answer an empty page behind the last', () => {
    const config = partnerWith({ style: 'page', firstPage: 0, beyond: 'empty' });
    expect(runsIn(ask(config, '/payload?page=0'))).toBe('0-99');
    expect(members(ask(config, '/payload?page=3'))).toEqual({
      page: 3,
      per_page: 100,
      total: 250,
      total_pages: 3,
      data: [],
    });
  });

  it('states no number of pages where it states no total', () => {
    const config = partnerWith({ style: 'page', records: 0, faults: [{ _tag: 'totalOverride' }] });
    expect(bodyOf(ask(config, '/payload'))).toEqual({ page: 1, per_page: 100, data: [] });
  });
});

/** All ids, read by following what each answer says; at most 20 pages, so that a loop ends. */
const follow = (
  config: ReturnType<typeof partnerWith>,
  nextOf: (answer: ReturnType<typeof ask>) => string | null,
): readonly string[] => {
  const runs: string[] = [];
  let url: string | null = '/payload?limit=100';
  for (let number = 1; url !== null && number <= 20; number += 1) {
    const answer = ask(config, url, { number });
    runs.push(runsIn(answer));
    url = nextOf(answer);
  }
  return runs;
};
const nextCursor = (answer: ReturnType<typeof ask>): string | null => {
  const cursor = members(answer)['next_cursor'];
  return typeof cursor === 'string' ? `/payload?limit=100&cursor=${cursor}` : null;
};
const nextAfter = (answer: ReturnType<typeof ask>): string | null =>
  members(answer)['has_more'] === true ? `/payload?limit=100&starting_after=${idsIn(answer).at(-1)}` : null;
const nextUrl = (answer: ReturnType<typeof ask>): string | null => {
  const next = members(answer)['next'];
  return typeof next === 'string' ? next.replace('http://partner.example:8181', '') : null;
};

describe('style cursor', () => {
  it('leads from page to page by cursors that say nothing', () => {
    expect(follow(partnerWith({ style: 'cursor' }), nextCursor)).toEqual(['0-99', '100-199', '200-249']);
    expect(members(ask(partnerWith({ style: 'cursor' }), '/payload'))['next_cursor']).toMatch(/^[\w-]{20,}$/);
  });

  it('ends with null on an exact multiple, and when there is nothing', () => {
    expect(follow(partnerWith({ style: 'cursor', records: 200 }), nextCursor)).toEqual(['0-99', '100-199']);
    expect(bodyOf(ask(partnerWith({ style: 'cursor', records: 0 }), '/payload'))).toEqual({
      data: [],
      next_cursor: null,
    });
  });

  it('waits for each page as long as that page does, though its place is not in the url', () => {
    const config = partnerWith({ style: 'keyset', maxDelayMs: 1000 });
    const delays = [9, 19, 29, 39].map((id) => ask(config, `/payload?starting_after=${id}`).delayMs);
    expect(new Set(delays).size).toBe(4);
  });

  it('refuses a cursor that it never gave out', () => {
    const other = partnerWith({ style: 'cursor', seed: 2 });
    const cursor = nextCursor(ask(other, '/payload')) ?? '';
    const config = partnerWith({ style: 'cursor' });
    for (const url of [cursor, '/payload?cursor=abc', '/payload?cursor='])
      expect(ask(config, url)).toMatchObject({ status: 400, served: null });
    expect(ask(other, cursor).status).toBe(200);
  });

  it('can give the next one in a header', () => {
    const config = partnerWith({ style: 'cursor', cursorOut: 'header', records: 101 });
    const first = ask(config, '/payload');
    expect(Object.keys(members(first))).toEqual(['data']);
    const last = ask(config, `/payload?cursor=${first.headers['x-next-cursor']}`);
    expect(runsIn(last)).toBe('100');
    expect(last.headers).toEqual({ 'content-type': 'application/json' });
  });

  it('takes it from the body of a POST', () => {
    const config = partnerWith({ style: 'cursor', cursorIn: 'body' });
    const post = (body: unknown): ReturnType<typeof ask> =>
      ask(config, '/payload', { method: 'POST', body: JSON.stringify(body) });
    const first = post({ limit: 200 });
    expect(runsIn(first)).toBe('0-99');
    expect(runsIn(post({ limit: 20, cursor: members(first)['next_cursor'] }))).toBe('100-119');
    expect(runsIn(ask(config, '/payload', { method: 'POST' }))).toBe('0-99');
    expect(ask(config, '/payload', { method: 'POST', body: '[1]' }).status).toBe(400);
    expect(ask(config, '/payload')).toMatchObject({ status: 405, headers: { allow: 'POST' } });
  });

  it('chooses records by their created time', () => {
    const config = partnerWith({ style: 'cursor' });
    const first = ask(config, '/payload?created_gte=60&created_lt=180');
    expect(runsIn(first)).toBe('60-159');
    const rest = ask(config, `${nextCursor(first)}&created_gte=60&created_lt=180`);
    expect(runsIn(rest)).toBe('160-179');
    expect(members(rest)['next_cursor']).toBeNull();
  });
});

describe('style next-url', () => {
  it('leads on by absolute urls, and states the total', () => {
    const config = partnerWith({ style: 'next-url' });
    const { results, ...rest } = members(ask(config, '/payload?limit=100&offset=100&a=b'));
    expect(results).toHaveLength(100);
    expect(rest).toEqual({
      count: 250,
      next: 'http://partner.example:8181/payload?limit=100&offset=200&a=b',
      previous: 'http://partner.example:8181/payload?limit=100&offset=0&a=b',
    });
    expect(follow(config, nextUrl)).toEqual(['0-99', '100-199', '200-249']);
    expect(bodyOf(ask(config, '/payload?offset=300'))).toMatchObject({ results: [], next: null });
  });

  it('can lead on by a cursor', () => {
    const config = partnerWith({ style: 'next-url', nextStyle: 'opaque' });
    expect(members(ask(config, '/payload'))['next']).toMatch(
      /^http:\/\/partner\.example:8181\/payload\?limit=100&cursor=[\w-]+$/,
    );
    expect(follow(config, nextUrl)).toEqual(['0-99', '100-199', '200-249']);
  });

  it('never repeats a key in a url', () => {
    const config = partnerWith({
      style: 'next-url',
      faults: [{ _tag: 'requireQuery', name: 'key', value: 's3' }],
    });
    expect(members(ask(config, '/payload?key=s3'))['next']).toBe(
      'http://partner.example:8181/payload?limit=100&offset=100',
    );
  });
});

describe('style link', () => {
  const headersOf = (options: Parameters<typeof partnerWith>[0], url = '/payload') =>
    ask(partnerWith({ style: 'link', ...options }), url).headers;
  const base = 'http://partner.example:8181/payload';

  it('gives a bare array, and the way on in the header', () => {
    expect(text(partnerWith({ style: 'link', records: 1 }), '/payload')).toBe(
      '[{"id":0,"payload":"Sample payload for record \\"0\\""}]',
    );
    expect(headersOf({})).toEqual({
      'content-type': 'application/json',
      'x-total-count': '250',
      link: `<${base}?page=2&per_page=100>; rel="next", <${base}?page=3&per_page=100>; rel="last"`,
    });
    expect(headersOf({}, '/payload?page=2')['link']).toBe(
      `<${base}?page=3&per_page=100>; rel="next", <${base}?page=3&per_page=100>; rel="last", <${base}?page=1&per_page=100>; rel="first", <${base}?page=1&per_page=100>; rel="prev"`,
    );
    expect(headersOf({}, '/payload?page=3')['link']).toBe(
      `<${base}?page=1&per_page=100>; rel="first", <${base}?page=2&per_page=100>; rel="prev"`,
    );
    expect(headersOf({ records: 100 })).toEqual({
      'content-type': 'application/json',
      'x-total-count': '100',
    });
  });

  it('can state the total otherwise or not at all', () => {
    expect(headersOf({ totalHeader: 'content-range' }, '/payload?page=3')['content-range']).toBe(
      'items 200-249/250',
    );
    expect(headersOf({ totalHeader: 'content-range', faults: [{ _tag: 'totalOverride' }] })).toMatchObject({
      'content-range': 'items 0-99/*',
    });
    expect(headersOf({ totalHeader: null, statesLast: false })).toEqual({
      'content-type': 'application/json',
      link: `<${base}?page=2&per_page=100>; rel="next"`,
    });
  });

  it.each([
    ['unquoted', `<${base}?page=2&per_page=100>;rel=next`],
    [
      'extra-params',
      `<${base}?page=2&per_page=100>; title="pages, all; \\"rel=next\\", <x>"; rel="next"; type="application/json"`,
    ],
    ['several-rels', `<${base}?page=2&per_page=100>; rel="https://rels.example/page next"`],
    ['upper-case', `<${base}?page=2&per_page=100>; REL="NEXT"`],
    ['relative', '<?page=2&per_page=100>; rel="next"'],
    [
      'all',
      '<?page=2&per_page=100> ; title="pages, all; \\"rel=next\\", <x>" ;REL="https://rels.example/page NEXT"',
    ],
  ] as const)('can be hard to read: %s', (oddLink, link) => {
    expect(headersOf({ oddLink, statesLast: false })['link']).toBe(link);
  });
});

describe('style keyset', () => {
  it('starts after a record and says whether there are more', () => {
    const config = partnerWith({ style: 'keyset' });
    expect(text(partnerWith({ style: 'keyset', records: 2 }), '/payload?starting_after=0')).toBe(
      '{"object":"list","data":[{"id":1,"payload":"Sample payload for record \\"1\\""}],"has_more":false}',
    );
    expect(follow(config, nextAfter)).toEqual(['0-99', '100-199', '200-249']);
    expect(ask(config, '/payload?starting_after=250').status).toBe(400);
    expect(ask(config, '/payload?starting_after=x').status).toBe(400);
  });

  it('knows its records by ids that no double holds', () => {
    const config = partnerWith({ style: 'keyset', bigIds: true });
    expect(text(config, '/payload?starting_after=9007199254741240')).toContain(
      '"data":[{"id":9007199254741241,',
    );
    expect(ask(config, '/payload?starting_after=9007199254740992').status).toBe(400);
  });

  it('chooses records by their created time', () => {
    const config = partnerWith({ style: 'keyset' });
    expect(runsIn(ask(config, '/payload?created_lt=130&starting_after=99'))).toBe('100-129');
  });
});

describe('style single', () => {
  it('gives all at once, as an array or an object', () => {
    expect(runsIn(ask(partnerWith({ style: 'single' }), '/payload?count=3&page=2'))).toBe('0-249');
    expect(
      Object.keys(members(ask(partnerWith({ style: 'single', singleAs: 'object' }), '/payload'))),
    ).toEqual(['data']);
  });
});
