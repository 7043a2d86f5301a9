// The queue between fetching and processing: what comes twice, in another order, or cannot be processed.
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { clients, noSystem } from '../engine/fresh.ts';
import { sharedPartner, type Bench } from './bench.ts';

const taskIds = Array.from({ length: 10 }, (_, i) => `000000000${i}00-100`);
const facts = { records: 100, bytes: 1, short: 0 };
const messageOf = (jobId: string, taskId: string) => ({ task: { jobId, taskId, attempt: 1 }, facts });

const waitingIn = async (QueueUrl: string): Promise<number> => {
  const { Attributes = {} } = await clients.sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  return Object.values(Attributes).reduce((sum, count) => sum + Number(count), 0);
};

/** Both queues empty: whatever was on them has had its effect. */
const allHandled = async ({ system }: Bench): Promise<void> => {
  while ((await waitingIn(system.queueUrl)) + (await waitingIn(system.deadLettersUrl)) > 0) await wait(250);
};

/** A job with every page fetched and enqueued, and none processed. */
const enqueuedJob = async ({ system, partner }: Bench): Promise<string> => {
  await system.letProcess(false);
  const id = await system.submit({ url: `${partner.url}/payload` });
  await system.until(id, ({ Enqueued }) => Enqueued === 10);
  return id;
};

describe.skipIf(noSystem)('messages on AWS', () => {
  const bench = sharedPartner({ records: 1_000 });

  afterEach(() => bench().system.letProcess(true));
  it('that are delivered twice and in another order count once', async () => {
    const { system } = bench();
    const id = await enqueuedJob(bench());
    for (const taskId of taskIds.toReversed()) await system.enqueue(messageOf(id, taskId));
    await system.letProcess(true);
    const settled = await system.until(id);
    expect(settled).toMatchObject({ Verdict: 'COMPLETE', SuccessfullyCompleted: 10, Records: 1_000 });
    // And again, long after.
    for (const taskId of [...taskIds, ...taskIds]) await system.enqueue(messageOf(id, taskId));
    await allHandled(bench());
    expect(await system.read(id)).toEqual(settled);
    expect(await system.storedPayloads(id)).toBe(0);
  }, 120_000);

  it('that cannot be processed fail their task alone after three deliveries, and a retry mends it (fault 8)', async () => {
    const { system, partner } = bench();
    const id = await enqueuedJob(bench());
    const asked = partner.stats().requests;
    await clients.s3.send(
      new PutObjectCommand({
        Bucket: system.payloadBucket,
        Key: `${id}/${taskIds[4]}.json`,
        Body: '{"payload":[',
      }),
    );
    await system.letProcess(true);
    // The other nine of its batch are not held up by it.
    await system.until(id, ({ SuccessfullyCompleted }) => SuccessfullyCompleted === 9);
    expect(await system.read(id)).toMatchObject({ Enqueued: 1, FailedToComplete: 0, Verdict: null });
    expect(await system.until(id)).toMatchObject({
      Verdict: 'INCOMPLETE',
      SuccessfullyCompleted: 9,
      FailedToComplete: 1,
      Enqueued: 0,
      Evidence: [{ kind: 'TASKS_FAILED', taskIds: ['000000000400-100'] }, { kind: 'RECORDS_MISSING' }],
    });
    const task = await system.request('GET', `/jobs/${id}/tasks/${taskIds[4]}`);
    expect(await task.json()).toMatchObject({ state: 'FAILED', failure: { reason: 'DeadLetter' } });
    expect((await system.request('POST', `/jobs/${id}/retry`)).status).toBe(202);
    expect(await system.until(id)).toMatchObject({ Verdict: 'COMPLETE', Records: 1_000 });
    // A look at both ends when it settled, the page again, both ends again.
    expect(partner.stats().requests - asked).toBe(5);
  }, 120_000);

  it('that are none, or of a job that nobody knows, do no harm to those beside them (fault 8)', async () => {
    const { system } = bench();
    const id = await enqueuedJob(bench());
    await system.enqueue('{');
    await system.enqueue({ task: 'nonsense' });
    await system.enqueue(messageOf('nobody', taskIds[0] ?? ''));
    await system.letProcess(true);
    expect(await system.until(id)).toMatchObject({ Verdict: 'COMPLETE', SuccessfullyCompleted: 10 });
    await allHandled(bench());
    expect((await system.request('GET', '/jobs/nobody')).status).toBe(404);
  }, 120_000);
});
