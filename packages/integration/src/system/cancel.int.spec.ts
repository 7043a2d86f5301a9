// A job that is cancelled stops asking the partner within seconds.
import type { Simulator } from '@api-poller/external-sim';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noSystem } from '../engine/fresh.ts';
import { DEPLOY_MS, sharedSystem, startPartner, type System } from './system.ts';

/** A look every two seconds, and what is under way then: a tenth of a second. */
const MOST_AFTER_CANCEL_MS = 5_000;

let system: System;
let partner: Simulator;

describe.skipIf(noSystem)('a cancelled job on AWS', () => {
  beforeAll(async () => {
    system = await sharedSystem();
    partner = await startPartner(0, { records: 100_000, minDelayMs: 100, maxDelayMs: 100 });
  }, DEPLOY_MS);

  afterAll(() => partner.close());

  it('stops asking within seconds, and stays cancelled', async () => {
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
