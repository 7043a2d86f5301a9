import { describe, expect, it } from 'vitest';
import { limiter } from './limiter.ts';

describe('the rate limit', () => {
  it('lets a burst pass, then one each interval, and says how much too early the others are', () => {
    const { overLimitMs } = limiter(5, 3);
    expect([0, 0, 0, 0, 150, 200, 250, 400].map(overLimitMs)).toEqual([0, 0, 0, 200, 50, 0, 150, 0]);
  });

  it('fills up again while nobody comes', () => {
    const { overLimitMs } = limiter(10, 2);
    expect([0, 0, 50, 1000, 1000, 1000].map(overLimitMs)).toEqual([0, 0, 50, 0, 0, 100]);
  });
});
