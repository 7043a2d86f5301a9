// First answers as partners of these kinds give them, and what is read from them.
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { detect } from './detect.ts';
import { readFirst } from './first-answer.ts';

const encode = (body: unknown): Uint8Array =>
  new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body));
const first = (
  body: unknown,
  headers: Record<string, string> = {},
  asked = 'https://api.example/v1/things',
) => readFirst(asked, { status: 200, headers, body: encode(body), url: asked, tookMs: 1 });
const candidates = (...args: Parameters<typeof first>) => {
  const read = first(...args);
  return E.isLeft(read) ? [] : detect(read.right);
};
const rows = (count: number) => Array.from({ length: count }, (_, i) => ({ id: i + 1, name: `n${i}` }));

describe('from a first answer', () => {
  it.each<[string, Parameters<typeof first>, object]>([
    [
      'the original',
      [{ maxRecordsPerPage: 100, totalRecords: 10_000, payload: rows(100) }],
      { kind: 'offset', startAt: 'startAt', count: 'count', records: 'payload', total: 'totalRecords' },
    ],
    [
      'Link with next and last (GitHub)',
      [
        rows(30),
        {
          link: '<https://api.example/v1/things?page=2>; rel="next", <https://api.example/v1/things?page=34>; rel="last"',
        },
      ],
      { kind: 'page', page: 'page', firstPage: 1, records: '$', total: null },
    ],
    [
      'Link with an opaque next (Shopify)',
      [
        { products: rows(50) },
        { link: '<https://api.example/v1/things?page_info=ey1&limit=50>; rel="next"' },
      ],
      { kind: 'link', records: 'products' },
    ],
    [
      'next and count by page number (Django REST framework)',
      [{ count: 1_000, next: 'https://api.example/v1/things?page=2', previous: null, results: rows(10) }],
      { kind: 'page', page: 'page', firstPage: 1, records: 'results', total: 'count' },
    ],
    [
      'next and count by offset (Django REST framework)',
      [
        {
          count: 1_000,
          next: 'https://api.example/v1/things?limit=10&offset=10',
          previous: null,
          results: rows(10),
        },
      ],
      { kind: 'offset', startAt: 'offset', count: 'limit', records: 'results', total: 'count' },
    ],
    [
      'an opaque next url (Django REST framework by cursor)',
      [{ next: 'https://api.example/v1/things?cursor=cD0x', previous: null, results: rows(10) }],
      { kind: 'next-url', next: 'next', records: 'results', total: null },
    ],
    [
      'next_url with a token (Datasette)',
      [
        {
          ok: true,
          next: '100',
          next_url: 'https://api.example/v1/things.json?_next=100',
          filtered_table_rows_count: 201,
          rows: rows(100),
        },
      ],
      { kind: 'next-url', next: 'next_url', records: 'rows', total: 'filtered_table_rows_count' },
    ],
    [
      'the place and the size of a page (Jira)',
      [{ startAt: 0, maxResults: 50, total: 500, issues: rows(50) }],
      { kind: 'offset', startAt: 'startAt', count: 'maxResults', records: 'issues', total: 'total' },
    ],
    [
      'the number of the page, of pages and of all (Rails)',
      [{ page: 1, per_page: 20, total: 100, total_pages: 5, data: rows(20) }],
      { kind: 'page', page: 'page', count: 'per_page', firstPage: 1, pages: 'total_pages', total: 'total' },
    ],
    [
      'pages from 0 (Spring)',
      [{ content: rows(20), page: { size: 20, number: 0, totalElements: 100, totalPages: 5 } }],
      { kind: 'page', page: 'page', count: 'size', firstPage: 0, total: '$.page.totalElements' },
    ],
    [
      'a cursor beside has_more (Slack)',
      [{ members: rows(20), has_more: true, response_metadata: { next_cursor: 'dXNlcjpVMD' } }],
      { kind: 'cursor', cursor: 'cursor', next: '$.response_metadata.next_cursor', more: 'has_more' },
    ],
    [
      'nextPageToken (Google)',
      [{ items: rows(20), nextPageToken: 'CAEQAA' }],
      { kind: 'cursor', cursor: 'pageToken', next: 'nextPageToken', records: 'items' },
    ],
    [
      'paging.next.after (HubSpot)',
      [{ results: rows(10), paging: { next: { after: '10', link: 'x' } } }],
      { kind: 'cursor', cursor: 'after', next: '$.paging.next.after', records: 'results' },
    ],
    [
      'has_more without a cursor (Stripe)',
      [{ object: 'list', data: rows(10), has_more: true }],
      { kind: 'keyset', after: 'starting_after', key: 'id', more: 'has_more', records: 'data' },
    ],
    [
      '@odata.nextLink',
      [{ value: rows(10), '@odata.nextLink': 'https://api.example/v1/things?$skiptoken=X' }],
      { kind: 'next-url', next: "$['@odata.nextLink']", records: 'value' },
    ],
    [
      'as many records as the total',
      [{ total: 3, data: rows(3) }],
      { kind: 'single', records: 'data', total: 'total' },
    ],
  ])('with %s', (_, args, expected) => {
    expect(candidates(...args)[0]?.pagination).toMatchObject(expected);
  });

  it('says what speaks for it, and never quotes a record', () => {
    const [candidate] = candidates(rows(30), { link: '<?page=2>; rel="next", <?page=34>; rel="last"' });
    expect(candidate?.evidence).toEqual([
      '30 records at "$"',
      'Link: rel=next is present',
      'its "page" is 2',
      'Link: rel=last is present',
    ]);
  });

  it('keeps the serial way behind every parallel one', () => {
    const kinds = candidates({ count: 90, next: '?page=2', results: rows(10) }).map(
      ({ pagination }) => pagination.kind,
    );
    expect(kinds).toEqual(['page', 'next-url']);
  });

  it('tries the usual parameters when nothing is said, and takes the answer for the whole last of all', () => {
    const blind = candidates(rows(30)).map(({ pagination }) => pagination.kind);
    expect([blind.slice(0, 5), blind.at(-1)]).toEqual([
      ['offset', 'offset', 'offset', 'offset', 'offset'],
      'single',
    ]);
    expect(candidates([]).map(({ pagination }) => pagination.kind)).toEqual(['single']);
  });

  it('takes no count of the page for a total', () => {
    expect(candidates({ count: 10, next: '?page=2', results: rows(10) })[0]?.pagination.total).toBeNull();
  });

  it('finds what tells records apart, where there is something', () => {
    expect(candidates([{ uuid: 'a' }, { uuid: 'b' }])[0]?.pagination.identity).toBe('uuid');
    expect(candidates([{ n: 1 }, { n: 1 }])[0]?.pagination.identity).toBeNull();
  });

  it('reads other formats by their media type', () => {
    const csv = candidates('id,name\n1,a\n2,b\n', { 'content-type': 'text/csv', 'x-total-count': '2' });
    expect(csv[0]?.pagination).toMatchObject({
      kind: 'single',
      format: 'csv',
      total: 'header:x-total-count',
    });
    const lines = candidates('{"id":1}\n{"id":2}\n', { 'content-type': 'application/x-ndjson' });
    expect(lines.at(-1)?.pagination).toMatchObject({ kind: 'single', format: 'ndjson' });
  });

  it('with an error under a good status there is that error', () => {
    expect(first({ error: { code: 5 } })).toMatchObject({
      left: { detail: 'the answer is an error (member "error") under status 200' },
    });
  });

  it.each([
    ['no records', { status: 'ok' }],
    ['no JSON', '<html>'],
    ['an error', { error: 'no' }],
  ])('with %s there is nothing to read', (_, body) => {
    expect(first(body, { 'content-type': 'application/json' })).toMatchObject({
      left: { _tag: 'NothingToRead' },
    });
  });
});
