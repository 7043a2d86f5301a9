import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filtered, firstOf, idsFrom, idsOf, positionAfter, timeline, type Mutation } from './timeline.ts';

const everyId = { gte: 0, lt: Infinity };

describe('the records over time', () => {
  it('are as they were until the mutation has had its page requests', () => {
    const data = timeline(5, [{ kind: 'insert', index: 0, atRequest: 2, by: 2 }]);
    expect([1, 2, 3].map((request) => [...idsOf(data.at(request))])).toEqual([
      [0, 1, 2, 3, 4],
      [0, 1, 2, 3, 4],
      [5, 6, 0, 1, 2, 3, 4],
    ]);
    expect([data.at(2).total, data.at(3).total]).toEqual([5, 7]);
    expect([data.idsAt(2), data.idsAt(3)]).toEqual([5, 7]);
  });

  it('can be looked at in any order', () => {
    const data = timeline(4, [
      { kind: 'delete', index: 1, atRequest: 10, by: 2 },
      { kind: 'insert', index: 1, atRequest: 5, by: 1 },
      { kind: 'insert', index: Infinity, atRequest: 10, by: 1 },
    ]);
    expect([11, 1, 6, 11].map((request) => [...idsOf(data.at(request))])).toEqual([
      [0, 2, 3, 5],
      [0, 1, 2, 3],
      [0, 4, 1, 2, 3],
      [0, 2, 3, 5],
    ]);
  });

  it('lose no more than there are, and start from none', () => {
    expect([...idsOf(timeline(3, [{ kind: 'delete', index: 1, atRequest: 0, by: 9 }]).at(1))]).toEqual([0]);
    expect([...idsOf(timeline(0, [{ kind: 'insert', index: 0, atRequest: 0, by: 2 }]).at(1))]).toEqual([
      0, 1,
    ]);
  });

  it('keep the place of a record that is gone', () => {
    const sequence = timeline(10, [{ kind: 'delete', index: 2, atRequest: 0, by: 3 }]).at(1);
    expect([1, 2, 3, 4, 5, 9, 10].map((id) => positionAfter(sequence, id, everyId))).toEqual([
      2,
      2,
      2,
      2,
      3,
      7,
      undefined,
    ]);
  });

  it('are ten million in the memory of the changes', () => {
    const sequence = timeline(10_000_000, [{ kind: 'insert', index: 5_000_000, atRequest: 0, by: 1 }]).at(1);
    expect(sequence.segments).toHaveLength(3);
    expect(idsFrom(sequence, 4_999_999, 3)).toEqual([
      { from: 4_999_999, count: 1 },
      { from: 10_000_000, count: 1 },
      { from: 5_000_000, count: 1 },
    ]);
  });

  it('are what an array would be', () => {
    const mutation: fc.Arbitrary<Mutation> = fc.record({
      kind: fc.constantFrom('insert' as const, 'delete' as const),
      atRequest: fc.integer({ min: 0, max: 6 }),
      index: fc.integer({ min: 0, max: 40 }),
      by: fc.integer({ min: 1, max: 8 }),
    });
    const place = fc.record({
      request: fc.integer({ min: 1, max: 8 }),
      start: fc.integer({ min: 0, max: 50 }),
      count: fc.integer({ min: 0, max: 20 }),
      gte: fc.integer({ min: 0, max: 40 }),
      lt: fc.integer({ min: 0, max: 60 }),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 30 }),
        fc.array(mutation, { maxLength: 8 }),
        fc.array(place, { minLength: 1, maxLength: 8 }),
        (records, mutations, places) => {
          const data = timeline(records, mutations);
          for (const { request, start, count, gte, lt } of places) {
            const plain = Array.from({ length: records }, (_, id) => id);
            let next = records;
            for (const { kind, index, by } of mutations
              .filter(({ atRequest }) => atRequest < request)
              .toSorted((one, other) => one.atRequest - other.atRequest)) {
              const fresh = kind === 'insert' ? Array.from({ length: by }, (_, n) => next + n) : [];
              next += fresh.length;
              plain.splice(index, kind === 'insert' ? 0 : by, ...fresh);
            }
            const sequence = data.at(request);
            expect([...idsOf(sequence)]).toEqual(plain);
            expect(sequence.total).toBe(plain.length);
            const chosen = plain.filter((id) => id >= gte && id < lt);
            const clipped = filtered(sequence, { gte, lt });
            expect([...idsOf(clipped)]).toEqual(chosen);
            const page = idsFrom(clipped, start, count).flatMap((range) =>
              Array.from({ length: range.count }, (_, n) => range.from + n),
            );
            expect(page).toEqual(chosen.slice(start, start + count));
            for (const [position, id] of plain.entries())
              expect(positionAfter(sequence, id, { gte, lt })).toBe(
                plain.slice(0, position + 1).filter((one) => one >= gte && one < lt).length,
              );
          }
        },
      ),
    );
  });
});

describe('the first of some ids', () => {
  it('end where the count ends', () => {
    const ids = [
      { from: 7, count: 2 },
      { from: 0, count: 3 },
    ];
    expect(firstOf(ids, 3)).toEqual([
      { from: 7, count: 2 },
      { from: 0, count: 1 },
    ]);
    expect(firstOf(ids, 0)).toEqual([]);
  });
});
