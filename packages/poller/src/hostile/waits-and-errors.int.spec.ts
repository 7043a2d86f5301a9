// A partner that throttles, in every form in which waits are announced, and one that fails at random: nothing is lost, and it is
// not asked before the time that it named.
import { retryHints, type Fault } from '@api-poller/external-sim';
import { describe, expect, it } from 'vitest';
import { from, runAgainst } from '../testing/run-against.ts';

const records = 850;
const all = from(0, records);

describe('429', () => {
  it('in each form: obeyed, spends no try, loses nothing', async () => {
    const runs = retryHints.map(async (hint) => {
      const faults: Fault[] = [{ _tag: 'throttle', everyNth: 6, hint, seconds: 1, times: 1 }];
      const { resource, ids, partner } = await runAgainst(
        { records, faults },
        { limits: { concurrency: 1, attempts: 1 } },
      );
      const { early, byStatus } = partner.stats();
      expect([hint, resource.Verdict, resource.Evidence, early]).toEqual([hint, 'COMPLETE', [], 0]);
      expect([byStatus['429'], ids]).toEqual([2, all]);
    });
    await Promise.all(runs);
  });

  it('with many requests under way: all of them wait', async () => {
    const faults: Fault[] = [{ _tag: 'rateLimit', perSecond: 20, burst: 10, hint: 'seconds' }];
    const { resource, ids } = await runAgainst(
      { records, faults },
      { limits: { concurrency: 8, attempts: 1 } },
    );
    expect([resource.Verdict, ids]).toEqual(['COMPLETE', all]);
  });

  it('never, at the pace that the request names', async () => {
    // Room for turns that a busy machine takes late, all at once; 35 requests without a pace are more than that.
    const faults: Fault[] = [{ _tag: 'rateLimit', perSecond: 40, burst: 25, hint: 'seconds' }];
    const { resource, ids, partner } = await runAgainst(
      { records: 3_000, faults },
      { limits: { requestsPerSecond: 20 } },
    );
    expect([resource.Verdict, ids.length, partner.stats().byStatus['429']]).toEqual([
      'COMPLETE',
      3_000,
      undefined,
    ]);
  });

  it('as 503 with a time: the same', async () => {
    const faults: Fault[] = [
      { _tag: 'throttle', everyNth: 6, hint: 'seconds', seconds: 1, status: 503, times: 1 },
    ];
    const { resource, ids, partner } = await runAgainst(
      { records, faults },
      { limits: { concurrency: 1, attempts: 1 } },
    );
    expect([resource.Verdict, ids, partner.stats().early]).toEqual(['COMPLETE', all, 0]);
  });
});

describe('errors at random', () => {
  it.each([
    ['10 %', 0.1, 12],
    ['50 %', 0.5, 40],
  ])('%s of the answers: every record', async (_, errorRate, attempts) => {
    for (const style of ['offset', 'link', 'cursor', 'keyset', 'next-url'] as const) {
      const { resource, ids, partner } = await runAgainst(
        { records: 2_050, style, errorRate, seed: 3 },
        { limits: { attempts } },
      );
      expect([style, resource.Verdict, resource.Evidence]).toEqual([style, 'COMPLETE', []]);
      expect(ids).toEqual(from(0, 2_050));
      expect(partner.stats().byStatus['500']).toBeGreaterThan(0);
    }
  });

  it('50 % of the answers, and two tries: what failed is named, and no more than that is missing', async () => {
    const { resource, ids, failures } = await runAgainst(
      { records: 2_050, errorRate: 0.5, seed: 4 },
      { pagination: { kind: 'offset' }, limits: { attempts: 2 } },
    );
    expect(resource.Verdict).toBe('INCOMPLETE');
    expect(resource.Evidence).toContainEqual(
      expect.objectContaining({ kind: 'TASKS_FAILED', count: failures.length }),
    );
    expect(ids.length).toBe(2_050 - failures.reduce((sum, id) => sum + Number(/-(\d+) /.exec(id)?.[1]), 0));
  });
});
