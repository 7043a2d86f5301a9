import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockUntil, freshPace, takeTurn, type Pace, type Rate } from './gcra.ts';

const take = (
  count: number,
  rate: Rate | null,
  nowMs: number,
  from: Pace = freshPace,
): ReadonlyArray<number> => {
  const waits: number[] = [];
  let pace = from;
  for (let i = 0; i < count; i += 1) {
    const turn = takeTurn(pace, rate, nowMs);
    waits.push(turn.waitMs);
    pace = turn.pace;
  }
  return waits;
};

describe('the pace of a partner', () => {
  it('spaces turns evenly', () => {
    expect(take(4, { perSecond: 4, burst: 1 }, 1_000_000)).toEqual([0, 250, 500, 750]);
  });

  it('lets a burst through after a rest, and paces what comes behind', () => {
    expect(take(5, { perSecond: 10, burst: 3 }, 1_000_000)).toEqual([0, 0, 0, 100, 200]);
  });

  it('allows less than one a second', () => {
    expect(take(3, { perSecond: 0.5, burst: 1 }, 1_000_000)).toEqual([0, 2000, 4000]);
  });

  it('gives no turn before a block ends, and paces those behind it', () => {
    const blocked = blockUntil(freshPace, 1_005_000);
    expect(take(3, { perSecond: 2, burst: 1 }, 1_000_000, blocked)).toEqual([5000, 5500, 6000]);
    expect(take(2, null, 1_000_000, blocked)).toEqual([5000, 5000]);
    expect(take(1, null, 1_005_001, blocked)).toEqual([0]);
  });

  it('never shortens a block', () => {
    expect(blockUntil(blockUntil(freshPace, 9000), 4000).blockedUntilMs).toBe(9000);
  });

  it('lets no more through in any window than its rate and burst', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 2, maxLength: 60 });
    fc.assert(
      fc.property(gaps, fc.integer({ min: 1, max: 5 }), (steps, burst) => {
        const rate = { perSecond: 10, burst };
        let pace = freshPace;
        let nowMs = 1_000_000;
        const turns = steps.map((step) => {
          nowMs += step;
          const turn = takeTurn(pace, rate, nowMs);
          pace = turn.pace;
          return nowMs + turn.waitMs;
        });
        // Any burst + 1 turns in a row take at least the interval of one, 100 ms.
        for (let i = burst; i < turns.length; i += 1)
          expect((turns[i] ?? 0) - (turns[i - burst] ?? 0)).toBeGreaterThanOrEqual(100 - 1e-6);
      }),
    );
  });
});
