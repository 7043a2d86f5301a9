// What the partner says of itself is not trusted.
import type { Fault, Simulator } from '@api-poller/external-sim';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { noSystem } from '../engine/fresh.ts';
import { DEPLOY_MS, sharedSystem, startPartner, type System } from './system.ts';

let system: System;
let partner: Simulator | null = null;

describe.skipIf(noSystem)('a plan on AWS (fault 5)', () => {
  beforeAll(async () => {
    system = await sharedSystem();
  }, DEPLOY_MS);

  afterEach(async () => {
    await partner?.close();
    partner = null;
  });

  const refused: ReadonlyArray<readonly [says: string, fault: Fault, reason: string]> = [
    ['a page size of 0', { _tag: 'pageSizeOverride', pageSize: 0 }, 'PageSizeUnusable'],
    ['no page size', { _tag: 'pageSizeOverride' }, 'PageSizeUnusable'],
    ['no total', { _tag: 'totalOverride' }, 'TotalUnknown'],
  ];

  it.each(refused)(
    'is not made, and never called a success, when the partner says %s (fault 5)',
    async (_, fault, reason) => {
      partner = await startPartner(0, { records: 300, faults: [fault] });
      const id = await system.submit({ url: `${partner.url}/payload` });
      expect(await system.until(id)).toMatchObject({
        Status: 'FAILED',
        Verdict: null,
        Total: 0,
        Failure: { reason },
      });
      expect(partner.stats().requests).toBe(1);
    },
    60_000,
  );

  it('that grows while it is followed does not lose that without a word (fault 5)', async () => {
    partner = await startPartner(0, { records: 1_000, faults: [{ _tag: 'grow', atRequest: 5, by: 150 }] });
    const id = await system.submit({ url: `${partner.url}/payload` });
    const { Verdict, Evidence } = await system.until(id);
    expect(Verdict).not.toBe('COMPLETE');
    expect(JSON.stringify(Evidence)).toContain('1150');
  }, 60_000);
});
