import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { onAnswer, permitsOf, startAdaptive, type Adaptive, type Answered } from './adaptive.ts';

const good = (tookMs: number): Answered => ({ tookMs, throttled: false, failed: false });
const throttled = (tookMs: number): Answered => ({ tookMs, throttled: true, failed: false });

/** Round trips in which as many requests as permitted start together and end together. */
const roundTrips = (
  state: Adaptive,
  count: number,
  answerOf: (permits: number, trip: number) => Answered,
): { readonly state: Adaptive; readonly permits: ReadonlyArray<number> } => {
  const permits: number[] = [];
  let now = state;
  let nowMs = 1_000_000 + Math.max(0, state.loweredMs);
  for (let trip = 0; trip < count; trip += 1) {
    const underWay = permitsOf(now);
    const answer = answerOf(underWay, trip);
    nowMs += answer.tookMs + 1;
    for (let i = 0; i < underWay; i += 1) now = onAnswer(now, answer, nowMs);
    permits.push(permitsOf(now));
  }
  return { state: now, permits };
};

describe('how much may be under way', () => {
  it('is the most from the start, and stays so with a healthy partner', () => {
    expect(permitsOf(startAdaptive(25))).toBe(25);
    const { permits } = roundTrips(startAdaptive(25), 50, (_, trip) => good(100 + (trip % 7) * 40));
    expect(new Set(permits)).toEqual(new Set([25]));
  });

  it('is halved once a round trip while the partner throttles, down to one', () => {
    const { permits } = roundTrips(startAdaptive(25), 6, () => throttled(100));
    expect(permits).toEqual([12, 6, 3, 1, 1, 1]);
  });

  it('is not lowered again by requests that began before it was', () => {
    const once = onAnswer(startAdaptive(10), throttled(100), 1_000);
    expect(permitsOf(once)).toBe(5);
    expect(onAnswer(once, throttled(100), 1_099)).toBe(once);
    expect(permitsOf(onAnswer(once, throttled(100), 1_100))).toBe(2);
  });

  it('climbs back by one with each round trip, or by a twentieth', () => {
    const from12 = onAnswer(startAdaptive(25), throttled(1), 1_000);
    expect(roundTrips(from12, 14, () => good(100)).permits).toEqual([
      13, 15, 16, 17, 18, 20, 21, 22, 23, 25, 25, 25, 25, 25,
    ]);
    const from500 = onAnswer(startAdaptive(1000), throttled(1), 1_000);
    expect(roundTrips(from500, 11, () => good(100)).permits).toEqual([
      550, 600, 650, 700, 750, 800, 850, 900, 950, 1000, 1000,
    ]);
    const from1 = roundTrips(startAdaptive(4), 3, () => throttled(1)).state;
    expect(roundTrips(from1, 15, () => good(100)).permits).toEqual([
      1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 4, 4, 4, 4, 4,
    ]);
  });

  it('does not care for errors that come at any load', () => {
    const failing = (_: number, trip: number): Answered => ({ ...good(100), failed: trip % 2 === 0 });
    expect(new Set(roundTrips(startAdaptive(25), 40, failing).permits)).toEqual(new Set([25]));
  });

  it('does not climb by errors, however quick they are', () => {
    const from12 = onAnswer(startAdaptive(25), throttled(1), 1_000);
    const { state, permits } = roundTrips(from12, 9, () => ({ ...good(1), failed: true }));
    expect(new Set(permits)).toEqual(new Set([12]));
    expect(state.lowMs).toBeNull();
  });

  it('climbs from one even with a partner that has become slow meanwhile', () => {
    const well = roundTrips(startAdaptive(4), 3, () => good(100)).state;
    const one = roundTrips(well, 2, () => throttled(1)).state;
    expect(permitsOf(one)).toBe(1);
    expect(roundTrips(one, 15, () => good(1_000)).permits.at(-1)).toBe(4);
  });

  it('gives way to a partner that queues, and finds what it can bear', () => {
    // Ten at once take 100 ms; each beyond adds 100 ms to all: 25 take 1,600 ms.
    const queueing = (permits: number): Answered => good(100 + Math.max(0, permits - 10) * 100);
    const low = roundTrips(onAnswer(startAdaptive(25), throttled(1), 0), 1, () => good(100)).state;
    const { permits } = roundTrips(low, 60, queueing);
    expect(Math.max(...permits.slice(20))).toBeLessThanOrEqual(15);
    expect(Math.min(...permits.slice(20))).toBeGreaterThanOrEqual(6);
  });

  it('returns to the most when the partner has become slow by itself', () => {
    const { permits } = roundTrips(startAdaptive(25), 12, (_, trip) => good(trip < 3 ? 100 : 1_000));
    expect(permits).toEqual([25, 25, 25, 12, 25, 25, 25, 25, 25, 25, 25, 25]);
  });

  it('takes no notice of a slowness that is only jitter', () => {
    const { permits } = roundTrips(startAdaptive(25), 12, (_, trip) => good(trip < 3 ? 2 : 250));
    expect(new Set(permits)).toEqual(new Set([25]));
  });

  const answers = fc.array(
    fc.record({ tookMs: fc.nat(5_000), throttled: fc.boolean(), failed: fc.boolean(), gapMs: fc.nat(500) }),
    { maxLength: 300 },
  );

  it('stays from one to the most, and never falls by more than half', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), answers, (most, all) => {
        let state = startAdaptive(most);
        let nowMs = 1_000_000;
        for (const answer of all) {
          nowMs += answer.gapMs;
          const next = onAnswer(state, answer, nowMs);
          expect(permitsOf(next)).toBeGreaterThanOrEqual(1);
          expect(permitsOf(next)).toBeLessThanOrEqual(most);
          expect(next.limit).toBeGreaterThanOrEqual(Math.max(1, state.limit / 2));
          if (next.limit < state.limit) expect(nowMs - answer.tookMs).toBeGreaterThanOrEqual(state.loweredMs);
          state = next;
        }
      }),
    );
  });

  it('is back at the most whatever came before, once the partner is well', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), answers, fc.nat(3_000), (most, all, tookMs) => {
        let state = startAdaptive(most);
        let nowMs = 1_000_000;
        for (const answer of all) state = onAnswer(state, answer, (nowMs += answer.gapMs));
        nowMs += 10_000;
        for (let i = 0; i < 40 * (most + 5); i += 1)
          state = onAnswer(state, good(tookMs), (nowMs += tookMs + 1));
        expect(permitsOf(state)).toBe(most);
      }),
      { numRuns: 50 },
    );
  });
});
