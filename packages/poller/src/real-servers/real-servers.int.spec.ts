// Servers that nobody here wrote, over real sockets: nothing is told but the url, and every row comes once.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { from } from '../testing/run-against.ts';
import { runAt, type RanAt } from '../testing/run-at.ts';
import { pythonServers } from './python-servers.ts';
import { startServer } from '../testing/start-process.ts';

const { missing, python, script } = pythonServers();

const database = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'api-poller-server-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'data.db');
};

const startPython = (name: string): Promise<number> => startServer(python, [script(name), database()]);

const run = (port: number, path: string): Promise<RanAt> =>
  runAt(`http://127.0.0.1:${port}${path}`, {}, [port]);

const idsIn = (lines: ReadonlyArray<string>): ReadonlyArray<number> =>
  lines
    .map((line) => {
      const row: unknown = JSON.parse(line);
      return Number(Array.isArray(row) ? row[0] : (row as { readonly id: unknown }).id);
    })
    .toSorted((a, b) => a - b);

const all = from(1, 1_050);

const expectAll = ({ job, resource, lines }: RanAt, pagination: object): void => {
  expect(job.pagination).toMatchObject(pagination);
  expect([resource.Verdict, resource.Evidence]).toEqual(['COMPLETE', []]);
  expect(idsIn(lines)).toEqual(all);
};

describe.skipIf(missing !== null)('Django REST framework 3.18', () => {
  it.each([
    ['PageNumberPagination', '/pages/', { kind: 'page', page: 'page', firstPage: 1, total: 'count' }],
    [
      'PageNumberPagination with a size',
      '/sized/?page_size=50',
      { kind: 'page', count: 'page_size', total: 'count' },
    ],
    ['PageNumberPagination with a size of its own', '/sized/', { kind: 'page', total: 'count' }],
    [
      'LimitOffsetPagination',
      '/offsets/',
      { kind: 'offset', startAt: 'offset', count: 'limit', total: 'count' },
    ],
    ['CursorPagination', '/cursors/', { kind: 'next-url', next: 'next', total: null }],
  ])('by %s', async (_, path, pagination) => {
    expectAll(await run(await startPython('drf_server.py'), path), {
      records: 'results',
      identity: 'id',
      ...pagination,
    });
  });
});

describe.skipIf(missing !== null)('Datasette 0.65', () => {
  it.each([
    ['objects', '/data/rows.json?_shape=objects'],
    ['objects, a thousand at once', '/data/rows.json?_shape=objects&_size=1000'],
    ['arrays', '/data/rows.json'],
  ])('rows as %s', async (_, path) => {
    expectAll(await run(await startPython('datasette_server.py'), path), {
      // It has a Link header beside its next_url.
      kind: 'link',
      records: 'rows',
      total: 'filtered_table_rows_count',
    });
  });
});

describe('json-server 0.17', () => {
  const start = (): Promise<number> =>
    startServer(process.execPath, [join(import.meta.dirname, 'json-server.ts')]);

  it.each([
    [
      'all at once, unless asked by _start and _limit',
      '/rows',
      { kind: 'offset', startAt: '_start', count: '_limit' },
    ],
    ['by _page', '/rows?_page=1', { kind: 'page', page: '_page', total: 'header:x-total-count' }],
    ['by _page and _limit', '/rows?_page=1&_limit=100', { kind: 'page', page: '_page', count: '_limit' }],
    ['sorted downwards', '/rows?_page=1&_limit=50&_sort=id&_order=desc', { kind: 'page', page: '_page' }],
  ])('%s', async (_, path, pagination) => {
    expectAll(await run(await start(), path), { records: '$', identity: 'id', ...pagination });
  });
});
