import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { defaultRequest } from '../job/job-request.ts';
import { jobResource } from '../job/job-resource.ts';
import { newJob, type Job } from '../job/job.ts';
import type { Jobs } from '../job/jobs.port.ts';
import type { PageRequest } from '../partner/partner.port.ts';
import { right } from '../testing/expect-right.ts';
import { memoryJobs, memoryTasks, scriptedPartner, type Answer } from '../testing/memory-home.ts';
import { memorySigner } from '../testing/memory-schedules.ts';
import { noCounters } from '../progress/progress.ts';
import { deliverWebhook } from './deliver-webhook.use-case.ts';

const NOW = 1_795_478_400_000;
const status = (code: number, headers: Record<string, string> = {}): Answer =>
  E.right({ status: code, headers, body: 'what the receiver says is not read' });

const over = (change: Partial<Job> = {}): Job => ({
  ...newJob(
    'j',
    {
      ...defaultRequest,
      url: 'https://partner.example/x',
      webhook: { url: 'https://told.example/done', secret: 'told' },
    },
    NOW - 5_000,
  ),
  status: 'SETTLED',
  verdict: 'COMPLETE',
  settledAtMs: NOW - 1_000,
  revision: 1,
  ...change,
});

const bench = async (
  answer: (time: number) => Answer,
  job: Job = over(),
  meanwhile: (jobs: Jobs) => Promise<void> = async () => undefined,
) => {
  let nowMs = NOW;
  const jobs = memoryJobs();
  right(await jobs.create(job)());
  const partner = scriptedPartner((_, before) => answer(before + 1));
  const env = {
    jobs,
    tasks: memoryTasks(),
    partner: {
      fetch: (request: PageRequest) => async () => {
        const answered = await partner.fetch(request)();
        await meanwhile(jobs);
        return answered;
      },
    },
    signer: memorySigner,
    clock: { nowMs: () => nowMs },
    random: () => 0.5,
  };
  const stored = async () => {
    const read = right(await jobs.get('j')());
    if (read === null) throw new Error('no job');
    return read;
  };
  const shown = async () => jobResource(await stored(), noCounters).Webhook;
  const deliver = async () => right(await deliverWebhook('j')(env)());
  return {
    partner,
    stored,
    shown,
    deliver,
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
};

describe('a completion webhook', () => {
  it('is the job as the API shows it, signed, with a key that stays the same', async () => {
    const { partner, deliver, shown } = await bench(() => status(204));
    expect(await deliver()).toEqual({ done: true, resumeAfterMs: 0 });
    const [request] = partner.requests;
    const body =
      '{"Started":0,"PayloadSaved":0,"Enqueued":0,"SuccessfullyCompleted":0,"FailedToComplete":0,"Total":0,' +
      '"JobId":"j","Url":"https://partner.example/x","Status":"SETTLED","Verdict":"COMPLETE","Evidence":[],' +
      '"Failure":null,"Pagination":null,"Detected":[],"Records":0,"ThrottledUntil":null,"SubmittedAt":"2026-11-23T23:59:55.000Z",' +
      '"SettledAt":"2026-11-23T23:59:59.000Z"}';
    expect(request).toMatchObject({
      method: 'POST',
      url: 'https://told.example/done',
      body,
      redirects: 'unchanged',
      headers: {
        'content-type': 'application/json',
        'x-api-poller-signature': `t=1795478400,v1=signed(told, 1795478400.${body})`,
        'idempotency-key': 'j-1',
      },
    });
    expect(await shown()).toEqual({
      DeliveredAt: '2026-11-24T00:00:00.000Z',
      Attempts: 1,
      Failure: null,
    });
    expect(await deliver()).toEqual({ done: true, resumeAfterMs: 0 });
    expect(partner.requests).toHaveLength(1);
  });

  it('is tried again, later each time, under the same key, and changes no verdict', async () => {
    const { partner, deliver, shown, stored, pass } = await bench((time) => status(time < 3 ? 500 : 200));
    expect(await deliver()).toEqual({ done: false, resumeAfterMs: 500 });
    // Who asks too early waits for the rest.
    pass(100);
    expect(await deliver()).toEqual({ done: false, resumeAfterMs: 400 });
    expect(await shown()).toEqual({ DeliveredAt: null, Attempts: 1, Failure: 'the receiver answered 500' });
    pass(400);
    expect(await deliver()).toEqual({ done: false, resumeAfterMs: 1_000 });
    pass(1_000);
    expect(await deliver()).toEqual({ done: true, resumeAfterMs: 0 });
    expect(await shown()).toMatchObject({ DeliveredAt: '2026-11-24T00:00:01.500Z', Attempts: 3 });
    expect(partner.requests.map(({ headers }) => headers['idempotency-key'])).toEqual(['j-1', 'j-1', 'j-1']);
    expect(await stored()).toMatchObject({ status: 'SETTLED', verdict: 'COMPLETE' });
  });

  it('is given up after ten tries', async () => {
    const { partner, deliver, shown, stored, pass } = await bench(() => status(503));
    let waited = 0;
    for (let tries = 1; tries < 10; tries += 1) {
      const { done, resumeAfterMs } = await deliver();
      expect(done).toBe(false);
      waited += resumeAfterMs;
      pass(resumeAfterMs);
    }
    // Half of 1 + 2 + 4 … + 256 seconds.
    expect(waited).toBe(255_500);
    expect(await deliver()).toEqual({ done: true, resumeAfterMs: 0 });
    expect(await deliver()).toEqual({ done: true, resumeAfterMs: 0 });
    expect(partner.requests).toHaveLength(10);
    expect(await shown()).toEqual({ DeliveredAt: null, Attempts: 10, Failure: 'the receiver answered 503' });
    expect(await stored()).toMatchObject({ status: 'SETTLED', verdict: 'COMPLETE' });
  });

  it('waits as long as the receiver asks, an hour at the most', async () => {
    const { deliver, pass } = await bench((time) =>
      status(429, { 'retry-after': time === 1 ? '120' : '86400' }),
    );
    expect(await deliver()).toEqual({ done: false, resumeAfterMs: 120_000 });
    pass(120_000);
    expect(await deliver()).toEqual({ done: false, resumeAfterMs: 3_600_000 });
  });

  it.each([
    ['an answer that no other try mends', () => status(410), 'the receiver answered 410'],
    [
      'a redirect that leads elsewhere',
      (): Answer => E.left({ _tag: 'RedirectRefused', reason: 'it leads to another origin' }),
      'the redirect was not followed: it leads to another origin',
    ],
  ])('is given up at once for %s', async (_, answer, failure) => {
    const { deliver, shown } = await bench(answer);
    expect(await deliver()).toEqual({ done: true, resumeAfterMs: 0 });
    expect(await shown()).toEqual({ DeliveredAt: null, Attempts: 1, Failure: failure });
  });

  it('without its secret is not sent, and says which is missing', async () => {
    const request = { ...over().request, webhook: { url: 'https://told.example/', secret: 'absent' } };
    const { deliver, shown, partner } = await bench(() => status(200), over({ request }));
    expect(await deliver()).toEqual({ done: true, resumeAfterMs: 0 });
    expect(await shown()).toEqual({ DeliveredAt: null, Attempts: 1, Failure: 'there is no secret "absent"' });
    expect(partner.requests).toEqual([]);
  });

  it.each([
    ['still runs', { status: 'RUNNING', verdict: null }],
    ['asked for none', { request: { ...defaultRequest, url: 'https://partner.example/x' } }],
  ] as const)('of a job that %s is not sent', async (_, change) => {
    const { deliver, partner } = await bench(() => status(200), over(change));
    expect(await deliver()).toEqual({ done: true, resumeAfterMs: 0 });
    expect(partner.requests).toEqual([]);
  });

  it.each(['SETTLED', 'FAILED', 'REJECTED', 'CANCELLED'] as const)(
    'tells that a job is %s',
    async (ended) => {
      const { deliver, partner } = await bench(() => status(200), over({ status: ended }));
      await deliver();
      expect(partner.requests).toHaveLength(1);
    },
  );

  it('of a job that was opened again while it was sent does not stand for its next end', async () => {
    // The whole retry happens while the receiver answers: the job is over once more, at another revision.
    let retried = false;
    const { deliver, stored, partner } = await bench(
      () => status(200),
      over(),
      async (jobs) => {
        const job = right(await jobs.get('j')());
        if (retried || job === null) return;
        retried = true;
        const running = right(await jobs.replace({ ...job, status: 'RUNNING', webhook: null })());
        right(await jobs.replace({ ...running, status: 'SETTLED' })());
      },
    );
    await deliver();
    expect((await stored()).webhook).toBeNull();
    await deliver();
    expect(partner.requests.map(({ headers }) => headers['idempotency-key'])).toEqual(['j-1', 'j-3']);
  });
});
