// Ten thousand seeded worlds: the whole domain and the embedded engine, with crashes, against the partner's own log. In virtual
// time and with stores in memory; SQLite's own crashes are tested by killing processes (crash.e2e.spec.ts).
import { describe, expect, it } from 'vitest';
import type { JobResource } from '@api-poller/domain';
import { brokenLaws, type Ended } from './laws.ts';
import { simulate } from './simulate.ts';
import { worldOf } from './world.ts';

const SEEDS = 10_000;

describe('ten thousand worlds', () => {
  it('break no law, and are of all kinds', async () => {
    const verdicts = new Map<string, number>();
    const kinds = new Map<string, number>();
    const failures: string[] = [];
    let restarts = 0;
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const { ended, broken, restarts: times } = await simulate(seed);
      const verdict = ended.job?.Verdict ?? ended.job?.Status ?? 'never ended';
      verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
      const kind = ended.job?.Pagination ?? 'none';
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      restarts += times;
      if (broken.length > 0)
        failures.push(`seed ${seed}: ${broken.join('; ')}   again: npm run simulate -- --seed ${seed}`);
    }
    expect(failures).toEqual([]);
    // Worlds in which nothing happens, or in which nothing can be copied, would break no law either.
    for (const [verdict, least] of [
      ['COMPLETE', 4_000],
      ['COMPLETE_WITH_DRIFT', 100],
      ['INCOMPLETE', 1_000],
    ] as const)
      expect([verdict, (verdicts.get(verdict) ?? 0) >= least]).toEqual([verdict, true]);
    for (const kind of ['offset', 'page', 'cursor', 'next-url', 'link', 'keyset', 'single'])
      expect([kind, (kinds.get(kind) ?? 0) >= 50]).toEqual([kind, true]);
    expect(restarts).toBeGreaterThan(2_000);
  }, 300_000);

  it('are the same each time', async () => {
    const [one, other] = [await simulate(4_711), await simulate(4_711)];
    expect(one.ended.job).toEqual(other.ended.job);
    expect([one.requests, one.restarts]).toEqual([other.requests, other.restarts]);
  });
});

const job: JobResource = {
  Started: 0,
  PayloadSaved: 0,
  Enqueued: 0,
  SuccessfullyCompleted: 1,
  FailedToComplete: 0,
  Total: 1,
  JobId: 'simulated',
  Url: 'http://partner.example/payload',
  Status: 'SETTLED',
  Verdict: 'COMPLETE',
  Evidence: [],
  Failure: null,
  Pagination: 'offset',
  Detected: [],
  Records: 2,
  ThrottledUntil: null,
  SubmittedAt: '2026-11-28T00:00:00.000Z',
  SettledAt: '2026-11-28T00:00:01.000Z',
  Webhook: null,
};
const ended: Ended = {
  world: worldOf(1),
  job,
  tasks: [
    {
      jobId: 'simulated',
      taskId: 'a',
      attempt: 1,
      state: 'COMPLETE',
      facts: { records: 2, bytes: 1, short: 0 },
      failure: null,
    },
  ],
  delivered: new Map([['a', [1, 2]]]),
  stable: new Set([1, 2]),
  payloadsLeft: 0,
};

describe('the laws', () => {
  it('are kept by a job that has all it says', () => {
    expect(brokenLaws(ended)).toEqual([]);
  });

  it.each<[string, Partial<Ended>, string]>([
    ['a record missing', { stable: new Set([1, 2, 3]) }, 'COMPLETE, and these are missing: 3'],
    [
      'a record twice',
      {
        delivered: new Map([
          ['a', [1, 2]],
          ['b', [2]],
        ]),
      },
      'COMPLETE, and 1 came twice',
    ],
    ['no end', { job: null }, 'it never came to its end'],
    ['no reason', { job: { ...job, Verdict: 'INCOMPLETE' } }, 'INCOMPLETE without evidence'],
    [
      'a failure without a reason',
      { job: { ...job, Status: 'FAILED', Verdict: null } },
      'it is FAILED without a reason',
    ],
    ['a counter that is off', { job: { ...job, Started: 1 } }, 'Started: it says 1, and it is 0'],
    ['records that are off', { job: { ...job, Records: 3 } }, 'Records: it says 3, and it is 2'],
    ['a payload left', { payloadsLeft: 1 }, '1 payloads are left behind'],
  ])('are broken by %s', (_, change, broken) => {
    expect(brokenLaws({ ...ended, ...change })).toContain(broken);
  });
});
