import { describe, expect, it } from 'vitest';
import { compareCounts, judge, type Evidence } from './verdict.ts';

describe('the verdict', () => {
  it('is COMPLETE when there is nothing to be said', () => {
    expect(judge([])).toBe('COMPLETE');
  });

  it.each<[string, Evidence]>([
    ['a short page was made good', { kind: 'GAPS_FILLED', count: 1, taskIds: ['a'] }],
    ['what came to the end was fetched', { kind: 'TAIL_FETCHED', from: 10, to: 12 }],
    [
      'the stated total was wrong and the list was seen to end',
      { kind: 'TOTAL_WRONG', stated: 9, found: 10 },
    ],
  ])('is COMPLETE_WITH_DRIFT when %s', (_, evidence) => {
    expect(judge([evidence])).toBe('COMPLETE_WITH_DRIFT');
  });

  it.each<[string, Evidence]>([
    ['a task failed', { kind: 'TASKS_FAILED', count: 1, taskIds: ['a'] }],
    ['a record is missing', { kind: 'RECORDS_MISSING', expected: 2, received: 1 }],
    ['there are more records than stated', { kind: 'RECORDS_SURPLUS', expected: 1, received: 2 }],
    ['a record came twice', { kind: 'RECORDS_REPEATED', count: 1, taskIds: ['a', 'b'] }],
    ['rows moved', { kind: 'ROWS_SHIFTED', at: [0] }],
    ['the total moved', { kind: 'TOTAL_MOVED', totals: [10, 9] }],
    ['the end could not be seen', { kind: 'END_UNCONFIRMED', detail: 'no answer' }],
    ['the data never stopped growing', { kind: 'STILL_GROWING', rounds: 20 }],
    [
      'the partner serves no page that deep',
      { kind: 'DEEP_PAGE_WALL', at: 10_000, detail: 'it answered 400' },
    ],
    ['a chain was cut', { kind: 'CHAIN_CUT', reason: 'circle', taskId: 'c000-000000000002', detail: 'x' }],
  ])('is INCOMPLETE when %s, whatever else was repaired', (_, evidence) => {
    expect(judge([{ kind: 'GAPS_FILLED', count: 1, taskIds: ['a'] }, evidence])).toBe('INCOMPLETE');
  });

  it('takes fewer records for a loss and more for a surplus', () => {
    expect(compareCounts(10, 10)).toEqual([]);
    expect(compareCounts(10, 9)).toEqual([{ kind: 'RECORDS_MISSING', expected: 10, received: 9 }]);
    expect(compareCounts(10, 11)).toEqual([{ kind: 'RECORDS_SURPLUS', expected: 10, received: 11 }]);
  });
});
