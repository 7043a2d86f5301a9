import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { prepareJob } from '../plan/prepare-job.use-case.ts';
import { processPayload } from '../processor/process-payload.use-case.ts';
import { failBatch } from '../task/fail-batch.use-case.ts';
import { fetchTasks } from '../task/fetch-tasks.use-case.ts';
import { right } from '../testing/expect-right.ts';
import type { PageRequest } from '../partner/partner.port.ts';
import { memoryPartner } from '../testing/memory-home.ts';
import { always, firstIds, offsetRequest, ok, page, status, wholeHome } from '../testing/whole-home.ts';

const down = { _tag: 'StoreUnavailable', detail: 'down' } as const;

describe('a job that crashed, or was handled twice', () => {
  it('keeps the plan of its first contact, even when it crashed before its manifest was whole', async () => {
    const moved = wholeHome((asked) => page(asked.startAt === 0 && asked.time > 1 ? 300 : 200, asked));
    right(await moved.submit());
    const failing = { ...moved.env, manifest: { write: () => async () => E.left(down) } };
    expect(await prepareJob('j', always)(failing)()).toEqual(E.left(down));
    const job = await moved.prepare();
    expect([job.status, job.total, moved.env.manifest.batches.length]).toEqual(['RUNNING', 2, 2]);
    // The first page, and the place where its total says that the list ends.
    expect(moved.env.partner.asked).toHaveLength(2);
  });

  it('counts its gap tasks even when it crashed right after it had planned them', async () => {
    const short = wholeHome((asked) =>
      asked.startAt === 100 && asked.count === 100
        ? ok(
            300,
            firstIds(90).map((id) => id + 100),
          )
        : page(300, asked),
    );
    right(await short.submit());
    await short.prepare();
    await short.round();
    // As if the total had not been raised: the store still holds the job as it was before.
    const job = right(await short.env.jobs.get('j')());
    if (job === null) throw new Error('no job');
    right(await short.env.jobs.replace({ ...job, total: 3 })());
    expect(await short.round()).toEqual({ settled: true, resumeAfterMs: 0 });
    expect(await short.resource()).toMatchObject({ Total: 4, SuccessfullyCompleted: 4, Records: 300 });
  });

  it('planned twice, fetched twice and processed twice is still done once', async () => {
    const again = wholeHome((asked) => page(200, asked));
    right(await again.submit());
    const job = await again.prepare();
    expect(await again.prepare()).toEqual(job);
    const [batch] = again.env.manifest.batches;
    if (batch === undefined) throw new Error('no batch');
    right(await fetchTasks(job, batch, always)(again.env)());
    right(await fetchTasks(job, batch, always)(again.env)());
    // One of them was the first contact.
    expect(again.env.partner.asked.filter(({ startAt }) => startAt === 0)).toHaveLength(2);
    const [message] = again.env.queue.messages;
    if (message === undefined) throw new Error('no message');
    right(await processPayload(job, message)(again.env)());
    right(await processPayload(job, message)(again.env)());
    expect(again.records()).toEqual(firstIds(100));
  });

  it('that crashed between saving a payload and sending its message sends it without another fetch', async () => {
    const crashed = wholeHome((asked) => page(100, asked));
    right(await crashed.submit());
    const job = await crashed.prepare();
    const facts = { records: 100, bytes: 9, short: 0 };
    right(
      await crashed.env.tasks.advance('j', [
        { taskId: '000000000000-100', attempt: 1, state: 'PAYLOADSAVED', facts, failure: null },
      ])(),
    );
    const [batch] = crashed.env.manifest.batches;
    if (batch === undefined) throw new Error('no batch');
    right(await fetchTasks(job, batch, always)(crashed.env)());
    expect(crashed.env.queue.messages).toEqual([
      { jobId: 'j', taskId: '000000000000-100', attempt: 1, facts },
    ]);
    expect(crashed.env.partner.asked).toHaveLength(2);
  });

  it('keeps the message and the payload of a page that its processor refused', async () => {
    let failing = true;
    const poison = wholeHome(
      (asked) => page(100, asked),
      () => failing,
    );
    right(await poison.submit());
    const job = await poison.prepare();
    for (const batch of poison.env.manifest.batches)
      right(await fetchTasks(job, batch, always)(poison.env)());
    const [message] = poison.env.queue.messages;
    if (message === undefined) throw new Error('no message');
    expect(await processPayload(job, message)(poison.env)()).toEqual(
      E.left({ _tag: 'ProcessingFailed', detail: 'told to fail' }),
    );
    expect(poison.env.payloads.size()).toBe(1);
    failing = false;
    right(await processPayload(job, message)(poison.env)());
    expect(poison.records()).toEqual(firstIds(100));
  });

  it('handles some tasks of a batch side by side, and stops as one when it must wait', async () => {
    const many = wholeHome((asked) => page(1_000, asked));
    right(await many.submit({ ...offsetRequest, limits: { concurrency: 1 } }));
    const job = await many.prepare();
    const batch = { index: 0, startAt: 0, stopAt: 1_000, pageSize: 100 };
    let asking = 0;
    let most = 0;
    const partner = {
      fetch: (request: PageRequest) => async () => {
        asking += 1;
        most = Math.max(most, asking);
        await Promise.resolve();
        asking -= 1;
        return many.env.partner.fetch(request)();
      },
    };
    const sideBySide = { ...many.env, partner, sideBySide: 4 };
    expect(right(await fetchTasks(job, batch, always)(sideBySide)())).toEqual({
      finished: true,
      resumeAfterMs: 0,
    });
    expect([most, many.env.queue.messages.length]).toEqual([4, 10]);

    const waiting = wholeHome(() => status(429, { 'retry-after': '60' }));
    const impatient = { ...waiting.env, sideBySide: 4, patienceMs: () => 1_000 };
    expect(right(await fetchTasks(job, batch, always)(impatient)())).toMatchObject({ finished: false });
    expect(waiting.env.partner.asked).toHaveLength(4);
    const broken = {
      ...many.env,
      sideBySide: 4,
      payloads: { ...many.env.payloads, put: () => async () => E.left(down) },
    };
    const other = { ...batch, startAt: 2_000, stopAt: 3_000 };
    expect(
      await fetchTasks(job, other, always)({ ...broken, partner: memoryPartner(() => ok(1_000, [1])) })(),
    ).toEqual(E.left(down));
  });

  it('gives up what a dead worker left behind, and leaves what is on its way', async () => {
    const dead = wholeHome((asked) => page(400, asked));
    const facts = { records: 100, bytes: 9, short: 0 };
    const stands = (taskId: string, state: 'STARTED' | 'PAYLOADSAVED' | 'ENQUEUED') => ({
      taskId,
      attempt: 2,
      state,
      facts: state === 'STARTED' ? null : facts,
      failure: null,
    });
    right(
      await dead.env.tasks.advance('j', [
        stands('000000000000-100', 'STARTED'),
        stands('000000000100-100', 'PAYLOADSAVED'),
        stands('000000000200-100', 'ENQUEUED'),
      ])(),
    );
    const failure = { reason: 'WorkerDied', detail: 'out of memory' };
    const batch = { index: 0, startAt: 0, stopAt: 400, pageSize: 100 };
    right(await failBatch('j', batch, failure)(dead.env)());
    const tasks = right(await dead.env.tasks.list('j', { filter: null, after: null, limit: 9 })());
    expect(tasks.map(({ taskId, attempt, state, failure: why }) => [taskId, attempt, state, why])).toEqual([
      ['000000000000-100', 2, 'FAILED', failure],
      ['000000000100-100', 2, 'FAILED', failure],
      ['000000000200-100', 2, 'ENQUEUED', null],
      ['000000000300-100', 1, 'FAILED', failure],
    ]);
  });
});
