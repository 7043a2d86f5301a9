import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  batchesOf,
  believableTotal,
  pageBatches,
  pageOf,
  pagesOf,
  plannedTasks,
  realPageSize,
  tailBatches,
  taskCount,
  taskIdOf,
  tasksPerBatchFor,
  type Page,
} from './plan.ts';

const planOf = (total: number, pageSize: number) =>
  ({ kind: 'enumerated', startAt: 0, total, pageSize }) as const;
const pages = (total: number, pageSize: number, perBatch = 2): Page[] =>
  [...pageBatches(planOf(total, pageSize), perBatch)].flatMap((batch) => [...pagesOf(batch)]);

describe('a plan', () => {
  it('covers a total that is no multiple of the page size', () => {
    expect(pages(250, 100)).toEqual([
      { startAt: 0, count: 100 },
      { startAt: 100, count: 100 },
      { startAt: 200, count: 50 },
    ]);
  });

  it('of an exact multiple has no empty page at its end', () => {
    expect(pages(200, 100)).toEqual([
      { startAt: 0, count: 100 },
      { startAt: 100, count: 100 },
    ]);
  });

  it('of one page is one task, and of nothing none', () => {
    expect(pages(1, 100)).toEqual([{ startAt: 0, count: 1 }]);
    expect(pages(0, 100)).toEqual([]);
    expect(taskCount(planOf(0, 100))).toBe(0);
  });

  it.each([
    ['as it is stated', { records: 100, asked: 100, total: 1_000, statedPageSize: 100 }, 100],
    ['larger than was asked for', { records: 100, asked: 100, total: 1_000, statedPageSize: 500 }, 500],
    ['a cap that nobody stated', { records: 50, asked: 100, total: 1_000, statedPageSize: null }, 50],
    ['a cap below what is stated', { records: 50, asked: 100, total: 1_000, statedPageSize: 100 }, 50],
    [
      'what was asked for, where the list is shorter',
      { records: 30, asked: 100, total: 30, statedPageSize: null },
      100,
    ],
    ['what came, where it is stated as 0', { records: 20, asked: 100, total: 1_000, statedPageSize: 0 }, 20],
    [
      'what came, where nothing is stated',
      { records: 30, asked: 100, total: null, statedPageSize: null },
      30,
    ],
    [
      'what came, where the total is disproved',
      { records: 50, asked: 100, total: 7, statedPageSize: null },
      50,
    ],
    ['at least 1', { records: 0, asked: 100, total: 0, statedPageSize: 0 }, 100],
  ])('has the page size %s', (_, contact, pageSize) => {
    expect(realPageSize(contact)).toBe(pageSize);
  });

  it('believes no total that the first page disproves', () => {
    const contact = { records: 100, asked: 100, statedPageSize: null };
    expect(believableTotal({ ...contact, total: 100 })).toBe(100);
    expect(believableTotal({ ...contact, total: 99 })).toBeNull();
    expect(believableTotal({ ...contact, total: null })).toBeNull();
  });

  it('takes what came to its end up to the next place of a page, and from there by pages', () => {
    expect([...tailBatches(250, 520, 100, 2)]).toEqual([
      { index: 0, startAt: 250, stopAt: 300, pageSize: 50 },
      { index: 1, startAt: 300, stopAt: 500, pageSize: 100 },
      { index: 2, startAt: 500, stopAt: 520, pageSize: 100 },
    ]);
    expect([...tailBatches(200, 210, 100, 2)]).toEqual([
      { index: 1, startAt: 200, stopAt: 210, pageSize: 100 },
    ]);
    expect([...tailBatches(210, 220, 100, 2)]).toEqual([
      { index: 0, startAt: 210, stopAt: 220, pageSize: 10 },
    ]);
  });

  it('that grew has the tasks of all its pieces', () => {
    expect(plannedTasks(planOf(250, 100), [250])).toBe(3);
    expect(plannedTasks(planOf(250, 100), [250, 520, 530])).toBe(3 + 4 + 1);
    expect(plannedTasks(planOf(200, 100), [200, 201])).toBe(3);
  });

  it('of chains is a batch a chain', () => {
    const chains = [
      { id: 'c000', range: {} },
      { id: 'c001', range: { from: '7' } },
    ];
    expect([...batchesOf({ kind: 'chained', chains }, 50)]).toEqual([
      { index: 0, chain: 'c000' },
      { index: 1, chain: 'c001' },
    ]);
  });

  it('covers each record exactly once, whatever the sizes', () => {
    fc.assert(
      fc.property(
        fc.nat(3000),
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 60 }),
        (total, size, perBatch) => {
          const covered = pages(total, size, perBatch).flatMap(({ startAt, count }) =>
            Array.from({ length: count }, (_, i) => startAt + i),
          );
          expect(covered).toEqual(Array.from({ length: total }, (_, i) => i));
          expect(taskCount(planOf(total, size))).toBe(pages(total, size, perBatch).length);
        },
      ),
    );
  });

  it('of ten million tasks yields its first batch without making the others', () => {
    expect(pageBatches(planOf(1_000_000_000, 100), 50).next().value).toEqual({
      index: 0,
      startAt: 0,
      stopAt: 5000,
      pageSize: 100,
    });
    expect(taskCount(planOf(1_000_000_000, 100))).toBe(10_000_000);
  });

  it('names a task by its place, so that ids sort as the records do and read back', () => {
    expect(taskIdOf({ startAt: 300, count: 100 })).toBe('000000000300-100');
    expect(pageOf('000000000300-100')).toEqual({ startAt: 300, count: 100 });
    for (const text of ['', '300-100', '000000000300', '000000000300-0', '../000000000300-1'])
      expect(pageOf(text)).toBeNull();
  });

  it('gives each worker several batches, and no batch more than fifty tasks', () => {
    expect(tasksPerBatchFor(100, 25)).toBe(1);
    expect(tasksPerBatchFor(10_000, 25)).toBe(50);
    expect(tasksPerBatchFor(1_000, 25)).toBe(10);
    expect(tasksPerBatchFor(1, 25)).toBe(1);
  });
});
