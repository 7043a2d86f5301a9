// The consumers: of the queue, and of the dead letters. One bad message fails alone.
import { deadLetter, findJob, processPayload } from '@api-poller/domain';
import * as E from 'fp-ts/lib/Either.js';
import { messageFromSqs } from '@api-poller/adapters-aws';
import type { Home } from '../compose.ts';
import { openTrace, type Span } from '../trace.ts';
import { orThrow } from './step.ts';

export interface ReceivedMessage {
  readonly messageId: string;
  readonly body: string;
}

export interface BatchFailures {
  readonly batchItemFailures: ReadonlyArray<{ readonly itemIdentifier: string }>;
}

/** Whose message it was; nothing when it is none of ours. */
export interface MessageOf {
  readonly jobId?: string;
  readonly taskId?: string;
}

/** Told of each message that failed. */
export type OnFailure = (messageId: string, detail: string, of: MessageOf) => void;

const ofMessage = (body: string): MessageOf => {
  const message = messageFromSqs(body);
  return E.isLeft(message) ? {} : { jobId: message.right.jobId, taskId: message.right.taskId };
};

const DEAD = 'the payload could not be processed in three deliveries; the logs of ProcessPayload say why';

const untraced = openTrace({});

const each = async (
  { tally }: Pick<Home, 'tally'>,
  messages: ReadonlyArray<ReceivedMessage>,
  onFailure: OnFailure,
  span: Span,
  handle: (body: string) => Promise<E.Either<{ readonly detail?: string; readonly _tag: string }, void>>,
): Promise<BatchFailures> => {
  const failed = await Promise.all(
    messages.map(async ({ messageId, body }) => {
      const of = ofMessage(body);
      const handled = await span.within(
        'message',
        of,
        () => handle(body),
        (answer) => (E.isLeft(answer) ? answer.left._tag : null),
      );
      if (E.isRight(handled)) return [];
      tally.add(of.jobId ?? null, 'MessagesNotProcessed', 1);
      onFailure(messageId, handled.left.detail ?? handled.left._tag, of);
      return [{ itemIdentifier: messageId }];
    }),
  );
  return { batchItemFailures: failed.flat() };
};

/** Jobs that are remembered from one call to the next; a request of some kilobytes each. */
const MOST_JOBS = 1_000;

/**
 * A consumer that remembers the jobs which it has read: what processing needs of a job is its
 * request, its pagination and its plan, and these never change once there are messages.
 */
export const messageProcessor = (
  home: Home,
): ((
  messages: ReadonlyArray<ReceivedMessage>,
  onFailure: OnFailure,
  span?: Span,
) => Promise<BatchFailures>) => {
  const jobs = new Map<string, ReturnType<ReturnType<ReturnType<typeof findJob>>>>();
  const jobOf = async (jobId: string) => {
    if (jobs.size > MOST_JOBS) jobs.clear();
    const reading = jobs.get(jobId) ?? findJob(home.jobs)(jobId)();
    jobs.set(jobId, reading);
    const job = await reading;
    if (E.isLeft(job)) jobs.delete(jobId);
    return job;
  };
  return (messages, onFailure, span = untraced) =>
    each(home, messages, onFailure, span, async (body) => {
      const message = messageFromSqs(body);
      if (E.isLeft(message)) return message;
      const job = await jobOf(message.right.jobId);
      if (E.isLeft(job)) return job;
      return processPayload(
        job.right,
        message.right,
      )({
        tasks: home.tasks,
        payloads: home.payloads,
        fingerprints: home.fingerprints,
        processors: home.processors,
      })();
    });
};

/** A message that is none of ours is dropped here: it was logged, and no task is behind it. */
export const buryMessages = async (
  home: Home,
  messages: ReadonlyArray<ReceivedMessage>,
  onFailure: OnFailure,
  span: Span = untraced,
): Promise<void> => {
  for (const { messageId, body } of messages) {
    const message = messageFromSqs(body);
    if (E.isLeft(message)) onFailure(messageId, message.left.detail, {});
    else
      await span.within('message', ofMessage(body), async () =>
        orThrow(await deadLetter(message.right, DEAD)(home)()),
      );
    home.tally.add(E.isLeft(message) ? null : message.right.jobId, 'DeadLettered', 1);
  }
};
