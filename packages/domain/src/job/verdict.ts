// The verdict: does the job account for every record, and if not, what can it not vouch for.
// It says COMPLETE only on proof: a doubt is evidence, and evidence that nothing repaired makes the job INCOMPLETE.

export type Verdict = 'COMPLETE' | 'COMPLETE_WITH_DRIFT' | 'INCOMPLETE';

export type Evidence =
  | { readonly kind: 'TASKS_FAILED'; readonly count: number; readonly taskIds: ReadonlyArray<string> }
  | { readonly kind: 'RECORDS_MISSING'; readonly expected: number; readonly received: number }
  | { readonly kind: 'RECORDS_SURPLUS'; readonly expected: number; readonly received: number }
  /** The total moved while the job ran, so records may have moved between pages that were read before and after. */
  | { readonly kind: 'TOTAL_MOVED'; readonly totals: ReadonlyArray<number> }
  | { readonly kind: 'FINAL_TOTAL_UNKNOWN'; readonly detail: string }
  /** Pages came back short; what they lacked was asked for again and came. */
  | { readonly kind: 'GAPS_FILLED'; readonly count: number; readonly taskIds: ReadonlyArray<string> };

export interface Findings {
  readonly failed: { readonly count: number; readonly taskIds: ReadonlyArray<string> };
  readonly short: { readonly count: number; readonly taskIds: ReadonlyArray<string> };
  readonly received: number;
  /** The totals that the partner stated, first to last; null when the last word could not be had. */
  readonly totals: ReadonlyArray<number> | { readonly unknown: string };
}

/** How many task ids the evidence names; the rest is counted, and all are listed by the tasks' state. */
export const MOST_IDS_IN_EVIDENCE = 100;

const evidenceOf = ({ failed, short, received, totals }: Findings): ReadonlyArray<Evidence> => {
  const found: Evidence[] = [];
  if (failed.count > 0) found.push({ kind: 'TASKS_FAILED', count: failed.count, taskIds: failed.taskIds });
  if ('unknown' in totals) found.push({ kind: 'FINAL_TOTAL_UNKNOWN', detail: totals.unknown });
  else {
    const expected = totals.at(-1) ?? 0;
    if (received < expected) found.push({ kind: 'RECORDS_MISSING', expected, received });
    if (received > expected) found.push({ kind: 'RECORDS_SURPLUS', expected, received });
    if (new Set(totals).size > 1) found.push({ kind: 'TOTAL_MOVED', totals });
  }
  if (short.count > 0) found.push({ kind: 'GAPS_FILLED', count: short.count, taskIds: short.taskIds });
  return found;
};

export const judge = (
  findings: Findings,
): { readonly verdict: Verdict; readonly evidence: ReadonlyArray<Evidence> } => {
  const evidence = evidenceOf(findings);
  if (evidence.length === 0) return { verdict: 'COMPLETE', evidence };
  return {
    verdict: evidence.every(({ kind }) => kind === 'GAPS_FILLED') ? 'COMPLETE_WITH_DRIFT' : 'INCOMPLETE',
    evidence,
  };
};
