// Pages that are short, mixed up, refused or too long, and lists of sizes at which one might miscount.
import { describe, expect, it } from 'vitest';
import { firstIds, status } from '../testing/whole-home.ts';
import { pageStating, runWorld, still } from '../testing/offset-world.ts';

describe('pages that are not what they should be', () => {
  it('one row short: asked for again, and when it does not come, named', async () => {
    const short = await runWorld({
      rows: still(300),
      instead: (startAt, count) =>
        startAt === 100 && count === 100 ? pageStating(300, firstIds(199).slice(100)) : null,
    });
    expect([short.Verdict, short.ids.length]).toEqual(['COMPLETE_WITH_DRIFT', 300]);
  });

  it('one row short each time, where no total tells: the place behind is asked for by itself', async () => {
    const done = await runWorld({
      rows: still(202),
      instead: (startAt, count) =>
        pageStating(0, firstIds(startAt === 200 && count > 1 ? 201 : 202).slice(startAt, startAt + count)),
    });
    expect([done.Verdict, done.ids.length]).toEqual(['COMPLETE_WITH_DRIFT', 202]);
  });

  it('rows of another page among them: they are named, and nothing is COMPLETE', async () => {
    const done = await runWorld({
      rows: still(300),
      instead: (startAt) => (startAt === 200 ? pageStating(300, [...firstIds(299).slice(200), 0]) : null),
    });
    expect([done.Records, done.Verdict]).toEqual([300, 'INCOMPLETE']);
    expect(done.Evidence).toContainEqual({
      kind: 'RECORDS_REPEATED',
      count: 1,
      taskIds: ['000000000000-100', '000000000200-100'],
    });
  });

  it('refused from a place on: the wall is named, and what stands before it was copied', async () => {
    const done = await runWorld({
      rows: still(1_500),
      instead: (startAt) => (startAt >= 1_000 ? status(400) : null),
    });
    expect(done.ids).toEqual(firstIds(1_000));
    expect(done.Verdict).toBe('INCOMPLETE');
    expect(done.Evidence).toContainEqual({
      kind: 'DEEP_PAGE_WALL',
      at: 1_000,
      detail: 'the partner answered 400',
    });
  });

  it('of an empty list: COMPLETE, and COMPLETE_WITH_DRIFT when rows came meanwhile', async () => {
    expect((await runWorld({ rows: still(0) })).Verdict).toBe('COMPLETE');
    const grew = await runWorld({ rows: (before) => firstIds(before === 0 ? 0 : 130) });
    expect([grew.Verdict, grew.ids]).toEqual(['COMPLETE_WITH_DRIFT', firstIds(130)]);
  });

  it.each([1, 99, 100, 101, 200, 1_000])('of a list of %i rows: each row once', async (total) => {
    const done = await runWorld({ rows: still(total) });
    expect([done.Verdict, done.ids]).toEqual(['COMPLETE', firstIds(total)]);
  });

  it('with more rows than were asked for: those that belong to the task are taken', async () => {
    const done = await runWorld({
      rows: still(250),
      instead: (startAt) => pageStating(250, firstIds(250).slice(startAt, startAt + 100)),
    });
    expect([done.Verdict, done.ids]).toEqual(['COMPLETE', firstIds(250)]);
  });
});
