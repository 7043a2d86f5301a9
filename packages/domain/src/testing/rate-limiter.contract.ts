// What every rate limiter must keep, whatever it is made of.
import { describe, expect, it } from 'vitest';
import type { RateLimiter } from '../rate-limit/rate-limiter.port.ts';
import { right } from './expect-right.ts';

const NOW = 1_795_478_400_000;

/** @param make a limiter for which partners that were not asked before are fresh */
export const rateLimiterContract = (name: string, make: () => RateLimiter | Promise<RateLimiter>): void => {
  describe(`a rate limiter in ${name}`, () => {
    it('hands out turns at the rate, for each partner apart', async () => {
      const limiter = await make();
      const rate = { perSecond: 4, burst: 2 };
      const waits: number[] = [];
      for (let i = 0; i < 4; i += 1) waits.push(right(await limiter.takeTurn('apart:443', rate, NOW)()));
      expect(waits).toEqual([0, 0, 250, 500]);
      expect(right(await limiter.takeTurn('another:443', rate, NOW)())).toBe(0);
    });

    it('never gives two takers the same turn, however they come', async () => {
      const limiter = await make();
      const rate = { perSecond: 10, burst: 1 };
      const turns = await Promise.all(
        Array.from({ length: 12 }, () => limiter.takeTurn('same:443', rate, NOW)()),
      );
      expect(turns.map(right).toSorted((a, b) => a - b)).toEqual([
        0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000, 1100,
      ]);
    });

    it('blocks with and without a rate, and a shorter block ends no longer one', async () => {
      const limiter = await make();
      right(await limiter.block('blocked:443', NOW + 5_000)());
      right(await limiter.block('blocked:443', NOW + 1_000)());
      expect(right(await limiter.takeTurn('blocked:443', null, NOW)())).toBe(5_000);
      expect(right(await limiter.takeTurn('blocked:443', { perSecond: 1, burst: 1 }, NOW)())).toBe(5_000);
      expect(right(await limiter.takeTurn('blocked:443', { perSecond: 1, burst: 1 }, NOW)())).toBe(6_000);
      expect(right(await limiter.takeTurn('blocked:443', null, NOW + 5_000)())).toBe(0);
      expect(right(await limiter.takeTurn('free:443', null, NOW)())).toBe(0);
    });

    it('tells until when a partner is blocked', async () => {
      const limiter = await make();
      expect(right(await limiter.blockedUntil('told:443')())).toBeNull();
      right(await limiter.takeTurn('told:443', { perSecond: 1, burst: 1 }, NOW)());
      expect(right(await limiter.blockedUntil('told:443')())).toBeNull();
      right(await limiter.block('told:443', NOW + 5_000)());
      expect(right(await limiter.blockedUntil('told:443')())).toBe(NOW + 5_000);
    });
  });
};
