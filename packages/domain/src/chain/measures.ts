// What is measured along a chain, page by page, in a few bytes: whether the stated total fell, and which pages were shorter than
// the others. Both may mean records that no page of the chain had; what they do mean is judged when the job settles.

export interface Measures {
  /** Whether a next url named a place in the list: an index or a page's number. */
  readonly byPlace: boolean;
  /** The total that the newest answer stated; null when none did. */
  readonly statedTotal: number | null;
  /** The first fall of it: what was stated before and after; null when it never fell. */
  readonly fell: readonly [before: number, after: number] | null;
  /** The most records of one page. */
  readonly full: number;
  /** Pages before the last one that had fewer than another. */
  readonly short: number;
  /** The steps of the first few of them. */
  readonly shortSteps: ReadonlyArray<number>;
}

export const nothingMeasured: Measures = {
  byPlace: false,
  statedTotal: null,
  fell: null,
  full: 0,
  short: 0,
  shortSteps: [],
};

/** Enough to look into; a checkpoint stays small. */
const MOST_STEPS = 10;

export interface MeasuredPage {
  readonly records: number;
  /** As it stated. */
  readonly total: number | null;
  /** Of the last page nobody knows how many records it should have had. */
  readonly isLast: boolean;
  /** Whether it leads on by a url that names a place. */
  readonly byPlace: boolean;
}

export const measure = (
  before: Measures,
  step: number,
  { records, total, isLast, byPlace }: MeasuredPage,
): Measures => {
  const statedTotal = total ?? before.statedTotal;
  const falls = total !== null && before.statedTotal !== null && total < before.statedTotal;
  const fell: Measures['fell'] =
    before.fell === null && falls ? [before.statedTotal ?? 0, total] : before.fell;
  const measured: Measures = { ...before, statedTotal, fell, byPlace: before.byPlace || byPlace };
  if (records > before.full)
    return {
      ...measured,
      full: records,
      // All pages before were shorter than this one.
      short: step,
      shortSteps: Array.from({ length: Math.min(step, MOST_STEPS) }, (_, i) => i),
    };
  if (isLast || records === before.full) return measured;
  return { ...measured, short: before.short + 1, shortSteps: [...before.shortSteps, step].slice(0, MOST_STEPS) };
};

/**
 * Whether short pages are an exception among pages that are otherwise all of one size. Partners that filter after they page have
 * many of them and lose nothing by it.
 * @param pages of the chain, the last one included
 */
export const isOddlyShort = ({ short }: Measures, pages: number): boolean =>
  short > 0 && (short === 1 || short * 10 <= pages);
