import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idSet } from './id-set.ts';
import { requestLog, type LogEntry } from './request-log.ts';

const entry = (url: string, rest: Partial<LogEntry> = {}): LogEntry => ({
  url,
  attempt: 1,
  status: 200,
  outcome: 'answered',
  faults: [],
  served: null,
  ...rest,
});

describe("the simulated partner's log", () => {
  it('counts what was asked, how it was answered and which records went out', () => {
    const log = requestLog(10);
    log.begin();
    log.begin();
    log.end(entry('/payload?startAt=0', { served: { from: 0, count: 100 } }));
    log.end(entry('/payload?startAt=0', { served: { from: 0, count: 100 } }));
    log.begin();
    log.end(entry('/payload?startAt=50', { served: { from: 50, count: 100 }, faults: ['dripFeed'] }));
    log.begin();
    log.end(entry('/payload?startAt=300', { status: 500 }));
    log.begin();
    log.end(entry('/payload?startAt=400', { outcome: 'abandoned' }));
    log.begin();
    expect(log.stats()).toEqual({
      requests: 6,
      byStatus: { '200': 3, '500': 1 },
      byOutcome: { answered: 4, cut: 0, unanswered: 0, abandoned: 1 },
      byFault: { dripFeed: 1 },
      distinctPages: 2,
      servedRecords: 150,
      servedRecordsWithRepeats: 300,
      doubledRecords: 100,
      early: 0,
      tokens: 0,
      inFlight: 1,
      highestConcurrency: 2,
    });
    expect([0, 149, 150].map(log.wasServed)).toEqual([true, true, false]);
    expect([0, 149, 150].map(log.servedCount)).toEqual([2, 1, 0]);
  });

  it('accounts for the records that a page holds, not for the positions where they stand', () => {
    const log = requestLog(10);
    const ids = [
      { from: 250, count: 20 },
      { from: 0, count: 80 },
    ];
    log.end(entry('/payload', { served: { from: 0, count: 100, ids } }));
    expect(log.stats()).toMatchObject({
      servedRecords: 100,
      servedRecordsWithRepeats: 100,
      distinctPages: 1,
    });
    expect([0, 79, 80, 249, 250, 269, 270].map(log.wasServed)).toEqual([
      true,
      true,
      false,
      false,
      true,
      true,
      false,
    ]);
  });

  it('counts what came too early, and the tokens', () => {
    const log = requestLog(0);
    log.countEarly();
    log.countToken();
    log.countToken();
    expect(log.stats()).toMatchObject({ early: 1, tokens: 2 });
  });

  it('does not take an empty page for a page with records', () => {
    const log = requestLog(10);
    log.begin();
    log.end(entry('/payload', { served: { from: 0, count: 0 } }));
    expect(log.stats()).toMatchObject({ distinctPages: 0, servedRecords: 0 });
  });

  it('keeps the newest entries, oldest first, and counts the rest', () => {
    const log = requestLog(3);
    const urls = (newest?: number): readonly string[] => log.entries(newest).map(({ url }) => url);
    log.end(entry('/1'));
    log.end(entry('/2'));
    expect(urls()).toEqual(['/1', '/2']);
    ['/3', '/4', '/5'].forEach((url) => log.end(entry(url)));
    expect(urls()).toEqual(['/3', '/4', '/5']);
    expect(urls(2)).toEqual(['/4', '/5']);
    expect(urls(0)).toEqual([]);
    expect(log.stats().byOutcome.answered).toBe(5);
  });

  it('keeps no entry when it must not', () => {
    const log = requestLog(0);
    log.end(entry('/1'));
    expect(log.entries()).toEqual([]);
    expect(log.stats().byOutcome.answered).toBe(1);
  });
});

describe('a set of record ids', () => {
  it('holds what a plain set would hold', () => {
    const range = fc.record({
      from: fc.integer({ min: 0, max: 200_000 }),
      count: fc.integer({ min: 0, max: 300 }),
    });
    fc.assert(
      fc.property(fc.array(range, { maxLength: 20 }), (ranges) => {
        const ids = idSet();
        const plain = new Set<number>();
        for (const { from, count } of ranges) {
          ids.addRange(from, count);
          for (let id = from; id < from + count; id += 1) plain.add(id);
        }
        expect(ids.size()).toBe(plain.size);
        for (const { from, count } of ranges) {
          for (const id of [from - 1, from, from + count - 1, from + count])
            expect(ids.has(id)).toBe(plain.has(id));
        }
      }),
    );
  });

  it('holds a range across the border of two chunks', () => {
    const ids = idSet();
    ids.addRange(65_530, 10);
    ids.addRange(65_536, 1);
    expect(ids.size()).toBe(10);
    expect([65_529, 65_530, 65_535, 65_536, 65_539, 65_540].map(ids.has)).toEqual([
      false,
      true,
      true,
      true,
      true,
      false,
    ]);
  });
});
