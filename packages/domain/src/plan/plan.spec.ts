import { isLeft, left, right } from 'fp-ts/lib/Either.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  batchesOf,
  pageOf,
  pagesOf,
  planEnumerated,
  taskCount,
  taskIdOf,
  tasksPerBatchFor,
  type Page,
} from './plan.ts';

const planOf = (total: number, pageSize: number) =>
  ({ kind: 'enumerated', startAt: 0, total, pageSize }) as const;
const pages = (total: number, pageSize: number, perBatch = 2): Page[] =>
  [...batchesOf(planOf(total, pageSize), perBatch)].flatMap((batch) => [...pagesOf(batch)]);

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
    ['absent', undefined, 'absent'],
    ['a text', '10000', 'a string'],
    ['negative', -1, '-1'],
    ['NaN', Number.NaN, 'NaN'],
    ['a fraction', 1.5, '1.5'],
    ['null', null, 'a null'],
  ])('is refused when the total is %s', (_, total, shown) => {
    expect(planEnumerated({ total, pageSize: 100 })).toEqual(
      left({ _tag: 'TotalUnknown', detail: `the total must be a whole number from 0, and is ${shown}` }),
    );
  });

  it.each([
    ['0', 0],
    ['negative', -5],
    ['absent', undefined],
    ['NaN', Number.NaN],
    ['infinite', Number.POSITIVE_INFINITY],
  ])('is refused when the page size is %s', (_, pageSize) => {
    const plan = planEnumerated({ total: 10, pageSize });
    expect(isLeft(plan) && plan.left._tag).toBe('PageSizeUnusable');
  });

  it('of an empty resource stands without a page size', () => {
    expect(planEnumerated({ total: 0, pageSize: 0 })).toEqual(right(planOf(0, 1)));
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
    expect(batchesOf(planOf(1_000_000_000, 100), 50).next().value).toEqual({
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
