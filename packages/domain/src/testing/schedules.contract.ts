// What every store of schedules must keep, whatever it is made of.
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { newSchedule, type Schedule } from '../schedule/schedule.ts';
import type { Schedules } from '../schedule/schedules.port.ts';
import { right } from './expect-right.ts';

const schedule = (id: string): Schedule =>
  newSchedule(
    id,
    {
      when: { cron: '0 3 * * *', timeZone: 'Europe/Rome' },
      request: { url: 'https://partner.example/payload?q=%22ü%22', body: { deep: [1, null, 'ü'] } },
      overlap: 'skip',
      missed: 'run-once',
      incremental: {
        parameter: 'since',
        in: 'query',
        format: 'iso',
        overlapSeconds: 60,
        initial: '2020-01-01',
      },
      paused: false,
    },
    1_795_478_400_000,
  );

/** @param make an empty store */
export const schedulesContract = (name: string, make: () => Schedules | Promise<Schedules>): void => {
  describe(`schedules in ${name}`, () => {
    it('give back what was created, and nothing for an id that nobody created', async () => {
      const schedules = await make();
      expect(right(await schedules.get('a')())).toBeNull();
      expect(right(await schedules.create(schedule('a'))())).toEqual(schedule('a'));
      expect(right(await schedules.get('a')())).toEqual(schedule('a'));
    });

    it('create an id once, and show who was first', async () => {
      const schedules = await make();
      right(await schedules.create(schedule('a'))());
      expect(await schedules.create({ ...schedule('a'), paused: true })()).toEqual(
        E.left({ _tag: 'ScheduleExists', schedule: schedule('a') }),
      );
      expect(right(await schedules.get('a')())).toEqual(schedule('a'));
    });

    it('replace a schedule at the revision that was read, and at no other', async () => {
      const schedules = await make();
      right(await schedules.create(schedule('a'))());
      const run = {
        jobId: 'a-20261124T000000Z',
        plannedMs: 1_795_478_400_000,
        firedAtMs: 1_795_478_400_123,
        since: 1_795_478_340,
        generation: 1,
        outcome: 'INCOMPLETE',
      } as const;
      const changed: Schedule = { ...schedule('a'), watermarkMs: 1_795_478_400_123, runs: [run] };
      expect(right(await schedules.replace(changed)())).toEqual({ ...changed, revision: 2 });
      expect(await schedules.replace({ ...changed, paused: true })()).toEqual(
        E.left({ _tag: 'RevisionMoved' }),
      );
      expect(right(await schedules.get('a')())).toEqual({ ...changed, revision: 2 });
      expect(await schedules.replace(schedule('nobody'))()).toEqual(E.left({ _tag: 'RevisionMoved' }));
      expect(right(await schedules.get('nobody')())).toBeNull();
    });

    it('let one of many win who replace the same revision at the same time', async () => {
      const schedules = await make();
      right(await schedules.create(schedule('a'))());
      const replaced = await Promise.all(
        Array.from({ length: 10 }, (_, i) => schedules.replace({ ...schedule('a'), watermarkMs: i })()),
      );
      expect(replaced.filter(E.isRight)).toHaveLength(1);
      expect(right(await schedules.get('a')())?.revision).toBe(2);
    });

    it('forget what was removed, and let its id be used again', async () => {
      const schedules = await make();
      right(await schedules.create(schedule('a'))());
      right(await schedules.remove('a')());
      right(await schedules.remove('a')());
      expect(right(await schedules.get('a')())).toBeNull();
      expect(await schedules.replace(schedule('a'))()).toEqual(E.left({ _tag: 'RevisionMoved' }));
      expect(right(await schedules.create(schedule('a'))())).toEqual(schedule('a'));
    });

    it('are listed by id, page by page, each once', async () => {
      const schedules = await make();
      expect(right(await schedules.list({ after: null, limit: 5 })())).toEqual([]);
      for (const id of ['d', 'b', 'B', 'c', 'a']) right(await schedules.create(schedule(id))());
      const seen: string[] = [];
      for (let after: string | null = null; ;) {
        const page: ReadonlyArray<Schedule> = right(await schedules.list({ after, limit: 2 })());
        seen.push(...page.map(({ id }) => id));
        if (page.length < 2) break;
        after = page.at(-1)?.id ?? null;
      }
      expect(seen).toEqual(['B', 'a', 'b', 'c', 'd']);
      expect(right(await schedules.list({ after: 'b', limit: 1 })())).toEqual([schedule('c')]);
    });
  });
};
