import type { PageRequest, PageResponse, Partner, PartnerFailure } from '@api-poller/domain';
import * as E from 'fp-ts/lib/Either.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adaptivePartner } from './adaptive-partner.ts';

type Answer = E.Either<PartnerFailure, PageResponse>;

const status = (code: number, headers: Record<string, string> = {}): Answer =>
  E.right({ status: code, headers, body: new Uint8Array(), url: '', tookMs: 0 });

interface UnderWay {
  readonly url: string;
  readonly wholeRequestMs: number;
  readonly end: (answer: Answer) => void;
  readonly fail: () => void;
}

/** Lets everything run that is ready; nothing here waits for time. */
const settle = async (): Promise<void> => {
  for (let i = 0; i < 20; i += 1) await Promise.resolve();
};

/** A partner whose requests end when the test says so, a clock and timers that are moved by hand. */
const bench = (most: number) => {
  const underWay: UnderWay[] = [];
  const started: string[] = [];
  const outcomes = new Map<string, Answer | 'thrown'>();
  let nowMs = 1_000_000;
  const timers = new Set<{ readonly atMs: number; readonly run: () => void }>();
  const inner: Partner = {
    fetch: (request) => () =>
      new Promise((resolve, reject) => {
        started.push(request.url);
        const entry: UnderWay = {
          url: request.url,
          wholeRequestMs: request.timeouts.wholeRequestMs,
          end: (answer) => {
            underWay.splice(underWay.indexOf(entry), 1);
            resolve(answer);
          },
          fail: () => {
            underWay.splice(underWay.indexOf(entry), 1);
            reject(new Error('a bug'));
          },
        };
        underWay.push(entry);
      }),
  };
  const partner = adaptivePartner(inner, {
    clock: { nowMs: () => nowMs },
    most,
    after: (ms, run) => {
      const pending = { atMs: nowMs + ms, run };
      timers.add(pending);
      return () => timers.delete(pending);
    },
  });
  let asked = 0;
  const ask = (count: number, origin = 'https://a.example', wholeRequestMs = 120_000): void => {
    for (let i = 0; i < count; i += 1) {
      asked += 1;
      const url = `${origin}/${asked}`;
      const request: PageRequest = {
        method: 'GET',
        url,
        headers: {},
        body: null,
        timeouts: { connectMs: 1, firstByteMs: 1, idleBodyMs: 1, wholeRequestMs },
        maxBodyBytes: 1,
      };
      void partner
        .fetch(request)()
        .then(
          (answer) => outcomes.set(url, answer),
          () => outcomes.set(url, 'thrown'),
        );
    }
  };
  const pass = (ms: number): void => {
    nowMs += ms;
    for (const pending of [...timers].filter(({ atMs }) => atMs <= nowMs)) {
      timers.delete(pending);
      pending.run();
    }
  };
  /** All that is under way now ends after `ms`. */
  const roundTrip = async (answer: Answer, ms = 100): Promise<number> => {
    await settle();
    const ending = [...underWay];
    pass(ms);
    for (const { end } of ending) end(answer);
    await settle();
    return underWay.length;
  };
  return { partner, underWay, started, outcomes, timers, ask, pass, roundTrip };
};

describe('an adaptive partner', () => {
  it('has all of its requests under way from the start, and as long as the partner is well', async () => {
    const { ask, roundTrip, underWay } = bench(25);
    ask(200);
    await settle();
    expect(underWay).toHaveLength(25);
    expect([
      await roundTrip(status(200)),
      await roundTrip(status(404)),
      await roundTrip(status(200)),
    ]).toEqual([25, 25, 25]);
  });

  it.each<[string, Answer]>([
    ['429', status(429)],
    ['503', status(503)],
    ['a 403 that names a limit', status(403, { 'x-ratelimit-remaining': '0' })],
  ])(
    'halves what is under way once a round trip while it is answered %s, and climbs back',
    async (_, answer) => {
      const { ask, roundTrip, partner } = bench(16);
      ask(2_000);
      const falling = [];
      for (let i = 0; i < 5; i += 1) falling.push(await roundTrip(answer));
      expect(falling).toEqual([8, 4, 2, 1, 1]);
      expect(partner.permits('https://a.example')).toBe(1);
      let most = 0;
      for (let i = 0; i < 40; i += 1) most = Math.max(most, await roundTrip(status(200)));
      expect(most).toBe(16);
    },
  );

  it.each<[string, Answer]>([
    ['500', status(500)],
    ['a broken connection', E.left({ _tag: 'ConnectionLost', host: 'a', code: 'X' })],
  ])('does not give way to %s, nor climb by it', async (_, answer) => {
    const { ask, roundTrip } = bench(8);
    ask(100);
    expect([await roundTrip(answer), await roundTrip(answer)]).toEqual([8, 8]);
    expect(await roundTrip(status(429))).toBe(4);
    for (let i = 0; i < 5; i += 1) expect(await roundTrip(answer)).toBe(4);
  });

  it('lets those that wait in first come, first served, before any that come later', async () => {
    const { ask, started, underWay } = bench(2);
    ask(5);
    await settle();
    underWay[0]?.end(status(200));
    ask(1);
    await settle();
    for (let i = 0; i < 6; i += 1) {
      underWay[0]?.end(status(200));
      await settle();
    }
    expect(started.map((url) => url.slice(-1))).toEqual(['1', '2', '3', '4', '5', '6']);
  });

  it('keeps origins apart', async () => {
    const { ask, roundTrip, underWay, partner } = bench(4);
    ask(20);
    await roundTrip(status(429));
    ask(20, 'https://b.example');
    await settle();
    expect(underWay.filter(({ url }) => url.startsWith('https://a.'))).toHaveLength(2);
    expect(underWay.filter(({ url }) => url.startsWith('https://b.'))).toHaveLength(4);
    expect(partner.permits('https://b.example')).toBe(4);
    expect(partner.permits('https://never.example')).toBe(4);
  });

  it('ends a wait after the whole request’s time, and gives the turn to the next', async () => {
    const { ask, pass, underWay, outcomes, started, timers } = bench(1);
    ask(1);
    ask(1, 'https://a.example', 5_000);
    ask(1, 'https://a.example', 9_000);
    await settle();
    pass(5_000);
    await settle();
    expect(outcomes.get('https://a.example/2')).toEqual(
      E.left({ _tag: 'TimedOut', interval: 'wholeRequest', afterMs: 5_000 }),
    );
    underWay[0]?.end(status(200));
    await settle();
    expect(started).toEqual(['https://a.example/1', 'https://a.example/3']);
    // What it waited is gone from its time, and no timer is left behind.
    expect(underWay[0]?.wholeRequestMs).toBe(4_000);
    expect(timers.size).toBe(0);
    // Who reads of a deadline that passed knows it from the request.
    underWay[0]?.end(E.left({ _tag: 'TimedOut', interval: 'wholeRequest', afterMs: 4_000 }));
    await settle();
    expect(outcomes.get('https://a.example/3')).toEqual(
      E.left({ _tag: 'TimedOut', interval: 'wholeRequest', afterMs: 9_000 }),
    );
  });

  it('loses no turn to a request that throws', async () => {
    const { ask, underWay, outcomes, started } = bench(1);
    ask(2);
    await settle();
    underWay[0]?.fail();
    await settle();
    expect(outcomes.get('https://a.example/1')).toBe('thrown');
    expect(started).toHaveLength(2);
  });

  it('ends every request, in any order of answers, throttling, errors and time', async () => {
    const step = fc.oneof(
      fc.record({ ask: fc.integer({ min: 1, max: 10 }) }),
      fc.record({ end: fc.nat(), code: fc.constantFrom(200, 429, 500, 503) }),
      fc.record({ pass: fc.integer({ min: 1, max: 60_000 }) }),
      fc.record({ fail: fc.nat() }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 6 }),
        fc.array(step, { maxLength: 60 }),
        async (most, steps) => {
          const { ask, pass, underWay, outcomes, timers, partner } = bench(most);
          let asked = 0;
          for (const next of steps) {
            const before = underWay.length;
            if ('ask' in next) {
              asked += next.ask;
              ask(next.ask);
            } else if ('pass' in next) pass(next.pass);
            else if ('end' in next) underWay[next.end % Math.max(1, before)]?.end(status(next.code));
            else underWay[next.fail % Math.max(1, before)]?.fail();
            await settle();
            // Never more than were permitted, but for those that had begun before it was lowered.
            expect(underWay.length).toBeLessThanOrEqual(
              Math.max(before, partner.permits('https://a.example')),
            );
            const waiting = asked - outcomes.size - underWay.length;
            if (underWay.length < partner.permits('https://a.example')) expect(waiting).toBe(0);
          }
          while (underWay.length > 0) {
            underWay[0]?.end(status(200));
            await settle();
          }
          expect([outcomes.size, timers.size]).toEqual([asked, 0]);
        },
      ),
    );
  });
});
