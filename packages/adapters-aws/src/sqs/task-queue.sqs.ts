// The queue of tasks in SQS. Messages that are sent within the same moment share a call; those that SQS refuses are sent again.
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Message, StoreUnavailable, TaskQueue } from '@api-poller/domain';
import * as E from 'fp-ts/lib/Either.js';
import { gathering } from '../gathering.ts';
import { unavailable } from '../store-failure.ts';
import { bodyOf } from './message.ts';

export interface SqsTaskQueueOptions {
  readonly client: Pick<SQSClient, 'send'>;
  readonly queueUrl: string;
}

/** SQS' own limit of one call. */
const MOST_PER_CALL = 10;
/** Tasks side by side come within some milliseconds of each other; a call takes some 10 ms itself. */
const QUIET_MS = 4;
const MOST_MS = 20;
/** Tasks side by side are some 25: three calls. More would only be tasks that nobody gathered. */
const MOST_AT_ONCE = 3;
/** Refusals within an accepted call are throttles, or faults of the service that pass. */
const MOST_TRIES = 4;

type Sent = E.Either<StoreUnavailable, void>;

const text = (value: string) => ({ DataType: 'String', StringValue: value });

export const sqsTaskQueue = ({ client, queueUrl }: SqsTaskQueueOptions): TaskQueue => {
  /** @returns the places of the messages that SQS did not take, though it may */
  const sendOnce = async (messages: ReadonlyArray<readonly [number, Message]>): Promise<Set<number>> => {
    const { Failed = [] } = await client.send(
      new SendMessageBatchCommand({
        QueueUrl: queueUrl,
        Entries: messages.map(([place, message]) => ({
          Id: String(place),
          MessageBody: bodyOf(message),
          MessageAttributes: { jobId: text(message.jobId), taskId: text(message.taskId) },
        })),
      }),
    );
    return new Set(Failed.map(({ Id }) => Number(Id)));
  };

  const sendAll = async (messages: ReadonlyArray<Message>): Promise<ReadonlyArray<Sent>> => {
    let left: ReadonlyArray<readonly [number, Message]> = [...messages.entries()];
    let failure: StoreUnavailable = {
      _tag: 'StoreUnavailable',
      detail: `SQS refused the message ${MOST_TRIES} times`,
    };
    try {
      for (let tries = 0; tries < MOST_TRIES && left.length > 0; tries += 1) {
        const failed = await sendOnce(left);
        left = left.filter(([place]) => failed.has(place));
      }
    } catch (cause) {
      failure = unavailable('SQS', cause);
    }
    const notSent = new Set(left.map(([place]) => place));
    return messages.map((_, place) => (notSent.has(place) ? E.left(failure) : E.right(undefined)));
  };

  const send = gathering({
    most: MOST_PER_CALL,
    quietMs: QUIET_MS,
    mostMs: MOST_MS,
    mostAtOnce: MOST_AT_ONCE,
    send: sendAll,
  });
  return { send: (message) => () => send(message) };
};
