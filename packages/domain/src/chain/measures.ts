// What is measured along a chain, page by page, in a few bytes: whether it is walked by places, and which pages were shorter than
// the others. Both may mean records that no page of the chain had; what they do mean is judged when the job settles.

export interface Measures {
  /** Whether a next url named a place in the list: an index or a page's number. */
  readonly byPlace: boolean;
  /** The most records of one page. */
  readonly full: number;
  /** Pages before the last one that had fewer than another. */
  readonly short: number;
  /** The steps of the first few of them. */
  readonly shortSteps: ReadonlyArray<number>;
}

export const nothingMeasured: Measures = {
  byPlace: false,
  full: 0,
  short: 0,
  shortSteps: [],
};

/** Enough to look into; a checkpoint stays small. */
const MOST_STEPS = 10;

export interface MeasuredPage {
  readonly records: number;
  /** Of the last page nobody knows how many records it should have had. */
  readonly isLast: boolean;
  /** Whether it leads on by a url that names a place. */
  readonly byPlace: boolean;
}

export const measure = (
  before: Measures,
  step: number,
  { records, isLast, byPlace }: MeasuredPage,
): Measures => {
  const measured: Measures = { ...before, byPlace: before.byPlace || byPlace };
  if (records > before.full)
    return {
      ...measured,
      full: records,
      // All pages before were shorter than this one.
      short: step,
      shortSteps: Array.from({ length: Math.min(step, MOST_STEPS) }, (_, i) => i),
    };
  if (isLast || records === before.full) return measured;
  return {
    ...measured,
    short: before.short + 1,
    shortSteps: [...before.shortSteps, step].slice(0, MOST_STEPS),
  };
};

/**
 * Whether short pages are an exception among pages that are otherwise all of one size. Partners that filter after they page have
 * many of them and lose nothing by it.
 * @param pages of the chain, the last one included
 */
export const isOddlyShort = ({ short }: Measures, pages: number): boolean =>
  short > 0 && (short === 1 || short * 10 <= pages);
