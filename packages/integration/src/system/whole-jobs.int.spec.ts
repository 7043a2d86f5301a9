// Whole jobs on the deployed stack, over HTTP, on an emulator. What no emulator carries (throttling, X-Ray, lifecycle, IAM) the
// template's specs assert.
import { describe, expect, it } from 'vitest';
import { countsOf } from '../engine/counts.ts';
import { endpoint, noSystem } from '../engine/fresh.ts';
import { sharedPartner } from './bench.ts';

describe.skipIf(noSystem)('a job on AWS', () => {
  const bench = sharedPartner({ records: 100_000 });

  it("runs the original's walk-through unchanged: 10,000 records, one call in ten fails, all successfully completed", async () => {
    const { system } = bench();
    const id = await system.submit({ url: system.partner });
    expect(await system.until(id)).toMatchObject({
      Started: 0,
      PayloadSaved: 0,
      Enqueued: 0,
      SuccessfullyCompleted: 100,
      FailedToComplete: 0,
      Total: 100,
      Status: 'SETTLED',
      Verdict: 'COMPLETE',
      Records: 10_000,
    });
    // Processed by deleting it, as in the original.
    expect(await system.storedPayloads(id)).toBe(0);
  }, 120_000);

  it('of 1,000 pages is far past what the original could hold in its state (fault 3), and takes few transitions and invocations', async () => {
    const { system, partner } = bench();
    const sinceMs = Date.now();
    const id = await system.submit({ url: `${partner.url}/payload` });
    expect(await system.until(id)).toMatchObject({
      Total: 1_000,
      SuccessfullyCompleted: 1_000,
      Verdict: 'COMPLETE',
    });
    // Three to learn the plan, each page once, a look at both ends.
    expect(partner.stats().requests).toBe(1_005);
    expect(await system.storedPayloads(id)).toBe(0);
    const counts = countsOf(endpoint);
    const { fetching, processing } = await counts.invocations(sinceMs);
    const { executions, children, transitions } = await counts.transitions(system.stateMachineArn, sinceMs);
    // Twenty batches of fifty pages; none may go uncounted.
    expect([executions, children]).toEqual([1, 20]);
    expect(transitions).toBeGreaterThanOrEqual(20 * 4 + 5);
    expect(transitions / 1_000).toBeLessThanOrEqual(0.3);
    expect(fetching).toBeGreaterThanOrEqual(22);
    expect(fetching / 1_000).toBeLessThanOrEqual(0.1);
    expect(processing).toBeGreaterThanOrEqual(40);
    expect((fetching + processing) / 1_000).toBeLessThanOrEqual(0.2);
  }, 120_000);
});
