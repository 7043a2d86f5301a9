import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { decodeJobRequest } from '../job/job-request.codec.ts';
import type { JobRequest } from '../job/job-request.ts';
import { linkTo } from './link-header.ts';
import { nextPosition, type ChainAnswer } from './next-position.ts';
import { chainedRequest, ownRecords, placedRequest } from './page-request.ts';
import { defaultsOf, isPlaced, type ChainedPagination, type Pagination } from './pagination.ts';
import { countOf, readCount, readSource } from './source.ts';

const url = 'https://partner.example/v1/orders?state=open#top';

const requestOf = (pagination: object, more: object = {}): JobRequest => {
  const decoded = decodeJobRequest({ url, pagination, ...more });
  if (E.isLeft(decoded)) throw new Error(JSON.stringify(decoded.left));
  return decoded.right;
};
const chained = (request: JobRequest): ChainedPagination => {
  if (request.pagination.kind === 'detect' || isPlaced(request.pagination)) throw new Error('no chain');
  return request.pagination;
};
const refusals = (pagination: unknown, more: object = {}) => {
  const decoded = decodeJobRequest({ url, pagination, ...more });
  return E.isLeft(decoded) ? decoded.left.errors : 'accepted';
};

describe('pagination in a job request', () => {
  it('is detected when nothing is said, and by offset when something is said without a kind', () => {
    expect(requestOf({}).pagination).toEqual({ kind: 'detect' });
    expect(requestOf({ startAt: 'offset', count: 'limit' }).pagination).toMatchObject({
      kind: 'offset',
      startAt: 'offset',
      count: 'limit',
      records: 'payload',
    });
  });

  it.each([
    ['page', { kind: 'page', page: 'page', count: 'per_page', firstPage: 1, records: 'data' }],
    ['cursor', { kind: 'cursor', cursor: 'cursor', in: 'query', next: 'next_cursor' }],
    ['next-url', { kind: 'next-url', next: 'next', records: 'results' }],
    ['link', { kind: 'link', records: '$' }],
    ['keyset', { kind: 'keyset', after: 'starting_after', key: 'id', more: 'has_more' }],
    ['single', { kind: 'single', count: null }],
  ])('of kind %s has usual names', (kind, expected) => {
    expect(requestOf({ kind }).pagination).toMatchObject(expected);
  });

  it('refuses what is not of its kind, by name', () => {
    expect(refusals({ kind: 'link', cursor: 'x' })).toEqual([
      {
        field: 'pagination.cursor',
        expected:
          'no such field; there are: kind, records, total, count, recordsPerPage, identity, format, range',
      },
    ]);
    expect(refusals({ kind: 'pages' })).toEqual([
      {
        field: 'pagination.kind',
        expected: '"detect", "offset", "page", "cursor", "next-url", "link", "keyset" or "single"',
      },
    ]);
    expect(refusals({ kind: 'page', firstPage: 2 })).toEqual([
      { field: 'pagination.firstPage', expected: '0 or 1' },
    ]);
    expect(refusals({ kind: 'offset', total: '$.[' })).toEqual([
      {
        field: 'pagination.total',
        expected: 'a field name, a JSONPath that begins with $, or "header:" and a header\'s name, or null',
      },
    ]);
    expect(refusals('offset')).toEqual([{ field: 'pagination', expected: 'an object' }]);
  });

  it('needs POST for a cursor that stands in the body', () => {
    expect(refusals({ kind: 'cursor', in: 'body' })).toEqual([
      { field: 'method', expected: '"POST" for a cursor that stands in the body' },
    ]);
    expect(refusals({}, { body: {} })).toEqual([
      { field: 'body', expected: 'left out, or sent by "method": "POST"' },
    ]);
  });
});

describe('a request for a page', () => {
  it('keeps the query of the url and adds the place', () => {
    const request = requestOf({ kind: 'offset' });
    expect(placedRequest(request, defaultsOf.offset, { startAt: 300, count: 50 }, 100)).toMatchObject({
      method: 'GET',
      url: 'https://partner.example/v1/orders?state=open&startAt=300&count=50',
      body: null,
    });
  });

  it('asks by number for the page that holds the place, always of the same size', () => {
    const request = requestOf({ kind: 'page', recordsPerPage: 80 });
    const pagination = { ...defaultsOf.page, recordsPerPage: 80 };
    expect(placedRequest(request, pagination, { startAt: 100, count: 10 }, 50).url).toBe(
      'https://partner.example/v1/orders?state=open&page=3&per_page=80',
    );
    expect(
      placedRequest(request, { ...pagination, firstPage: 0 }, { startAt: 100, count: 10 }, 50).url,
    ).toContain('page=2&');
  });

  it('takes from a whole page the part that is meant', () => {
    const records = [10, 11, 12, 13, 14];
    expect(ownRecords(defaultsOf.page, { startAt: 13, count: 2 }, 5, records)).toEqual([13, 14]);
    expect(ownRecords(defaultsOf.offset, { startAt: 13, count: 2 }, 5, records)).toEqual([10, 11]);
    expect(ownRecords(defaultsOf.offset, { startAt: 13, count: 9 }, 5, records)).toEqual(records);
  });

  it('carries a cursor in the query or in the body', () => {
    const inQuery = requestOf({ kind: 'cursor' });
    expect(chainedRequest(inQuery, chained(inQuery), 'a b&c').url).toBe(
      'https://partner.example/v1/orders?state=open&limit=100&cursor=a+b%26c',
    );
    const inBody = requestOf(
      { kind: 'cursor', in: 'body', cursor: 'after' },
      { method: 'POST', body: { filter: { open: true } } },
    );
    expect(chainedRequest(inBody, chained(inBody), 'x')).toMatchObject({
      method: 'POST',
      url: 'https://partner.example/v1/orders?state=open',
      body: '{"filter":{"open":true},"limit":100,"after":"x"}',
      headers: { 'content-type': 'application/json' },
    });
  });

  it('leaves the headers behind when a next url leads to another origin', () => {
    const request = requestOf({ kind: 'next-url' }, { headers: { authorization: 'Bearer s3cret' } });
    const pagination = chained(request);
    expect(chainedRequest(request, pagination, 'https://partner.example/v1/orders?page=2').headers).toEqual({
      authorization: 'Bearer s3cret',
    });
    for (const other of ['https://evil.example/', 'http://partner.example/', 'https://partner.example:8443/'])
      expect(chainedRequest(request, pagination, other).headers).toEqual({});
  });

  it('narrows a chain to its range', () => {
    const request = requestOf({ kind: 'keyset' });
    expect(chainedRequest(request, chained(request), 'o_7', { created_gte: '5' }).url).toBe(
      'https://partner.example/v1/orders?state=open&created_gte=5&limit=100&starting_after=o_7',
    );
  });
});

const answer = (document: unknown, more: Partial<ChainAnswer> = {}): ChainAnswer => ({
  document,
  headers: {},
  url: 'https://partner.example/v1/orders?limit=100',
  records: [],
  ...more,
});
const next = (pagination: Partial<ChainedPagination> & Pick<ChainedPagination, 'kind'>, of: ChainAnswer) =>
  nextPosition({ ...defaultsOf[pagination.kind], ...pagination } as ChainedPagination, of);

describe('the position behind a page', () => {
  it.each<[string, Parameters<typeof next>[0], ChainAnswer, object]>([
    ['a cursor', { kind: 'cursor' }, answer({ next_cursor: 'x' }), { _tag: 'Next', position: 'x' }],
    ['a number', { kind: 'cursor' }, answer({ next_cursor: 17 }), { _tag: 'Next', position: '17' }],
    ['no cursor', { kind: 'cursor' }, answer({}), { _tag: 'Ended' }],
    ['an empty cursor', { kind: 'cursor' }, answer({ next_cursor: '' }), { _tag: 'Ended' }],
    ['null', { kind: 'cursor' }, answer({ next_cursor: null }), { _tag: 'Ended' }],
    [
      'a cursor, and word that there is no more',
      { kind: 'cursor', more: 'has_more' },
      answer({ next_cursor: 'x', has_more: false }),
      { _tag: 'Ended' },
    ],
    [
      'a cursor in a header',
      { kind: 'cursor', next: 'header:x-next' },
      answer({}, { headers: { 'x-next': 'y' } }),
      { _tag: 'Next', position: 'y' },
    ],
    [
      'a relative url',
      { kind: 'next-url' },
      answer({ next: '?page=2' }),
      { _tag: 'Next', position: 'https://partner.example/v1/orders?page=2' },
    ],
    ['no url', { kind: 'next-url' }, answer({ next: null }), { _tag: 'Ended' }],
    [
      'a Link header',
      { kind: 'link' },
      answer([], { headers: { link: '</v1/orders?p=2>; rel="next"' } }),
      { _tag: 'Next', position: 'https://partner.example/v1/orders?p=2' },
    ],
    [
      'a Link header without next',
      { kind: 'link' },
      answer([], { headers: { link: '</a>; rel=prev' } }),
      { _tag: 'Ended' },
    ],
    ['no Link header', { kind: 'link' }, answer([]), { _tag: 'Ended' }],
    [
      'more, and a last record',
      { kind: 'keyset' },
      answer({ has_more: true }, { records: [{ id: 'a' }, { id: 'b' }] }),
      { _tag: 'Next', position: 'b' },
    ],
    [
      'word that there is no more, behind a record',
      { kind: 'keyset' },
      answer({ has_more: false }, { records: [{ id: 'a' }] }),
      { _tag: 'EndSaid', position: 'a' },
    ],
    [
      'word that there is no more, behind nothing',
      { kind: 'keyset' },
      answer({ has_more: false }),
      { _tag: 'Ended' },
    ],
    ['an empty page', { kind: 'keyset', more: null }, answer({}), { _tag: 'Ended' }],
    ['the only one', { kind: 'single' }, answer({ rows: [1] }), { _tag: 'Ended' }],
    [
      'the only one, when it says that there is more',
      { kind: 'single' },
      answer({ next: 'x' }),
      { _tag: 'Broken', detail: 'it is all in one answer, and that says that there is more' },
    ],
  ])('follows from %s', (_, pagination, of, expected) => {
    expect(next(pagination, of)).toEqual(expected);
  });

  it.each<[string, Parameters<typeof next>[0], ChainAnswer, string]>([
    [
      'more without a cursor',
      { kind: 'cursor', more: 'has_more' },
      answer({ has_more: true }),
      '"has_more" says that there is more, and there is no cursor at "next_cursor"',
    ],
    [
      'a cursor that lost digits',
      { kind: 'cursor' },
      answer({ next_cursor: 2 ** 53 }),
      'the cursor at "next_cursor" is neither a text nor a number that can be carried whole',
    ],
    ['a url that is none', { kind: 'next-url' }, answer({ next: 'http://' }), 'the next url cannot be read'],
    [
      'a url of files',
      { kind: 'next-url' },
      answer({ next: 'file:///etc' }),
      'the next url is not http or https',
    ],
    [
      'a url with credentials',
      { kind: 'next-url' },
      answer({ next: 'https://u:p@a.example' }),
      'the next url has credentials in it',
    ],
    [
      'a malformed Link header',
      { kind: 'link' },
      answer([], { headers: { link: 'next=2' } }),
      'the Link header cannot be read',
    ],
    [
      'more on an empty page',
      { kind: 'keyset' },
      answer({ has_more: true }),
      '"has_more" says that there is more, and the page is empty',
    ],
    [
      'a record without a key',
      { kind: 'keyset' },
      answer({ has_more: true }, { records: [{}] }),
      'the last record has no key "id" to go on from',
    ],
  ])('is unknown, and never the end, after %s', (_, pagination, of, detail) => {
    expect(next(pagination, of)).toEqual({ _tag: 'Broken', detail });
  });

  it.each([
    ['plain', '<https://a.example/x?page=2>; rel="next", </y>; rel="last"', 'https://a.example/x?page=2'],
    ['unquoted', '<x>; rel=next', 'x'],
    ['in capitals', '<x>; REL="NEXT"', 'x'],
    ['one of several', '<x>; rel="prefetch next"', 'x'],
    ['with commas and semicolons in the url', '</x?a=1,2;3>; rel="next"', '/x?a=1,2;3'],
    ['behind a title with commas', '<p>; rel="prev"; title="a, <b>; c", <x>; title="d"; rel=next', 'x'],
    ['none', '<x>; rel="nextish"', null],
  ])('is found in a Link header that is %s', (_, header, target) => {
    expect(linkTo(header, 'next')).toBe(target);
  });
});

describe('a value that an answer states', () => {
  it('is read from the body or from a header', () => {
    const of = answer(
      { total: 7, meta: { total: 8 } },
      { headers: { 'x-total-count': '9', 'content-range': 'items 0-9/1234' } },
    );
    expect(readSource('total', of)).toBe(7);
    expect(readCount('$.meta.total', of)).toBe(8);
    expect(readCount('header:X-Total-Count', of)).toBe(9);
    expect(readCount('header:content-range', of)).toBe(1234);
    expect(readCount('missing', of)).toBeNull();
    expect(readCount(null, of)).toBeNull();
    expect(
      readCount('header:content-range', answer({}, { headers: { 'content-range': '0-9/*' } })),
    ).toBeNull();
  });

  it.each([
    [0, 0],
    ['10000', 10_000],
    [' 5 ', 5],
    ['many', null],
    ['1e3', null],
    [-1, null],
    [1.5, null],
    [null, null],
    [Number.NaN, null],
  ])('is counted with only when it is a count: %j', (value, count) => {
    expect(countOf(value)).toBe(count);
  });
});

describe('kinds', () => {
  it('have places, or are chains', () => {
    const placed = (Object.values(defaultsOf) as ReadonlyArray<Pagination>).filter(isPlaced);
    expect(placed.map(({ kind }) => kind)).toEqual(['offset', 'page']);
  });
});
