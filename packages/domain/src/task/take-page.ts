// Takes one page: asks for it, reads it, stores its payload, says so, sends its message, says that. Both kinds of plan use it;
// what is to be done between the payload and the message, such as a chain's checkpoint, is handed in.
import * as E from 'fp-ts/lib/Either.js';
import type { StoreUnavailable } from '../ambient/ambient.port.ts';
import type { AskEnvironment } from '../contact/ask-page.ts';
import { askAndRead, type ReadAnswer } from '../contact/read-answer.ts';
import type { Job } from '../job/job.ts';
import type { PageMalformed } from '../page/page-malformed.ts';
import type { Pagination } from '../pagination/pagination.ts';
import type { PageRequest } from '../partner/partner.port.ts';
import type { Payloads } from '../payload/payloads.port.ts';
import type { TaskQueue } from '../queue/task-queue.port.ts';
import type { PageFacts, TaskFailure, TaskState } from './task.ts';
import type { Tasks } from './tasks.port.ts';

export interface TakeEnvironment extends AskEnvironment {
  readonly tasks: Tasks;
  readonly payloads: Payloads;
  readonly queue: TaskQueue;
}

export interface Fetched {
  /** False when the batch was stopped before its end: then it is to be handled again. */
  readonly finished: boolean;
  /** When the partner asked for a wait longer than the patience: go on after so many milliseconds; else 0. */
  readonly resumeAfterMs: number;
}

export type Outcome = E.Either<StoreUnavailable, Fetched>;

export const finished: Outcome = E.right({ finished: true, resumeAfterMs: 0 });
export const stopped = (resumeAfterMs: number): Outcome => E.right({ finished: false, resumeAfterMs });

export interface Place {
  readonly taskId: string;
  readonly attempt: number;
}

/** What is to be taken, and how its answer is to be accounted for. */
export interface Taking extends Place {
  readonly asked: PageRequest;
  readonly pagination: Pagination;
  /** Those of the answer's records that are the task's own. */
  readonly own: (answer: ReadAnswer) => E.Either<PageMalformed, ReadAnswer>;
  /** Whether an answer is doubted: then the page is asked for once more, and the fuller answer counts. */
  readonly again?: (answer: ReadAnswer) => boolean;
  /** Records that the task was planned to have; null when nobody knows. */
  readonly planned: number | null;
  /** Done once the payload is durable, before the message is sent. */
  readonly between: (answer: ReadAnswer) => Promise<E.Either<StoreUnavailable, void>>;
}

const report = (
  { tasks }: TakeEnvironment,
  job: Job,
  { taskId, attempt }: Place,
  state: TaskState,
  facts: PageFacts | null,
  failure: TaskFailure | null = null,
): Promise<E.Either<StoreUnavailable, void>> =>
  tasks.advance(job.id, [{ taskId, attempt, state, facts, failure }])();

/** Sends the message of a payload that is saved. The consumer may be done before the last report: it then changes nothing. */
export const enqueuePage = async (
  env: TakeEnvironment,
  job: Job,
  { taskId, attempt }: Place,
  facts: PageFacts,
): Promise<Outcome> => {
  const sent = await env.queue.send({ jobId: job.id, taskId, attempt, facts })();
  if (E.isLeft(sent)) return sent;
  const enqueued = await report(env, job, { taskId, attempt }, 'ENQUEUED', facts);
  return E.isLeft(enqueued) ? enqueued : finished;
};

/** Failed: the task is, with the reason. */
export type Taken = Outcome | 'failed';

export const takePage = async (
  env: TakeEnvironment,
  job: Job,
  taking: Taking,
  mayGoOn: () => boolean,
): Promise<Taken> => {
  const { taskId, attempt, asked, pagination, planned } = taking;
  const started = await report(env, job, taking, 'STARTED', null);
  if (E.isLeft(started)) return started;
  const ask = askAndRead(env)(job.request, pagination, asked, mayGoOn);
  let answer = await ask();
  if (E.isRight(answer) && taking.again?.(answer.right) === true) {
    const again = await ask();
    if (E.isRight(again) && again.right.records.length > answer.right.records.length) answer = again;
  }
  const owned = E.chainW(taking.own)(answer);
  if (E.isLeft(owned)) {
    const { left } = owned;
    if (left._tag === 'Stopped') return stopped(left.resumeAfterMs);
    if (left._tag === 'StoreUnavailable') return E.left(left);
    const reason = left._tag === 'GaveUp' ? left.reason : left._tag;
    const failed = await report(env, job, taking, 'FAILED', null, { reason, detail: left.detail });
    return E.isLeft(failed) ? failed : 'failed';
  }
  const own = owned.right;
  const records = own.records.length;
  const facts: PageFacts = {
    records,
    bytes: own.body.length,
    short: planned === null ? 0 : Math.max(0, planned - records),
  };
  const stored = await env.payloads.put(job.id, taskId, own.body)();
  if (E.isLeft(stored)) return stored;
  const saved = await report(env, job, { taskId, attempt }, 'PAYLOADSAVED', facts);
  if (E.isLeft(saved)) return saved;
  const between = await taking.between(own);
  return E.isLeft(between) ? between : enqueuePage(env, job, taking, facts);
};
