// What the partner says of itself is not trusted.
import type { Fault } from '@api-poller/external-sim';
import { describe, expect, it } from 'vitest';
import { noSystem } from '../engine/fresh.ts';
import { partnerPerTest } from './bench.ts';

describe.skipIf(noSystem)('a plan on AWS (fault 5)', () => {
  const start = partnerPerTest();

  const odd: ReadonlyArray<readonly [says: string, fault: Fault]> = [
    ['a page size of 0', { _tag: 'pageSizeOverride', pageSize: 0 }],
    ['no page size', { _tag: 'pageSizeOverride' }],
    ['no total', { _tag: 'totalOverride' }],
    ['a total that is text', { _tag: 'totalOverride', total: 'many' }],
  ];

  it.each(odd)(
    'has every record of a partner that says %s, where the original planned nothing and called it a success (fault 5)',
    async (_, fault) => {
      const { system, partner } = await start({ records: 300, faults: [fault] });
      const id = await system.submit({ url: `${partner.url}/payload` });
      expect(await system.until(id)).toMatchObject({
        Status: 'SETTLED',
        Verdict: 'COMPLETE',
        Records: 300,
        Evidence: [],
        FailedToComplete: 0,
      });
    },
    60_000,
  );

  it('is not made, and never called a success, when the answer holds no records to count (fault 5)', async () => {
    const { system, partner } = await start({ records: 300, faults: [{ _tag: 'errorAs200', startAt: 0 }] });
    const id = await system.submit({ url: `${partner.url}/payload` });
    expect(await system.until(id)).toMatchObject({ Status: 'FAILED', Verdict: null, Total: 0 });
  }, 60_000);

  it('that grows while it is followed does not lose that without a word (fault 5)', async () => {
    const { system, partner } = await start({
      records: 1_000,
      faults: [{ _tag: 'grow', atRequest: 5, by: 150 }],
    });
    const id = await system.submit({ url: `${partner.url}/payload` });
    const { Verdict, Evidence } = await system.until(id);
    expect(Verdict).not.toBe('COMPLETE');
    expect(JSON.stringify(Evidence)).toContain('1150');
  }, 60_000);
});
