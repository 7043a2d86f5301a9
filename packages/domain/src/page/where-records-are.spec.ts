import { describe, expect, it } from 'vitest';
import { formatOf } from './body-format.ts';
import { findRecords } from './find-records.ts';
import { readBody } from './read-body.ts';
import { isPath, valueAt } from './record-path.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const found = (document: unknown) => findRecords(document).map(({ path, count }) => `${path} ${count}`);

describe('a path', () => {
  it.each(['payload', 'a b', 'x'.repeat(100), '$', '$.a', "$['a b'][0]", '$..a', '$.a[?@.b == 1]', '@odata'])(
    'is %s',
    (text) => expect(isPath(text)).toBe(true),
  );
  it.each(['', 'x'.repeat(101), '$.', '$a', '$[', '$.a ', `$${'.a'.repeat(250)}`])('is not %s', (text) =>
    expect(isPath(text)).toBe(false),
  );

  const document = { total: 7, 'a.b': null, meta: { page: { total: 8 } }, data: [{ id: 1 }, { id: 2 }] };
  it.each([
    ['total', 7],
    ['a.b', null],
    ['$.meta.page.total', 8],
    ['$.data[-1].id', 2],
    ['$', document],
    ['$.data[?@.id == 2].id', 2],
    ['$.data[*].id', undefined],
    ['none', undefined],
    ['toString', undefined],
    ['$.total.x', undefined],
    ['$[', undefined],
  ])('%s leads to a value, or to none', (path, expected) => {
    expect(valueAt(document, path)).toEqual(expected);
  });
});

describe('records are looked for', () => {
  const one = [{ id: 1 }];
  it.each([
    [[1, 2], ['$ 2']],
    [{ orders: one, items: one, tags: ['a'] }, ['items 1', 'orders 1']],
    [{ meta: { total: 0 }, data: { items: [], facets: one } }, ['$.data.items 0']],
    [{ data: [], included: one }, ['data 0', 'included 1']],
    [{ a: { b: { c: one } }, d: { e: { f: { g: one } } } }, ['$.a.b.c 1']],
    [
      { _embedded: { 'my orders': one, $x: [...one, ...one] } },
      ['$._embedded["$x"] 2', '$._embedded["my orders"] 1'],
    ],
    [{ $all: one, '': one }, ['$["$all"] 1', '$[""] 1']],
    [{ more: { data: one }, value: one }, ['value 1', '$.more.data 1']],
    [{ orders: [], errors: one }, ['orders 0']],
    [{ hits: { total: 1, hits: one } }, ['$.hits.hits 1']],
    [{ rows: [[1, 2]], columns: ['a', 'b'] }, ['rows 1']],
    ['text', []],
    [null, []],
  ])('in %j', (document, expected) => {
    expect(found(document)).toEqual(expected);
  });

  it('under paths that lead to them', () => {
    const document = { $all: [1], '"': { "it's": one }, 'ü\\': one, value: { 'a.b': { c: one } } };
    const text = JSON.stringify({ ...document, $all: one });
    const paths = findRecords(JSON.parse(text)).map(({ path }) => path);
    expect(paths).toHaveLength(4);
    for (const path of paths)
      expect(readBody('json', path, bytes(text))).toMatchObject({ right: { records: [{ id: 1 }] } });
  });

  it('among many arrays, but no more than 20 are proposed', () => {
    const many = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`n${i}`, one]));
    expect(findRecords(many)).toHaveLength(20);
  });
});

describe('a format', () => {
  it.each([
    ['application/json; charset=utf-8', 'x', 'json'],
    ['application/vnd.api+json', '', 'json'],
    ['application/x-ndjson', '', 'ndjson'],
    ['application/jsonl', '', 'ndjson'],
    ['application/json-lines', '', 'ndjson'],
    ['Text/CSV; header=present', '{', 'csv'],
    ['text/tab-separated-values', '', 'csv'],
    ['application/atom+xml', '', 'xml'],
    ['text/xml', '', 'xml'],
    ['text/plain', ' {"a":1}', 'json'],
    ['application/octet-stream', '\uFEFF[{"a":1},\n{"a":2}]', 'json'],
    [undefined, '{"a":1}\n{"a":2}\n', 'ndjson'],
    [undefined, '{"a":1}\n', 'json'],
    [undefined, '{\n"a":[\n{"b":1}\n]}', 'json'],
    ['text/html', '<?xml version="1.0"?><a/>', 'xml'],
    [undefined, 'id,name\n1,a', 'csv'],
    [undefined, '', 'json'],
    [undefined, '"text"', 'json'],
  ] as const)('of %s over %j is %s', (contentType, body, expected) => {
    expect(formatOf(contentType, bytes(body))).toBe(expected);
  });
});
