// Schedules on a running server: what the partner was asked, as its own log tells it.
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { clientOf, idsOf, ndjson, scheduleUntil, serverBench } from '../testing/server-bench.ts';

const offset = { pagination: { kind: 'offset' } } as const;

/** Six fields, in UTC, of the second in so many milliseconds. */
const cronIn = (ms: number): { readonly cron: string; readonly at: Date } => {
  const at = new Date(Math.ceil((Date.now() + ms) / 1000) * 1000);
  return { cron: `${at.getUTCSeconds()} ${at.getUTCMinutes()} ${at.getUTCHours()} * * *`, at };
};

describe('a schedule', () => {
  it('asks from the start of the last run that had every record, and of no other', async () => {
    const { simulate, serve } = serverBench();
    // The first run misses a page.
    const partner = await simulate({
      records: 250,
      faults: [{ _tag: 'alwaysFail', startAt: 100, status: 500, times: 1 }],
    });
    const server = await serve();
    await clientOf(server).putSchedule('often', {
      when: { everySeconds: 1 },
      request: { url: `${partner.url}/payload`, limits: { attempts: 1 }, ...offset, ...ndjson },
      incremental: { parameter: 'since', overlapSeconds: 10, initial: 'then' },
    });
    const { Runs } = await scheduleUntil(server, 'often', ({ Runs: runs }) => runs.length >= 4);
    await clientOf(server).deleteSchedule('often');
    const [first, second, third, fourth] = Runs.toReversed();
    if (first === undefined || second === undefined || third === undefined || fourth === undefined)
      throw new Error('four runs');
    expect([first.Outcome, second.Outcome, third.Outcome]).toEqual(['INCOMPLETE', 'COMPLETE', 'COMPLETE']);
    const startOf = async (id: string) => Date.parse((await clientOf(server).job(id)).SubmittedAt);
    const sinceOf = async (id: string) =>
      `${new Date((await startOf(id)) - 10_000).toISOString().slice(0, 19)}Z`;
    // The incomplete run moved nothing, so the second asked as the first did.
    expect([first.Since, second.Since]).toEqual(['then', 'then']);
    expect(third.Since).toBe(await sinceOf(second.JobId));
    expect(fourth.Since).toBe(await sinceOf(third.JobId));
    const asked = partner.entries().map(({ url }) => new URL(url, partner.url).searchParams.get('since'));
    expect([...new Set(asked)].slice(0, 3)).toEqual(['then', third.Since, fourth.Since]);
    expect(idsOf(server, third.JobId)).toHaveLength(250);
  });

  it('begins what it missed while the server was off, once, and goes on', async () => {
    const { simulate, serve, stop } = serverBench();
    const partner = await simulate({ records: 100 });
    const off = await serve();
    const { cron, at } = cronIn(1_000);
    const made = await clientOf(off).putSchedule('daily', {
      when: { cron },
      request: { url: `${partner.url}/payload`, ...offset },
    });
    expect(made.NextRun).toBe(at.toISOString());
    await stop(off);
    await wait(at.getTime() - Date.now() + 300);
    expect(partner.stats().requests).toBe(0);
    const on = await serve();
    const { LastJob, NextRun, Runs } = await scheduleUntil(
      on,
      'daily',
      ({ Runs: [run] }) => run?.Outcome === 'COMPLETE',
    );
    expect([LastJob, Runs.length, Runs[0]?.Outcome]).toEqual([
      `daily-${at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`,
      1,
      'COMPLETE',
    ]);
    expect(NextRun).toBe(new Date(at.getTime() + 86_400_000).toISOString());
  });

  it('passes a time over while its last run goes, and says so', async () => {
    const { simulate, serve } = serverBench();
    const partner = await simulate({ records: 100_000, minDelayMs: 20, maxDelayMs: 40 });
    const server = await serve();
    const request = { url: `${partner.url}/payload`, limits: { concurrency: 2 }, ...offset };
    await clientOf(server).putSchedule('slow', { when: { everySeconds: 1 }, request });
    const { Runs, LastSkip } = await scheduleUntil(server, 'slow', (shown) => shown.LastSkip !== null);
    expect(Runs).toHaveLength(1);
    expect(LastSkip).toMatchObject({
      Reason: 'STILL_RUNNING',
      Detail: `job ${Runs[0]?.JobId ?? ''} is not over yet`,
    });
    await clientOf(server).change(Runs[0]?.JobId ?? '', 'cancel');
    await scheduleUntil(server, 'slow', (shown) => shown.Runs.length === 2);
    const after = await clientOf(server).schedule('slow');
    expect(after.Runs[1]?.Outcome).toBe('CANCELLED');
    await clientOf(server).change(after.Runs[0]?.JobId ?? '', 'cancel');
  });

  it('that is put while another one is awaited is not late, and that is paused is not fired', async () => {
    const { simulate, serve } = serverBench();
    const partner = await simulate({ records: 100 });
    const server = await serve();
    const client = clientOf(server);
    const request = { url: `${partner.url}/payload`, ...offset };
    await client.putSchedule('rare', { when: { everySeconds: 3_600 }, request });
    await client.putSchedule('soon', { when: { everySeconds: 1 }, request });
    await scheduleUntil(server, 'soon', ({ Runs: [run] }) => run?.Outcome === 'COMPLETE');
    const paused = await client.putSchedule('soon', { when: { everySeconds: 1 }, request, paused: true });
    await wait(1_500);
    expect((await client.schedule('soon')).Runs[0]?.JobId).toBe(paused.Runs[0]?.JobId);
    expect((await client.schedule('rare')).Runs).toEqual([]);
  });
});
