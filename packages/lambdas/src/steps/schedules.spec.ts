// Schedules and completion webhooks through the steps, called as EventBridge Scheduler and the state machine call them.
import * as E from 'fp-ts/lib/Either.js';
import type { Answer, Asked } from '@api-poller/domain/testing';
import { describe, expect, it } from 'vitest';
import { api } from '../api.ts';
import { schedulesApi } from '../schedules-api.ts';
import { memoryAws } from '../testing/memory-aws.ts';
import { fetchBatch } from './fetch.ts';
import { fire } from './fire.ts';
import { prepare } from './prepare.ts';
import { messageProcessor } from './process.ts';
import { settle } from './settle.ts';

const page = ({ startAt, count }: Asked): Answer =>
  E.right({
    status: 200,
    body: JSON.stringify({
      maxRecordsPerPage: 100,
      totalRecords: 100,
      payload: Array.from({ length: Math.min(count, 100 - startAt) }, (_, i) => ({ id: startAt + i })),
    }),
  });
const patience = (): number => 60_000;
const request = { url: 'https://partner.example/payload', pagination: { kind: 'offset' } };
const schedule = {
  when: { everySeconds: 60 },
  request,
  incremental: { parameter: 'since' },
};
// The home's clock stands at 2026-11-24T00:00:00Z.
const first = { scheduleId: 'orders', plannedAt: '2026-11-24T00:01:00Z' };
const firstJob = 'orders-20261124T000100Z';

const bench = (answer: (asked: Asked) => Answer = page) => {
  const aws = memoryAws(answer);
  const send = async (method: string, path: string, body?: object) => {
    const answered = await (path.startsWith('/schedules') ? schedulesApi : api)(aws.home).request(path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answered.status, json: (await answered.json()) as Record<string, unknown> };
  };
  /** All steps of a job but the last. */
  const run = async (jobId: string) => {
    const executionId = `${jobId}-r1`;
    await prepare(aws.home, patience)({ executionId, event: null, jobId });
    for (const batch of aws.rounds.get(`${jobId}/plan`) ?? [])
      await fetchBatch(aws.home, patience)({ jobId, batch });
    const bodies = aws.messages.splice(0).map(({ jobId: id, taskId, attempt, facts }, i) => ({
      messageId: `m${i}`,
      body: JSON.stringify({ task: { jobId: id, taskId, attempt }, facts }),
    }));
    await messageProcessor(aws.home)(bodies, () => undefined);
    return { executionId, jobId, key: `${jobId}/plan`, waits: 0 };
  };
  return { ...aws, send, run };
};

describe('a schedule on AWS', () => {
  it('sets its alarm, and each planned time starts one execution, however often it is told', async () => {
    const { home, send, alarms, started } = bench();
    expect((await send('PUT', '/schedules/orders', schedule)).status).toBe(201);
    expect(alarms).toMatchObject([{ id: 'orders', when: { everySeconds: 60 } }]);
    expect(await fire(home)(first)).toEqual({ jobId: firstJob, known: true });
    expect(await fire(home)(first)).toEqual({ jobId: null, known: true });
    expect(started).toEqual([`${firstJob}-r1`]);
  });

  it('begins its run again after a crash before the execution was started, and not once that has begun', async () => {
    const { home, send, started, run } = bench();
    await send('PUT', '/schedules/orders', { ...schedule, overlap: 'allow' });
    const down = {
      ...home.executions,
      start: () => async () => E.left({ _tag: 'StoreUnavailable', detail: 'down' } as const),
    };
    await expect(fire({ ...home, executions: down })(first)).rejects.toThrow('down');
    expect(await fire(home)(first)).toEqual({ jobId: firstJob, known: true });
    expect(started).toEqual([`${firstJob}-r1`]);
    // As if the schedule had not been written after that, and the job has come further.
    await run(firstJob);
    const written = await home.schedules.get('orders')();
    if (E.isLeft(written) || written.right === null) throw new Error('no schedule');
    await home.schedules.replace({ ...written.right, handledUpToMs: 0 })();
    expect(await fire(home)(first)).toMatchObject({ known: true });
    expect(started).toEqual([`${firstJob}-r1`]);
  });

  it('moves its watermark when the run has settled, and the next run asks from there', async () => {
    const { home, send, run } = bench();
    await send('PUT', '/schedules/orders', schedule);
    await fire(home)(first);
    expect((await settle(home, patience)(await run(firstJob))).next).toBe('end');
    expect((await send('GET', '/schedules/orders')).json).toMatchObject({
      Watermark: '2026-11-24T00:00:00.000Z',
      Runs: [{ JobId: firstJob, Outcome: 'COMPLETE' }],
    });
    await fire(home)({ ...first, plannedAt: '2026-11-24T00:02:00Z' });
    expect((await send('GET', '/jobs/orders-20261124T000200Z')).json['Url']).toBe(
      'https://partner.example/payload?since=2026-11-23T23%3A59%3A00Z',
    );
  });

  it('learns of a run that could not be planned', async () => {
    const { home, send } = bench(() => E.right({ status: 404, body: '{}' }));
    await send('PUT', '/schedules/orders', schedule);
    await fire(home)(first);
    await prepare(home, patience)({ executionId: `${firstJob}-r1`, event: null, jobId: firstJob });
    expect((await send('GET', '/schedules/orders')).json).toMatchObject({
      Watermark: null,
      Runs: [{ Outcome: 'FAILED' }],
    });
  });

  it('that is not there does nothing, and says so', async () => {
    const { home, started } = bench();
    expect(await fire(home)(first)).toEqual({ jobId: null, known: false });
    await expect(fire(home)({ ...first, plannedAt: 'soon' })).rejects.toThrow('cannot be read');
    expect(started).toEqual([]);
  });
});

describe('a completion webhook on AWS', () => {
  const told = { ...request, webhook: { url: 'https://told.example/done', secret: 'told' } };
  /** Answers the partner as ever, and the receiver with these statuses. */
  const receiving = (statuses: ReadonlyArray<number>) => {
    const left = [...statuses];
    const posted: string[] = [];
    const made = bench();
    const { partner } = made.home;
    const home = {
      ...made.home,
      partner: {
        fetch: (asked: Parameters<typeof partner.fetch>[0]) => async () => {
          if (!asked.url.startsWith('https://told.example/')) return partner.fetch(asked)();
          posted.push(asked.headers['idempotency-key'] ?? '');
          return E.right({
            status: left.shift() ?? 204,
            headers: {},
            body: new Uint8Array(),
            url: '',
            tookMs: 1,
          });
        },
      },
    };
    return { ...made, home, posted };
  };

  it('is delivered by the settling step, a try at a time, and waited for in the workflow', async () => {
    const { home, send, run, posted } = receiving([500]);
    await send('PUT', '/jobs/job', told);
    const settling = await run('job');
    expect(await settle(home, patience)(settling)).toEqual({
      jobId: 'job',
      next: 'wait',
      seconds: 1,
      waits: 0,
    });
    await home.sleep(1_000)();
    const again = { ...settling, key: null };
    expect(await settle(home, patience)(again)).toEqual({ jobId: 'job', next: 'end', status: 'SETTLED' });
    expect(await settle(home, patience)(again)).toEqual({ jobId: 'job', next: 'end', status: 'SETTLED' });
    expect(new Set(posted).size).toBe(1);
    expect(posted).toHaveLength(2);
    expect((await send('GET', '/jobs/job')).json).toMatchObject({
      Verdict: 'COMPLETE',
      Webhook: { Attempts: 2, Failure: null },
    });
  });

  it('of a job that was cancelled before it began is delivered by an execution of its own', async () => {
    const { home, send, started, posted } = receiving([]);
    await send('PUT', '/jobs/job', told);
    await send('POST', '/jobs/job/cancel');
    expect(started).toEqual(['job-r1', 'job-r2']);
    const step = await prepare(home, patience)({ executionId: 'job-r2', event: null, jobId: 'job' });
    expect(step).toEqual({ jobId: 'job', next: 'settle' });
    const settling = { executionId: 'job-r2', jobId: 'job', key: null, waits: 0 };
    expect(await settle(home, patience)(settling)).toEqual({
      jobId: 'job',
      next: 'end',
      status: 'CANCELLED',
    });
    expect(posted).toHaveLength(1);
  });
});
