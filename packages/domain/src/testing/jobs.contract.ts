// What every store of jobs must keep, whatever it is made of.
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { newJob, type Job } from '../job/job.ts';
import { defaultLimits, type JobRequest } from '../job/job-request.ts';
import type { Jobs } from '../job/jobs.port.ts';
import { defaultsOf } from '../pagination/pagination.ts';
import { right } from './expect-right.ts';

const request: JobRequest = {
  url: 'https://partner.example/payload?q=%22ü%22',
  method: 'POST',
  headers: { accept: 'application/json' },
  body: { deep: { list: [1, null, 'ü'] } },
  credentials: { kind: 'basic', username: 'me', passwordSecret: 'partner/password' },
  pagination: defaultsOf.offset,
  limits: { ...defaultLimits, rate: { perSecond: 0.5, burst: 2 } },
  processor: { kind: 'custom', name: 'orders' },
  webhook: { url: 'https://told.example/done', secret: 'told' },
};
const job = (id: string, submittedAtMs = 1_795_478_400_000): Job => newJob(id, request, submittedAtMs);

/** @param make an empty store */
export const jobsContract = (name: string, make: () => Jobs | Promise<Jobs>): void => {
  describe(`jobs in ${name}`, () => {
    it('give back what was created, and nothing for an id that nobody created', async () => {
      const jobs = await make();
      expect(right(await jobs.get('a')())).toBeNull();
      expect(right(await jobs.create(job('a'))())).toEqual(job('a'));
      expect(right(await jobs.get('a')())).toEqual(job('a'));
    });

    it('create an id once, and show who was first', async () => {
      const jobs = await make();
      right(await jobs.create(job('a'))());
      expect(await jobs.create(job('a', 5))()).toEqual(E.left({ _tag: 'JobExists', job: job('a') }));
      expect(right(await jobs.get('a')())).toEqual(job('a'));
    });

    it('replace a job at the revision that was read, and at no other', async () => {
      const jobs = await make();
      right(await jobs.create(job('a'))());
      const running: Job = {
        ...job('a'),
        status: 'SETTLED',
        plan: { kind: 'enumerated', startAt: 0, total: 250, pageSize: 100 },
        total: 3,
        totalsSeen: [250],
        verdict: 'INCOMPLETE',
        evidence: [{ kind: 'TASKS_FAILED', count: 1, taskIds: ['000000000100-100'] }],
        failure: { reason: 'TotalUnknown', detail: 'the total is absent' },
        settledAtMs: 1_795_478_409_999,
        webhook: {
          revision: 1,
          attempts: 2,
          deliveredAtMs: null,
          failure: 'it answered 500',
          nextTryAtMs: 1_795_478_419_999,
        },
      };
      expect(right(await jobs.replace(running)())).toEqual({ ...running, revision: 2 });
      expect(await jobs.replace({ ...running, total: 4 })()).toEqual(E.left({ _tag: 'RevisionMoved' }));
      expect(right(await jobs.get('a')())).toEqual({ ...running, revision: 2 });
      expect(await jobs.replace(job('nobody'))()).toEqual(E.left({ _tag: 'RevisionMoved' }));
    });

    it('let one of many win who replace the same revision at the same time', async () => {
      const jobs = await make();
      right(await jobs.create(job('a'))());
      const replaced = await Promise.all(
        Array.from({ length: 10 }, (_, total) => jobs.replace({ ...job('a'), total })()),
      );
      expect(replaced.filter(E.isRight)).toHaveLength(1);
      expect(right(await jobs.get('a')())?.revision).toBe(2);
    });

    it('list the newest first, page by page, each job once', async () => {
      const jobs = await make();
      expect(right(await jobs.list({ before: null, limit: 5 })())).toEqual([]);
      // In one millisecond, as a burst of submissions comes; then one later.
      for (const id of ['d', 'b', 'c', 'a']) right(await jobs.create(job(id))());
      right(await jobs.create(job('e', 1_795_478_400_001))());
      const seen: string[] = [];
      for (let before: string | null = null; ;) {
        const page: ReadonlyArray<Job> = right(await jobs.list({ before, limit: 2 })());
        seen.push(...page.map(({ id }) => id));
        if (page.length < 2) break;
        before = page.at(-1)?.id ?? null;
      }
      expect(seen[0]).toBe('e');
      expect(seen.toSorted()).toEqual(['a', 'b', 'c', 'd', 'e']);
    });
  });
};
