// Pages that fail, and partners that make the poller wait.
import { describe, expect, it } from 'vitest';
import { countsOf } from '../engine/counts.ts';
import { endpoint, noSystem } from '../engine/fresh.ts';
import { partnerPerTest } from './bench.ts';

describe.skipIf(noSystem)('a partner that fails', () => {
  const start = partnerPerTest();

  it('is waited for while it throttles, has the page named that it lacks, and is asked for that page alone by a retry (fault 2, fault 4)', async () => {
    const { system, partner } = await start({
      records: 1_000,
      faults: [
        { _tag: 'alwaysFail', startAt: 300, status: 404, times: 1 },
        { _tag: 'throttle', firstN: 1, hint: 'seconds', seconds: 2 },
      ],
    });
    const id = await system.submit({ url: `${partner.url}/payload` });
    expect(await system.until(id)).toMatchObject({
      Verdict: 'INCOMPLETE',
      SuccessfullyCompleted: 9,
      FailedToComplete: 1,
      Records: 900,
      Evidence: [{ kind: 'TASKS_FAILED', taskIds: ['000000000300-100'] }, { kind: 'RECORDS_MISSING' }],
    });
    // The first contact twice, its proof, the end; ten pages once each (a 404 is not asked for again), a look at both ends.
    expect(partner.stats().requests).toBe(16);
    expect((await system.request('POST', `/jobs/${id}/retry`)).status).toBe(202);
    expect(await system.until(id)).toMatchObject({ Verdict: 'COMPLETE', Records: 1_000, Total: 10 });
    // The page, and a look at both ends.
    expect(partner.stats().requests).toBe(19);
  }, 120_000);

  it('on one page for ever costs that page and no other', async () => {
    const { system, partner } = await start({
      records: 1_000,
      faults: [{ _tag: 'alwaysFail', startAt: 700, status: 500 }],
    });
    const id = await system.submit({ url: `${partner.url}/payload`, limits: { attempts: 2 } });
    expect(await system.until(id)).toMatchObject({
      Verdict: 'INCOMPLETE',
      SuccessfullyCompleted: 9,
      FailedToComplete: 1,
      Records: 900,
    });
    const failed = await system.request('GET', `/jobs/${id}/tasks?state=FAILED`);
    expect(await failed.json()).toMatchObject({
      Tasks: [{ taskId: '000000000700-100', state: 'FAILED', attempt: 1 }],
    });
    // Twice, as the limit says: the failure may pass.
    expect(partner.entries().filter(({ url }) => url.includes('startAt=700')).length).toBe(2);
  }, 120_000);

  it('and asks for a wait that is longer than a function lives is waited for by the workflow', async () => {
    // Fourteen seconds a function, less ten to end well, are four.
    const { system, partner } = await start({
      records: 1_000,
      faults: [{ _tag: 'throttle', everyNth: 8, hint: 'seconds', seconds: 6, times: 1 }],
    });
    const sinceMs = Date.now();
    const id = await system.submit({ url: `${partner.url}/payload`, limits: { concurrency: 1 } });
    expect(await system.until(id)).toMatchObject({
      Verdict: 'COMPLETE',
      Records: 1_000,
      FailedToComplete: 0,
    });
    const { states } = await countsOf(endpoint).transitions(system.stateMachineArn, sinceMs);
    expect(states['WaitForPartner']).toBeGreaterThanOrEqual(1);
    expect(states['FailBatch']).toBeUndefined();
  }, 120_000);
});
