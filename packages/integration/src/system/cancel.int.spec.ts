// A job that is cancelled stops asking the partner within seconds.
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { noSystem } from '../engine/fresh.ts';
import { sharedPartner } from './bench.ts';

/** A look every two seconds, and what is under way then: a tenth of a second. */
const MOST_AFTER_CANCEL_MS = 5_000;

describe.skipIf(noSystem)('a cancelled job on AWS', () => {
  const bench = sharedPartner({ records: 100_000, minDelayMs: 100, maxDelayMs: 100 });

  it('stops asking within seconds, and stays cancelled', async () => {
    const { system, partner } = bench();
    const id = await system.submit({ url: `${partner.url}/payload`, limits: { concurrency: 5 } });
    await system.until(id, ({ SuccessfullyCompleted }) => SuccessfullyCompleted > 0);
    expect((await system.request('POST', `/jobs/${id}/cancel`)).status).toBe(202);
    await wait(MOST_AFTER_CANCEL_MS);
    const { requests: asked, highestConcurrency } = partner.stats();
    expect(highestConcurrency).toBeLessThanOrEqual(5);
    expect(asked).toBeLessThan(1_000);
    await wait(3_000);
    expect(partner.stats().requests).toBe(asked);
    expect(await system.read(id)).toMatchObject({ Status: 'CANCELLED', Verdict: null });
  }, 60_000);
});
