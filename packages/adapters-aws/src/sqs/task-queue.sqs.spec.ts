import type { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import type { Message } from '@api-poller/domain';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { messageFromSqs } from './message.ts';
import { sqsTaskQueue, type SqsTaskQueueOptions } from './task-queue.sqs.ts';

const message = (i: number): Message => ({
  jobId: 'job',
  taskId: `task-${i}`,
  attempt: 1,
  facts: { records: 100, bytes: 8_000, short: 0 },
});

/** @param failing how many of the entries of the n-th call are refused */
const fake = (failing: (call: number) => number) => {
  const calls: Array<ReadonlyArray<string>> = [];
  const send = (async ({ input: { Entries = [] } }: SendMessageBatchCommand) => {
    calls.push(Entries.map(({ MessageAttributes }) => MessageAttributes?.['taskId']?.StringValue ?? ''));
    return { Failed: Entries.slice(0, failing(calls.length)).map(({ Id }) => ({ Id })) };
  }) as unknown as SqsTaskQueueOptions['client']['send'];
  return { calls, queue: sqsTaskQueue({ client: { send }, queueUrl: 'q' }) };
};
const sendAll = (queue: ReturnType<typeof sqsTaskQueue>, count: number) =>
  Promise.all(Array.from({ length: count }, (_, i) => queue.send(message(i))()));

describe('the queue in SQS', () => {
  it('sends up to ten messages a call', async () => {
    const { calls, queue } = fake(() => 0);
    expect((await sendAll(queue, 23)).every(E.isRight)).toBe(true);
    expect(calls.map(({ length }) => length)).toEqual([10, 10, 3]);
  });

  it('sends again what a call did not take, and that alone', async () => {
    const { calls, queue } = fake((call) => (call === 1 ? 2 : 0));
    expect((await sendAll(queue, 5)).every(E.isRight)).toBe(true);
    expect(calls).toEqual([
      ['task-0', 'task-1', 'task-2', 'task-3', 'task-4'],
      ['task-0', 'task-1'],
    ]);
  });

  it('says so of a message that is refused again and again, and of no other', async () => {
    const { calls, queue } = fake(() => 1);
    const [first, second] = await sendAll(queue, 2);
    expect(first).toEqual(E.left({ _tag: 'StoreUnavailable', detail: 'SQS refused the message 4 times' }));
    expect(E.isRight(second ?? E.left(null))).toBe(true);
    expect(calls).toHaveLength(4);
  });
});

describe('a message that was received', () => {
  it.each([
    '',
    '{',
    '{}',
    '{"task":{"jobId":"a"}}',
    '[]',
    '{"task":{"jobId":"a","taskId":"b","attempt":"1"},"facts":{}}',
  ])('as %s is malformed, not an exception', (body) => {
    expect(messageFromSqs(body)).toEqual(
      E.left({ _tag: 'MessageMalformed', detail: 'the message is not one of a task' }),
    );
  });
});
