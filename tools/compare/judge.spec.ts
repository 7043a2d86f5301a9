import { describe, expect, it } from 'vitest';
import { cases } from './cases.mjs';
import { inWords, judge, median } from './judge.mjs';

const hostile = {
  name: 'three records',
  records: 3,
  faults: [],
  options: {},
  stable: [0, 3] as const,
  waits: false,
  limits: {},
};
const line = (number: number): string =>
  `{"id": ${number}, "payload": "Sample payload for record \\"${number}\\""}`;
const ran = (numbers: ReadonlyArray<number>, report: string | null = null, ended = true) => ({
  seconds: 1,
  lines: numbers.map(line),
  records: numbers.length,
  report,
  version: '1',
  ended,
});
const calm = { early: 0, byStatus: { '200': 3 } };
const words = (...args: Parameters<typeof judge>): string => inWords(judge(...args));

describe('a program', () => {
  it('that hands out every record once was exact, in whatever order', () => {
    expect(judge(hostile, ran([2, 0, 1]), calm)).toMatchObject({ lost: 0, doubled: 0, silent: false });
    expect(words(hostile, ran([2, 0, 1]), calm)).toBe('exact');
  });

  it('that lacks one, or has one twice, lost it without a word unless it reported something', () => {
    expect(words(hostile, ran([0, 2]), calm)).toBe('**1 lost, not a word**');
    expect(words(hostile, ran([0, 1, 2, 2]), calm)).toBe('**1 doubled, not a word**');
    expect(words(hostile, ran([0, 0]), calm)).toBe('**2 lost, 1 doubled, not a word**');
    expect(words(hostile, ran([0, 2], 'INCOMPLETE'), calm)).toBe('1 lost: INCOMPLETE');
  });

  it('owes only the records that were there all the time, and may have others', () => {
    const moved = { ...hostile, stable: [1, 2] as const };
    expect(words(moved, ran([1, 2]), calm)).toBe('exact');
    expect(words(moved, ran([0, 1, 2, 7]), calm)).toBe('exact');
  });

  it('that had to be ended reported nothing, and is not silent: it hangs', () => {
    const judged = judge(hostile, ran([0], null, false), calm);
    expect([judged.silent, inWords(judged)]).toEqual([false, 'hangs (ended after a while), 2 lost']);
  });

  it('that comes back early does not wait, if it was told to at all', () => {
    const waits = { ...hostile, waits: true };
    const told = { '200': 3, '429': 1 };
    expect(words(waits, ran([0, 1, 2]), { early: 2, byStatus: told })).toBe('exact; **does not wait**');
    expect(words(waits, ran([0, 1, 2]), { early: 0, byStatus: told })).toBe('exact; waits');
    expect(words(waits, ran([0, 1, 2]), calm)).toBe('exact');
  });

  it('that rounds integers beyond 2^53 alters records', () => {
    const big = { ...hostile, records: 1, stable: [0, 1] as const, options: { bigIds: true } };
    const text = (id: string) => ({
      ...ran([]),
      lines: [`{"id":${id},"payload":"Sample payload for record \\"0\\""}`],
    });
    expect(words(big, text('9007199254740993'), calm)).toBe('exact');
    expect(words(big, text('9007199254740992'), calm)).toBe('**ids altered, not a word**');
  });
});

describe('the cases', () => {
  it('have names of their own', () => {
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  });
});

describe('a median', () => {
  it('is the one in the middle', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([3])).toBe(3);
  });
});
