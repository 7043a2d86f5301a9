// The verdict: does the job account for every record, and if not, what can it not vouch for.
// It says COMPLETE only on proof: a doubt is evidence, and evidence that nothing repaired makes the job INCOMPLETE.

export type Verdict = 'COMPLETE' | 'COMPLETE_WITH_DRIFT' | 'INCOMPLETE';

export type Evidence =
  | { readonly kind: 'TASKS_FAILED'; readonly count: number; readonly taskIds: ReadonlyArray<string> }
  | { readonly kind: 'RECORDS_MISSING'; readonly expected: number; readonly received: number }
  | { readonly kind: 'RECORDS_SURPLUS'; readonly expected: number; readonly received: number }
  /** Records came more than once: rows moved between pages, or the partner repeats them. `taskIds` hold them. */
  | { readonly kind: 'RECORDS_REPEATED'; readonly count: number; readonly taskIds: ReadonlyArray<string> }
  /** Another record stands at a place than was read there, so rows may have been passed over between pages. */
  | { readonly kind: 'ROWS_SHIFTED'; readonly at: ReadonlyArray<number> }
  /** The total moved while the job ran, and not by rows that came to the end. */
  | { readonly kind: 'TOTAL_MOVED'; readonly totals: ReadonlyArray<number> }
  /** While pages were read, the stated total was smaller for a time: rows may have been passed over. */
  | { readonly kind: 'TOTAL_FELL'; readonly to: number }
  /** Whether the list ends where the plan ends could not be seen. */
  | { readonly kind: 'END_UNCONFIRMED'; readonly detail: string }
  /** The data kept growing, faster than it could be followed. */
  | { readonly kind: 'STILL_GROWING'; readonly rounds: number }
  /** From this place on the partner serves no page any more, though its total says that there are. */
  | { readonly kind: 'DEEP_PAGE_WALL'; readonly at: number; readonly detail: string }
  /** A chain that did not end as its kind ends: what stands behind `taskId` is not known. */
  | {
      readonly kind: 'CHAIN_CUT';
      readonly reason: 'failed' | 'circle' | 'broken';
      readonly taskId: string;
      readonly detail: string;
    }
  /** Pages of a chain that came with fewer records than all others, twice: whether they lacked some the partner does not say. */
  | { readonly kind: 'PAGES_SHORT'; readonly count: number; readonly taskIds: ReadonlyArray<string> }
  /** The way in which the partner seems to page could not be proved; another one was taken, and may not lead to all records. */
  | { readonly kind: 'PAGINATION_UNPROVED'; readonly detail: string }
  /** The partner states another total than the list was seen to have. Nothing is lost by it. */
  | { readonly kind: 'TOTAL_WRONG'; readonly stated: number; readonly found: number }
  /** Records that came to the end of the list while the job ran were fetched as well. */
  | { readonly kind: 'TAIL_FETCHED'; readonly from: number; readonly to: number }
  /** Pages came back short; what they lacked was asked for again and came. */
  | { readonly kind: 'GAPS_FILLED'; readonly count: number; readonly taskIds: ReadonlyArray<string> };

/** What was repaired, or does not matter: with these alone every record is accounted for. */
const REPAIRED: Readonly<Record<Evidence['kind'], boolean>> = {
  TASKS_FAILED: false,
  RECORDS_MISSING: false,
  RECORDS_SURPLUS: false,
  RECORDS_REPEATED: false,
  ROWS_SHIFTED: false,
  TOTAL_MOVED: false,
  TOTAL_FELL: false,
  END_UNCONFIRMED: false,
  STILL_GROWING: false,
  DEEP_PAGE_WALL: false,
  CHAIN_CUT: false,
  PAGES_SHORT: false,
  PAGINATION_UNPROVED: false,
  TOTAL_WRONG: true,
  TAIL_FETCHED: true,
  GAPS_FILLED: true,
};

/** How many task ids the evidence names; the rest is counted, and all are listed by the tasks' state. */
export const MOST_IDS_IN_EVIDENCE = 100;

/** Fewer or more records than there are, as evidence. */
export const compareCounts = (expected: number, received: number): ReadonlyArray<Evidence> => {
  if (received < expected) return [{ kind: 'RECORDS_MISSING', expected, received }];
  return received > expected ? [{ kind: 'RECORDS_SURPLUS', expected, received }] : [];
};

/** COMPLETE on no evidence at all, COMPLETE_WITH_DRIFT when all of it was repaired. */
export const judge = (evidence: ReadonlyArray<Evidence>): Verdict => {
  if (evidence.length === 0) return 'COMPLETE';
  return evidence.every(({ kind }) => REPAIRED[kind]) ? 'COMPLETE_WITH_DRIFT' : 'INCOMPLETE';
};
