// Every way in which the simulated partner pages: found out from its answers alone, and as a request spells it out.
// The number of records is never a multiple of the page unless a test says so.
import type { SimulatorOptions } from '@api-poller/external-sim';
import { describe, expect, it } from 'vitest';
import { from, runAgainst } from '../testing/run-against.ts';

const small = { records: 250, maxPageSize: 20 } as const;

const named = { startAt: 'offset', count: 'limit', total: 'total', pageSize: null, records: 'items' };

const found: ReadonlyArray<readonly [string, SimulatorOptions, string]> = [
  ['offset, as the original', { style: 'offset' }, 'offset'],
  ['offset, by other names', { style: 'offset', names: named }, 'offset'],
  ['offset, without a total', { style: 'offset', names: { ...named, total: null } }, 'offset'],
  ['offset, with filters', { style: 'range' }, 'offset'],
  ['page number', { style: 'page' }, 'page'],
  ['page number from 0', { style: 'page', firstPage: 0 }, 'page'],
  ['page number, empty behind the end', { style: 'page', beyond: 'empty' }, 'page'],
  ['cursor', { style: 'cursor' }, 'cursor'],
  ['cursor in a header', { style: 'cursor', cursorOut: 'header' }, 'cursor'],
  ['next url by offset', { style: 'next-url' }, 'offset'],
  ['next url, opaque', { style: 'next-url', nextStyle: 'opaque' }, 'next-url'],
  ['Link', { style: 'link' }, 'page'],
  ['Link from page 0', { style: 'link', firstPage: 0 }, 'page'],
  ['Link, total in Content-Range', { style: 'link', totalHeader: 'content-range' }, 'page'],
  ['Link without last and total', { style: 'link', totalHeader: null, statesLast: false }, 'page'],
  ['Link unquoted', { style: 'link', oddLink: 'unquoted' }, 'page'],
  ['Link with other parameters', { style: 'link', oddLink: 'extra-params' }, 'page'],
  ['Link with several relations', { style: 'link', oddLink: 'several-rels' }, 'page'],
  ['Link in upper case', { style: 'link', oddLink: 'upper-case' }, 'page'],
  ['Link, relative', { style: 'link', oddLink: 'relative' }, 'page'],
  ['Link, all of that at once', { style: 'link', oddLink: 'all' }, 'page'],
  ['keyset', { style: 'keyset' }, 'keyset'],
  ['NDJSON', { format: 'ndjson' }, 'offset'],
  ['CSV', { format: 'csv' }, 'offset'],
  ['XML', { format: 'xml' }, 'offset'],
  ['integers beyond 2^53', { bigIds: true }, 'offset'],
  ['no ids', { ids: false }, 'offset'],
];

/** Their last page has no sign that it is the last. */
const SILENT: ReadonlySet<string> = new Set(['cursor in a header', 'Link without last and total']);

describe('detected', () => {
  it.each(found)('%s', async (_, options, kind) => {
    const { job, resource, ids } = await runAgainst({ ...small, ...options });
    expect([job.pagination?.kind, resource.Verdict, resource.Evidence]).toEqual([kind, 'COMPLETE', []]);
    expect(ids).toEqual(from(0, 250));
    expect(job.detected.length).toBeGreaterThan(1);
  });

  it.each(found)('%s: an exact multiple, one page, one record and none', async (name, options) => {
    for (const records of [240, 20, 1, 0]) {
      // Of XML with less than two records nobody can say what is a list.
      if (name === 'XML' && records < 2) continue;
      // A full page beside which nothing at all is said looks like the first of many.
      const verdict = records === 20 && SILENT.has(name) ? 'INCOMPLETE' : 'COMPLETE';
      const { resource, ids } = await runAgainst({ ...small, ...options, records });
      expect([records, resource.Verdict, ids]).toEqual([records, verdict, from(0, records)]);
    }
  });

  it('a plain list of a number of records that no page has: it is the whole', async () => {
    const { job, resource, ids } = await runAgainst({ style: 'single', records: 253 });
    expect([job.pagination?.kind, resource.Verdict]).toEqual(['single', 'COMPLETE']);
    expect(ids).toEqual(from(0, 253));
  });

  it('a plain list of 250 records: all are delivered, and the doubt is told with what to do about it', async () => {
    const { resource, ids } = await runAgainst({ style: 'single', records: 250 });
    expect([resource.Verdict, resource.Evidence]).toEqual([
      'INCOMPLETE',
      [
        {
          kind: 'PAGINATION_UNPROVED',
          detail:
            'nothing says that there is more than these 250 records, and lists of that length are often cut; if they are all, say "pagination": {"kind": "single"}',
        },
      ],
    ]);
    expect(ids).toEqual(from(0, 250));
  });
});

const told: ReadonlyArray<readonly [string, SimulatorOptions, object]> = [
  ['offset', { style: 'offset' }, { pagination: { kind: 'offset' } }],
  ['offset without a kind, as the original', { style: 'offset' }, { pagination: { startAt: 'startAt' } }],
  [
    'offset without a total',
    { style: 'offset', names: { ...named, total: null } },
    { pagination: { startAt: 'offset', count: 'limit', total: null, pageSize: null, records: 'items' } },
  ],
  ['page', { style: 'page' }, { pagination: { kind: 'page', total: 'total', pages: 'total_pages' } }],
  ['page without a total', { style: 'page' }, { pagination: { kind: 'page' } }],
  ['page from 0', { style: 'page', firstPage: 0 }, { pagination: { kind: 'page', firstPage: 0 } }],
  ['cursor', { style: 'cursor' }, { pagination: { kind: 'cursor' } }],
  [
    'cursor in a header',
    { style: 'cursor', cursorOut: 'header' },
    { pagination: { kind: 'cursor', next: 'header:x-next-cursor' } },
  ],
  [
    'cursor in the body of a POST',
    { style: 'cursor', cursorIn: 'body' },
    { method: 'POST', body: { query: 'all' }, pagination: { kind: 'cursor', in: 'body' } },
  ],
  ['next url', { style: 'next-url' }, { pagination: { kind: 'next-url', total: 'count' } }],
  ['next url, opaque', { style: 'next-url', nextStyle: 'opaque' }, { pagination: { kind: 'next-url' } }],
  ['Link', { style: 'link' }, { pagination: { kind: 'link', total: 'header:x-total-count' } }],
  [
    'Link, total in Content-Range',
    { style: 'link', totalHeader: 'content-range', oddLink: 'all' },
    { pagination: { kind: 'link', total: 'header:content-range' } },
  ],
  ['keyset', { style: 'keyset' }, { pagination: { kind: 'keyset' } }],
  ['all at once', { style: 'single' }, { pagination: { kind: 'single' } }],
  [
    'all at once, in an object',
    { style: 'single', singleAs: 'object' },
    { pagination: { kind: 'single', records: '$.data' } },
  ],
];

describe('as told', () => {
  it.each(told)('%s', async (_, options, request) => {
    for (const records of [250, 240, 20, 1, 0]) {
      const { resource, ids } = await runAgainst({ ...small, ...options, records }, request);
      expect([records, resource.Verdict, resource.Evidence]).toEqual([records, 'COMPLETE', []]);
      expect(ids).toEqual(from(0, records));
    }
  });
});

describe('records', () => {
  it('with integers beyond 2^53 come byte for byte', async () => {
    const { lines } = await runAgainst(
      { ...small, records: 3, bigIds: true },
      { pagination: { kind: 'offset' } },
    );
    expect(lines.toSorted()).toEqual([
      '{"id":9007199254740993,"payload":"Sample payload for record \\"0\\""}',
      '{"id":9007199254740994,"payload":"Sample payload for record \\"1\\""}',
      '{"id":9007199254740995,"payload":"Sample payload for record \\"2\\""}',
    ]);
  });

  it('with integers beyond 2^53 are told apart by keyset, too', async () => {
    const { resource, ids } = await runAgainst(
      { ...small, style: 'keyset', bigIds: true },
      { pagination: { kind: 'keyset' } },
    );
    // A key that JSON numbers cannot carry is no key: the chain says where it ends, and that it does.
    expect([resource.Verdict, ids]).toEqual(['INCOMPLETE', from(0, 20)]);
    expect(resource.Evidence).toMatchObject([{ kind: 'CHAIN_CUT', reason: 'broken' }]);
  });

  it('without ids are told apart by their content', async () => {
    const { resource, partner, ids } = await runAgainst({
      ...small,
      ids: false,
      faults: [{ _tag: 'repeatRecords', startAt: 60, from: 0, count: 3 }],
    });
    expect([resource.Verdict, resource.Evidence]).toEqual([
      'INCOMPLETE',
      [{ kind: 'RECORDS_REPEATED', count: 3, taskIds: ['000000000000-20', '000000000060-20'] }],
    ]);
    expect([ids.length, new Set(ids).size, partner.wasServed(77)]).toEqual([250, 247, false]);
  });
});
