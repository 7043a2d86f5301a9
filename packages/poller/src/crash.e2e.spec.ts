// 25 kills in every test run; `npm run crash` does as many as one likes.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSimulator } from '@api-poller/external-sim';
import { describe, expect, it, onTestFinished } from 'vitest';
import { killLoop } from './testing/kill-loop.ts';
import { seeded } from './testing/seeded.ts';

describe('a server that is killed 25 times at any moment of a job', () => {
  it('ends with each record exactly once, counters that equal its tasks, and COMPLETE', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'api-poller-crash-'));
    const partner = await startSimulator({
      records: 100_000,
      errorRate: 0.1,
      minDelayMs: 5,
      maxDelayMs: 60,
      seed: 25,
    });
    onTestFinished(async () => {
      await partner.close();
      rmSync(dataDir, { recursive: true, force: true });
    });
    const { job, ids, fold, recordsOfTasks, killsWhileRunning } = await killLoop({
      partner,
      dataDir,
      kills: 25,
      random: seeded(25),
      onKill: () => undefined,
    });
    expect(killsWhileRunning).toBe(25);
    expect(job).toMatchObject({
      Verdict: 'COMPLETE',
      Records: 100_000,
      SuccessfullyCompleted: 1_000,
      FailedToComplete: 0,
      Started: 0,
      PayloadSaved: 0,
      Enqueued: 0,
      Total: 1_000,
    });
    expect(fold).toEqual({ COMPLETE: 1_000 });
    expect(recordsOfTasks).toBe(100_000);
    expect(ids).toHaveLength(100_000);
    expect(new Set(ids).size).toBe(100_000);
  }, 120_000);
});
