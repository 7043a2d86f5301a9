import { describe, expect, it } from 'vitest';
import { pageCache } from './page-cache.ts';
import { countTurns } from './turns.ts';

describe('the simulated partner, asked for ever', () => {
  it('counts the attempts of each place apart, and all requests together', () => {
    const turns = countTurns();
    expect(['0/1', '0/100', '0/1', '0/1'].map(turns.next)).toEqual([
      { number: 1, attempt: 1 },
      { number: 2, attempt: 1 },
      { number: 3, attempt: 2 },
      { number: 4, attempt: 3 },
    ]);
  });

  it('forgets the place first asked for longest ago, and only that', () => {
    const turns = countTurns(2);
    ['a', 'b', 'c'].forEach(turns.next);
    expect(turns.next('b').attempt).toBe(2);
    expect(turns.next('a').attempt).toBe(1);
  });

  it('keeps rendered pages within its bytes, the least recently used going first', () => {
    const page = (from: number) => ({ from, count: 1, statedTotal: 9, statedPageSize: 1 });
    // {"maxRecordsPerPage":1,"totalRecords":9,"payload":[{"id":1,"payload":"Sample payload for record \"1\""}]} is 105 bytes.
    const cache = pageCache(250);
    const one = cache.rendered(page(1));
    const two = cache.rendered(page(2));
    expect(cache.bytes()).toBe(210);
    expect(cache.rendered(page(1))).toBe(one);
    cache.rendered(page(3));
    expect(cache.bytes()).toBe(210);
    expect(cache.rendered(page(1))).toBe(one);
    expect(cache.rendered(page(2))).not.toBe(two);
  });

  it('does not keep a page that is larger than the whole cache, nor drop the others for it', () => {
    const page = (count: number) => ({ from: 0, count, statedTotal: 9, statedPageSize: 1 });
    const cache = pageCache(110);
    const small = cache.rendered(page(1));
    expect(cache.rendered(page(2)).length).toBe(158);
    expect(cache.bytes()).toBe(105);
    expect(cache.rendered(page(1))).toBe(small);
  });

  it('does not take one head for another', () => {
    const cache = pageCache();
    const total = (statedTotal: number | string | null | undefined): string =>
      cache.rendered({ from: 0, count: 0, statedTotal, statedPageSize: 1 }).toString();
    expect([1, '1', null, 'null', undefined, 'undefined'].map(total)).toEqual([
      '{"maxRecordsPerPage":1,"totalRecords":1,"payload":[]}',
      '{"maxRecordsPerPage":1,"totalRecords":"1","payload":[]}',
      '{"maxRecordsPerPage":1,"totalRecords":null,"payload":[]}',
      '{"maxRecordsPerPage":1,"totalRecords":"null","payload":[]}',
      '{"maxRecordsPerPage":1,"payload":[]}',
      '{"maxRecordsPerPage":1,"totalRecords":"undefined","payload":[]}',
    ]);
  });

  it('does not take one shape, or other records, for another', () => {
    const cache = pageCache();
    const page = { from: 0, count: 1, statedTotal: 9, statedPageSize: 1 };
    const shape = { open: '[', close: ']', format: 'json', idKind: 'none' } as const;
    const texts = [
      { ...page, shape },
      { ...page, shape: { ...shape, idKind: 'number' as const } },
      { ...page, shape: { ...shape, close: '],' } },
      { ...page, shape, ids: [{ from: 7, count: 1 }] },
    ].map((other) => cache.rendered(other).toString());
    expect(texts).toEqual([
      '[{"payload":"Sample payload for record \\"0\\""}]',
      '[{"id":0,"payload":"Sample payload for record \\"0\\""}]',
      '[{"payload":"Sample payload for record \\"0\\""}],',
      '[{"payload":"Sample payload for record \\"7\\""}]',
    ]);
  });
});
