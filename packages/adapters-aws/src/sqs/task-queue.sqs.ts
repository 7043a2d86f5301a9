// The queue of tasks in SQS. Messages that are sent within the same moment share a call; those that SQS refuses are sent again.
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Message, StoreUnavailable, TaskQueue } from '@api-poller/domain';
import * as E from 'fp-ts/lib/Either.js';
import { unavailable } from '../store-failure.ts';
import { bodyOf } from './message.ts';

export interface SqsTaskQueueOptions {
  readonly client: Pick<SQSClient, 'send'>;
  readonly queueUrl: string;
}

/** SQS' own limit of one call. */
const MOST_PER_CALL = 10;
/** Long enough for tasks side by side to meet, short enough not to be felt beside a call of some 10 ms. */
const GATHER_MS = 3;
/** Refusals within an accepted call are throttles, or faults of the service that pass. */
const MOST_TRIES = 4;

interface Waiting {
  readonly message: Message;
  readonly done: (failure: StoreUnavailable | null) => void;
}

const text = (value: string) => ({ DataType: 'String', StringValue: value });

export const sqsTaskQueue = ({ client, queueUrl }: SqsTaskQueueOptions): TaskQueue => {
  let waiting: Waiting[] = [];

  /** @returns those that SQS did not take, though it may */
  const send = async (batch: ReadonlyArray<Waiting>): Promise<ReadonlyArray<Waiting>> => {
    const { Failed = [] } = await client.send(
      new SendMessageBatchCommand({
        QueueUrl: queueUrl,
        Entries: batch.map(({ message }, index) => ({
          Id: String(index),
          MessageBody: bodyOf(message),
          MessageAttributes: { jobId: text(message.jobId), taskId: text(message.taskId) },
        })),
      }),
    );
    const failed = new Set(Failed.map(({ Id }) => Id));
    for (const [index, { done }] of batch.entries()) if (!failed.has(String(index))) done(null);
    return batch.filter((_, index) => failed.has(String(index)));
  };

  const deliver = async (batch: ReadonlyArray<Waiting>): Promise<void> => {
    let left = batch;
    try {
      for (let tries = 0; tries < MOST_TRIES && left.length > 0; tries += 1) left = await send(left);
      for (const { done } of left)
        done({ _tag: 'StoreUnavailable', detail: `SQS refused the message ${MOST_TRIES} times` });
    } catch (cause) {
      for (const { done } of left) done(unavailable('SQS', cause));
    }
  };

  const flush = (): void => {
    const all = waiting;
    waiting = [];
    for (let from = 0; from < all.length; from += MOST_PER_CALL)
      void deliver(all.slice(from, from + MOST_PER_CALL));
  };

  return {
    send: (message) => () =>
      new Promise<E.Either<StoreUnavailable, void>>((resolve) => {
        const done = (failure: StoreUnavailable | null): void =>
          resolve(failure === null ? E.right(undefined) : E.left(failure));
        const gathered = waiting.push({ message, done });
        if (gathered === 1) setTimeout(flush, GATHER_MS);
        if (gathered === MOST_PER_CALL) flush();
      }),
  };
};
