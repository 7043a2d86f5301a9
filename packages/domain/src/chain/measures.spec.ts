import { describe, expect, it } from 'vitest';
import { isOddlyShort, measure, nothingMeasured } from './measures.ts';

const along = (...sizes: ReadonlyArray<number>) =>
  sizes.reduce(
    (measures, records, step) =>
      measure(measures, step, { records, isLast: step === sizes.length - 1, byPlace: false }),
    nothingMeasured,
  );

describe('what is measured along a chain', () => {
  it('is nothing odd where all pages but the last are of one size', () => {
    expect(along(20, 20, 20, 7)).toEqual({ byPlace: false, full: 20, short: 0, shortSteps: [] });
    expect(along(7)).toMatchObject({ full: 7, short: 0 });
    expect(along(20, 20, 0)).toMatchObject({ short: 0 });
  });

  it('is each page that is shorter than another, also one that came before it', () => {
    expect(along(20, 19, 20, 7)).toMatchObject({ full: 20, short: 1, shortSteps: [1] });
    expect(along(19, 20, 20, 7)).toMatchObject({ full: 20, short: 1, shortSteps: [0] });
    expect(along(19, 19, 20, 18, 7)).toMatchObject({ full: 20, short: 3, shortSteps: [0, 1, 3] });
  });

  it('stays small however long the chain is', () => {
    const sizes = Array.from({ length: 5_000 }, (_, i) => (i === 0 ? 20 : 19));
    expect(along(...sizes)).toMatchObject({ short: 4_998, shortSteps: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] });
  });

  it('remembers that a url named a place', () => {
    const placed = measure(nothingMeasured, 0, { records: 5, isLast: false, byPlace: true });
    expect(measure(placed, 1, { records: 5, isLast: true, byPlace: false }).byPlace).toBe(true);
  });
});

describe('short pages', () => {
  it.each([
    [0, 100, false],
    [1, 3, true],
    [1, 100, true],
    [2, 19, false],
    [2, 20, true],
    [60, 100, false],
  ])('%i of %i: an exception is %s', (short, pages, odd) => {
    expect(isOddlyShort({ ...nothingMeasured, short }, pages)).toBe(odd);
  });
});
