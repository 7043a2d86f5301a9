// What every store of tasks must keep, whatever it is made of. The model is the store in memory, which folds over its tasks.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { taskStates, type Report } from '../task/task.ts';
import type { Tasks } from '../task/tasks.port.ts';
import { right } from './expect-right.ts';
import { memoryTasks } from './memory-home.ts';

const facts = (records: number, short = 0) => ({ records, bytes: records * 10, short });
const report = (taskId: string, state: Report['state'], attempt = 1, records = 100, short = 0): Report => ({
  taskId,
  attempt,
  state,
  facts: state === 'PENDING' || state === 'STARTED' || state === 'FAILED' ? null : facts(records, short),
  failure: state === 'FAILED' ? { reason: 'PartnerAnswered', detail: 'the partner answered 404' } : null,
});

const anyReport = fc
  .record({
    taskId: fc.constantFrom('a', 'b', 'c'),
    state: fc.constantFrom(...taskStates),
    attempt: fc.integer({ min: 1, max: 3 }),
    records: fc.nat(5),
    short: fc.nat(1),
  })
  .map(({ taskId, state, attempt, records, short }) => report(taskId, state, attempt, records, short));

/** @param make a store in which job ids that were not used before are empty */
export const tasksContract = (name: string, make: () => Tasks | Promise<Tasks>): void => {
  describe(`tasks in ${name}`, () => {
    it('keep the greater standing, and count each task where it stands', async () => {
      const tasks = await make();
      right(await tasks.advance('keep', [report('a', 'STARTED'), report('b', 'COMPLETE', 1, 90, 10)])());
      right(
        await tasks.advance('keep', [
          report('b', 'ENQUEUED'),
          report('a', 'FAILED'),
          report('a', 'PAYLOADSAVED'),
        ])(),
      );
      expect(right(await tasks.counters('keep')())).toEqual({
        states: { PENDING: 0, STARTED: 0, PAYLOADSAVED: 0, ENQUEUED: 0, FAILED: 1, COMPLETE: 1 },
        records: 90,
      });
      expect(right(await tasks.get('keep', ['b', 'nobody', 'a'])())).toEqual([
        {
          jobId: 'keep',
          taskId: 'b',
          attempt: 1,
          state: 'COMPLETE',
          facts: { records: 90, bytes: 900, short: 10 },
          failure: null,
        },
        {
          jobId: 'keep',
          taskId: 'a',
          attempt: 1,
          state: 'FAILED',
          facts: null,
          failure: {
            reason: 'PartnerAnswered',
            detail: 'the partner answered 404',
          },
        },
      ]);
    });

    it('list by id, by state and by shortness, page by page, and of one job only', async () => {
      const tasks = await make();
      const all = [
        report('3', 'FAILED'),
        report('1', 'COMPLETE', 1, 9, 1),
        report('2', 'FAILED'),
        report('4', 'STARTED'),
      ];
      right(await tasks.advance('list', all)());
      right(await tasks.advance('other', [report('2', 'FAILED')])());
      const ids = async (
        filter: Parameters<Tasks['list']>[1]['filter'],
        after: string | null,
        limit: number,
      ) => right(await tasks.list('list', { filter, after, limit })()).map(({ taskId }) => taskId);
      expect(await ids(null, null, 3)).toEqual(['1', '2', '3']);
      expect(await ids(null, '3', 3)).toEqual(['4']);
      expect(await ids('FAILED', null, 10)).toEqual(['2', '3']);
      expect(await ids('FAILED', '2', 10)).toEqual(['3']);
      expect(await ids('SHORT', null, 10)).toEqual(['1']);
    });

    it('list a task under a state only as long as it stands there', async () => {
      const tasks = await make();
      const failed = (id: string) => report(id, 'FAILED');
      right(await tasks.advance('leave', [failed('1'), failed('2'), report('3', 'ENQUEUED', 1, 90, 10)])());
      right(
        await tasks.advance('leave', [
          report('1', 'PENDING', 2),
          report('3', 'COMPLETE', 1, 90, 10),
          report('2', 'COMPLETE', 1, 100),
        ])(),
      );
      const ids = async (filter: 'FAILED' | 'SHORT' | 'COMPLETE') =>
        right(await tasks.list('leave', { filter, after: null, limit: 10 })()).map(({ taskId }) => taskId);
      expect([await ids('FAILED'), await ids('SHORT'), await ids('COMPLETE')]).toEqual([
        [],
        ['3'],
        ['2', '3'],
      ]);
      right(await tasks.advance('leave', [report('1', 'FAILED', 2)])());
      expect(await ids('FAILED')).toEqual(['1']);
    });

    it('give the same answers as the model to any trace of reports', async () => {
      const tasks = await make();
      let trial = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(fc.array(anyReport, { maxLength: 4 }), { maxLength: 8 }), async (calls) => {
          const model = memoryTasks();
          const job = `trace-${(trial += 1)}`;
          for (const reports of calls) {
            right(await tasks.advance(job, reports)());
            right(await model.advance(job, reports)());
            expect(right(await tasks.counters(job)())).toEqual(right(await model.counters(job)()));
          }
          const page = { filter: null, after: null, limit: 10 };
          expect(right(await tasks.list(job, page)())).toEqual(right(await model.list(job, page)()));
        }),
      );
    });

    it('apply reports that come at the same time without losing one', async () => {
      const tasks = await make();
      const states = ['STARTED', 'PAYLOADSAVED', 'ENQUEUED', 'COMPLETE'] as const;
      const calls = Array.from({ length: 50 }, (_, i) =>
        states.map((state) => tasks.advance('race', [report(`t${i}`, state)])()),
      );
      (await Promise.all(calls.flat())).map(right);
      expect(right(await tasks.counters('race')())).toEqual({
        states: { PENDING: 0, STARTED: 0, PAYLOADSAVED: 0, ENQUEUED: 0, FAILED: 0, COMPLETE: 50 },
        records: 5000,
      });
    });
  });
};
