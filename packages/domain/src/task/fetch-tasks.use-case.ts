// fetchTasks: the tasks of one batch: fetch, save, enqueue, report; one after the other, or some side by side.
// A batch that is handled again, after a crash or a repeated call, goes on where its tasks stand.
import * as E from 'fp-ts/lib/Either.js';
import type { ReaderTaskEither } from 'fp-ts/lib/ReaderTaskEither.js';
import type { StoreUnavailable } from '../ambient/ambient.port.ts';
import { askPage, type AskEnvironment } from '../contact/ask-page.ts';
import type { Job } from '../job/job.ts';
import { countRecords } from '../page/read-page.ts';
import type { Payloads } from '../payload/payloads.port.ts';
import { pagesOf, taskIdOf, type Batch, type Page } from '../plan/plan.ts';
import type { TaskQueue } from '../queue/task-queue.port.ts';
import type { PageFacts, Report, Task, TaskFailure, TaskState } from './task.ts';
import type { Tasks } from './tasks.port.ts';

export interface FetchEnvironment extends AskEnvironment {
  readonly tasks: Tasks;
  readonly payloads: Payloads;
  readonly queue: TaskQueue;
  /** Tasks of the batch that are handled at the same time; 1 unless given. */
  readonly sideBySide?: number;
}

export interface Fetched {
  /** False when the batch was stopped before its end: then it is to be handled again. */
  readonly finished: boolean;
  /** When the partner asked for a wait longer than the patience: go on after so many milliseconds; else 0. */
  readonly resumeAfterMs: number;
}

interface Place {
  readonly page: Page;
  readonly taskId: string;
  readonly attempt: number;
}

type Outcome = E.Either<StoreUnavailable, Fetched>;

const finished: Outcome = E.right({ finished: true, resumeAfterMs: 0 });
const stopped = (resumeAfterMs: number): Outcome => E.right({ finished: false, resumeAfterMs });

const fetchOne =
  (env: FetchEnvironment) =>
  async (job: Job, place: Place, mayGoOn: () => boolean): Promise<Outcome> => {
    const { page, taskId, attempt } = place;
    const report = (state: TaskState, facts: PageFacts | null, failure: TaskFailure | null = null) => {
      const reports: ReadonlyArray<Report> = [{ taskId, attempt, state, facts, failure }];
      return env.tasks.advance(job.id, reports)();
    };
    const fail = async (failure: TaskFailure): Promise<Outcome> =>
      E.chain(() => finished)(await report('FAILED', null, failure));

    const started = await report('STARTED', null);
    if (E.isLeft(started)) return started;
    const answer = await askPage(env)(job.request, page, mayGoOn)();
    if (E.isLeft(answer)) {
      if (answer.left._tag === 'Stopped') return stopped(answer.left.resumeAfterMs);
      if (answer.left._tag === 'StoreUnavailable') return E.left(answer.left);
      const { reason, detail } = answer.left;
      return fail({ reason, detail });
    }
    const { body } = answer.right;
    const counted = countRecords(body, job.request.pagination.records);
    if (E.isLeft(counted)) return fail({ reason: counted.left._tag, detail: counted.left.detail });
    const facts: PageFacts = {
      records: counted.right,
      bytes: body.length,
      short: Math.max(0, page.count - counted.right),
    };

    const saved = await env.payloads.put(job.id, taskId, body)();
    if (E.isLeft(saved)) return saved;
    return enqueueOne(env)(job, place, facts);
  };

/** The payload is saved: say so, send the message, say that. The consumer may be done before the last report: it then changes nothing. */
const enqueueOne =
  (env: FetchEnvironment) =>
  async (job: Job, { taskId, attempt }: Place, facts: PageFacts): Promise<Outcome> => {
    const saved = await env.tasks.advance(job.id, [
      { taskId, attempt, state: 'PAYLOADSAVED', facts, failure: null },
    ])();
    if (E.isLeft(saved)) return saved;
    const sent = await env.queue.send({ jobId: job.id, taskId, attempt, facts })();
    if (E.isLeft(sent)) return sent;
    const enqueued = await env.tasks.advance(job.id, [
      { taskId, attempt, state: 'ENQUEUED', facts, failure: null },
    ])();
    return E.isLeft(enqueued) ? enqueued : finished;
  };

const handleOne =
  (env: FetchEnvironment) =>
  (job: Job, page: Page, known: Task | undefined, mayGoOn: () => boolean): Promise<Outcome> | Outcome => {
    const { state = 'PENDING', attempt = 1, facts = null } = known ?? {};
    const place: Place = { page, taskId: taskIdOf(page), attempt };
    if (state === 'ENQUEUED' || state === 'COMPLETE' || state === 'FAILED') return finished;
    if (!mayGoOn()) return stopped(0);
    return state === 'PAYLOADSAVED' && facts !== null
      ? enqueueOne(env)(job, place, facts)
      : fetchOne(env)(job, place, mayGoOn);
  };

/** The first failure of a store, else the longest wait, else that all is done. */
const together = (outcomes: ReadonlyArray<Outcome>): Outcome =>
  outcomes.reduce((all, one) => {
    if (E.isLeft(all) || E.isLeft(one)) return E.isLeft(all) ? all : one;
    return E.right({
      finished: all.right.finished && one.right.finished,
      resumeAfterMs: Math.max(all.right.resumeAfterMs, one.right.resumeAfterMs),
    });
  }, finished);

/** @param mayGoOn asked before each request; false once the job is cancelled or the process is ending */
export const fetchTasks =
  (
    job: Job,
    batch: Batch,
    mayGoOn: () => boolean,
  ): ReaderTaskEither<FetchEnvironment, StoreUnavailable, Fetched> =>
  (env) =>
  async () => {
    const pages = [...pagesOf(batch)];
    const known = await env.tasks.get(job.id, pages.map(taskIdOf))();
    if (E.isLeft(known)) return known;
    const standing = new Map(known.right.map((task) => [task.taskId, task]));
    const rest = pages.values();
    const worker = async (): Promise<Outcome> => {
      for (const page of rest) {
        const outcome = await handleOne(env)(job, page, standing.get(taskIdOf(page)), mayGoOn);
        if (E.isLeft(outcome) || !outcome.right.finished) return outcome;
      }
      return finished;
    };
    return together(await Promise.all(Array.from({ length: env.sideBySide ?? 1 }, worker)));
  };
