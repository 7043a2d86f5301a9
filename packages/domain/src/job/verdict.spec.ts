import { describe, expect, it } from 'vitest';
import { judge, type Findings } from './verdict.ts';

const clean: Findings = {
  failed: { count: 0, taskIds: [] },
  short: { count: 0, taskIds: [] },
  received: 250,
  totals: [250, 250],
};

describe('the verdict', () => {
  it('is COMPLETE when every record that the partner states at the end was received', () => {
    expect(judge(clean)).toEqual({ verdict: 'COMPLETE', evidence: [] });
  });

  it('is COMPLETE_WITH_DRIFT when a short page was made good', () => {
    expect(judge({ ...clean, short: { count: 1, taskIds: ['a'] } })).toEqual({
      verdict: 'COMPLETE_WITH_DRIFT',
      evidence: [{ kind: 'GAPS_FILLED', count: 1, taskIds: ['a'] }],
    });
  });

  it.each<[string, Partial<Findings>, string]>([
    [
      'a task failed',
      { failed: { count: 1, taskIds: ['a'] }, received: 150 },
      'TASKS_FAILED RECORDS_MISSING',
    ],
    ['a record is missing', { received: 249 }, 'RECORDS_MISSING'],
    ['there are more records than stated', { received: 251 }, 'RECORDS_SURPLUS'],
    ['the total moved, even if the count fits', { totals: [249, 250] }, 'TOTAL_MOVED'],
    ['the total at the end is unknown', { totals: { unknown: 'no answer' } }, 'FINAL_TOTAL_UNKNOWN'],
  ])('is INCOMPLETE when %s', (_, change, kinds) => {
    const { verdict, evidence } = judge({ ...clean, ...change });
    expect(verdict).toBe('INCOMPLETE');
    expect(evidence.map(({ kind }) => kind).join(' ')).toBe(kinds);
  });
});
