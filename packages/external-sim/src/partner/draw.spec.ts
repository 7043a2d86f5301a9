import { describe, expect, it } from 'vitest';
import { draw } from './draw.ts';
import { placeOf } from './turn.ts';

describe('a draw', () => {
  it('is the same for the same words and differs for any other', () => {
    const draws = [
      draw(1, 'error', [300, 100, 1]),
      draw(2, 'error', [300, 100, 1]),
      draw(1 + 2 ** 32, 'error', [300, 100, 1]),
      draw(1, 'delay', [300, 100, 1]),
      draw(1, 'error', [100, 300, 1]),
      draw(1, 'error', [300 + 2 ** 32, 100, 1]),
      draw(1, 'error', [300, 100, 2]),
    ];
    expect(new Set(draws).size).toBe(7);
    expect(draw(1, 'error', [300, 100, 1])).toBe(draws[0]);
  });
});

describe('a place', () => {
  it('tells the probe from the page, so that neither uses up attempts of the other', () => {
    expect(placeOf({ _tag: 'Page', startAt: 0, count: 1 })).not.toBe(
      placeOf({ _tag: 'Page', startAt: 0, count: 100 }),
    );
    expect(placeOf({ _tag: 'Page', startAt: 1, count: 11 })).not.toBe(
      placeOf({ _tag: 'Page', startAt: 11, count: 1 }),
    );
  });

  it('of a cursor or a filter is its own', () => {
    const page = { _tag: 'Page', startAt: 0, count: 100 } as const;
    const places = [
      page,
      { ...page, after: -1 },
      { ...page, after: 99 },
      { ...page, filter: { gte: 0, lt: 99 } },
      { ...page, filter: { gte: 9, lt: 99 } },
      { ...page, after: 99, filter: { gte: 9, lt: 99 } },
    ].map(placeOf);
    expect(new Set(places).size).toBe(6);
  });
});
