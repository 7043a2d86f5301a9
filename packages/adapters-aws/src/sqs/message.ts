// A task's message as SQS carries it. The body stands alone; jobId and taskId are attributes too, for filters and logs.
import type { Message } from '@api-poller/domain';
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';

const codec = t.type({
  task: t.type({ jobId: t.string, taskId: t.string, attempt: t.Int }),
  facts: t.type({ records: t.Int, bytes: t.Int, short: t.Int }),
});

export const bodyOf = ({ jobId, taskId, attempt, facts }: Message): string =>
  JSON.stringify({ task: { jobId, taskId, attempt }, facts });

export interface MessageMalformed {
  readonly _tag: 'MessageMalformed';
  readonly detail: string;
}

const malformed: MessageMalformed = {
  _tag: 'MessageMalformed',
  detail: 'the message is not one of a task',
};

/** @param body of a message as it was received */
export const messageFromSqs = (body: string): E.Either<MessageMalformed, Message> => {
  const parsed = E.tryCatch(
    (): unknown => JSON.parse(body),
    () => malformed,
  );
  if (E.isLeft(parsed) || !codec.is(parsed.right)) return E.left(malformed);
  const { task, facts } = parsed.right;
  return E.right({ ...task, facts });
};
