import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { join, standingOf, taskStates, type Standing } from './task.ts';

const standing = fc.record({
  attempt: fc.integer({ min: 1, max: 4 }),
  state: fc.constantFrom(...taskStates),
});

describe('a task', () => {
  it('stands in one order, attempt first, with COMPLETE of any attempt on top', () => {
    const diagram: ReadonlyArray<readonly [number, Standing['state'], number]> = [
      [1, 'PENDING', 8],
      [1, 'STARTED', 9],
      [1, 'PAYLOADSAVED', 10],
      [1, 'ENQUEUED', 11],
      [1, 'FAILED', 12],
      [2, 'PENDING', 16],
      [2, 'STARTED', 17],
      [2, 'PAYLOADSAVED', 18],
      [2, 'ENQUEUED', 19],
      [2, 'FAILED', 20],
      [1, 'COMPLETE', 2_147_483_647],
      [2, 'COMPLETE', 2_147_483_647],
    ];
    for (const [attempt, state, expected] of diagram) expect(standingOf({ attempt, state })).toBe(expected);
  });

  it('never leaves COMPLETE, even when an older or a newer report arrives late', () => {
    const complete: Standing = { attempt: 1, state: 'COMPLETE' };
    expect(join(complete, { attempt: 1, state: 'ENQUEUED' })).toEqual(complete);
    expect(join(complete, { attempt: 2, state: 'STARTED' })).toEqual(complete);
    expect(join({ attempt: 1, state: 'ENQUEUED' }, complete)).toEqual(complete);
  });

  it('leaves FAILED by a new attempt only', () => {
    expect(join({ attempt: 1, state: 'FAILED' }, { attempt: 1, state: 'ENQUEUED' })).toEqual({
      attempt: 1,
      state: 'FAILED',
    });
    expect(join({ attempt: 1, state: 'FAILED' }, { attempt: 2, state: 'PENDING' })).toEqual({
      attempt: 2,
      state: 'PENDING',
    });
  });

  it('ends in the same state for every order and duplication of the same reports', () => {
    fc.assert(
      fc.property(fc.array(standing, { minLength: 1 }), fc.infiniteStream(fc.nat()), (reports, picks) => {
        const shuffled = reports.flatMap((report) =>
          (picks.next().value ?? 0) % 2 === 0 ? [report, report] : [report],
        );
        shuffled.sort(() => ((picks.next().value ?? 0) % 3) - 1);
        expect(standingOf(shuffled.reduce(join))).toBe(standingOf(reports.reduce(join)));
      }),
    );
  });

  it('refuses an attempt that has no place in the order', () => {
    expect(() => standingOf({ attempt: 0, state: 'STARTED' })).toThrow(RangeError);
    expect(() => standingOf({ attempt: 1.5, state: 'STARTED' })).toThrow(RangeError);
    expect(() => standingOf({ attempt: 268_435_455, state: 'STARTED' })).toThrow(RangeError);
  });
});
