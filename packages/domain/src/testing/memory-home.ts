// A home in memory: every port as plainly as it can be, for tests of use cases and as the model of the contract suites.
import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Checkpoint, Checkpoints } from '../chain/checkpoints.port.ts';
import type { Clock, Sleep } from '../ambient/ambient.port.ts';
import type { Fingerprints } from '../fingerprint/fingerprints.port.ts';
import type { Job } from '../job/job.ts';
import type { RevisionMoved } from '../ambient/change.ts';
import type { JobExists, Jobs } from '../job/jobs.port.ts';
import type { PageRequest, PageResponse, Partner, PartnerFailure } from '../partner/partner.port.ts';
import type { Payloads } from '../payload/payloads.port.ts';
import type { Manifest } from '../plan/manifest.port.ts';
import type { Batch } from '../plan/plan.ts';
import type { ProcessedPage, Processors } from '../processor/processor.ts';
import { noCounters, type Counters } from '../progress/progress.ts';
import type { Message, TaskQueue } from '../queue/task-queue.port.ts';
import { blockUntil, freshPace, takeTurn, type Pace } from '../rate-limit/gcra.ts';
import type { RateLimiter } from '../rate-limit/rate-limiter.port.ts';
import { isGreater, type Task } from '../task/task.ts';
import type { Tasks } from '../task/tasks.port.ts';

export const memoryJobs = (): Jobs => {
  const jobs = new Map<string, Job>();
  return {
    create: (job) => async (): Promise<E.Either<JobExists, Job>> => {
      const there = jobs.get(job.id);
      if (there !== undefined) return E.left({ _tag: 'JobExists', job: there });
      jobs.set(job.id, job);
      return E.right(job);
    },
    get: (id) => async () => E.right(jobs.get(id) ?? null),
    replace: (job) => async (): Promise<E.Either<RevisionMoved, Job>> => {
      if (jobs.get(job.id)?.revision !== job.revision) return E.left({ _tag: 'RevisionMoved' });
      const next = { ...job, revision: job.revision + 1 };
      jobs.set(job.id, next);
      return E.right(next);
    },
    list:
      ({ before, limit }) =>
      async () => {
        const newest = [...jobs.values()].toReversed();
        const from = before === null ? 0 : newest.findIndex(({ id }) => id === before) + 1;
        return E.right(newest.slice(from, from + limit));
      },
  };
};

/** Counts by folding over all tasks: what every other store's counters must equal. */
export const memoryTasks = (): Tasks => {
  const tasks = new Map<string, Task>();
  const of = (jobId: string): ReadonlyArray<Task> =>
    [...tasks.values()]
      .filter((task) => task.jobId === jobId)
      .toSorted((a, b) => (a.taskId < b.taskId ? -1 : 1));
  return {
    advance: (jobId, reports) => async () => {
      for (const report of reports) {
        const key = `${jobId}/${report.taskId}`;
        const before = tasks.get(key);
        if (before === undefined || isGreater(report, before)) tasks.set(key, { ...report, jobId });
      }
      return E.right(undefined);
    },
    get: (jobId, ids) => async () => E.right(ids.flatMap((id) => tasks.get(`${jobId}/${id}`) ?? [])),
    list:
      (jobId, { filter, after, limit }) =>
      async () =>
        E.right(
          of(jobId)
            .filter(({ taskId }) => after === null || taskId > after)
            .filter(
              ({ state, facts }) =>
                filter === null || state === filter || (filter === 'SHORT' && (facts?.short ?? 0) > 0),
            )
            .slice(0, limit),
        ),
    counters: (jobId) => async () =>
      E.right(
        of(jobId).reduce<Counters>(
          ({ states, records }, { state, facts }) => ({
            states: { ...states, [state]: states[state] + 1 },
            records: records + (state === 'COMPLETE' ? (facts?.records ?? 0) : 0),
          }),
          noCounters,
        ),
      ),
  };
};

export const memoryPayloads = (): Payloads & { readonly size: () => number } => {
  const payloads = new Map<string, Uint8Array>();
  return {
    put: (jobId, taskId, body) => async () => {
      payloads.set(`${jobId}/${taskId}`, body);
      return E.right(undefined);
    },
    get: (jobId, taskId) => async () => E.right(payloads.get(`${jobId}/${taskId}`) ?? null),
    remove: (jobId, taskId) => async () => {
      payloads.delete(`${jobId}/${taskId}`);
      return E.right(undefined);
    },
    size: () => payloads.size,
  };
};

/** Few, so that whoever lists has to go on. */
const TASKS_PER_LIST = 10;

export const memoryFingerprints = (): Fingerprints & { readonly size: () => number } => {
  const kept = new Map<string, Map<string, Uint8Array>>();
  return {
    keep:
      (jobId, { taskId, bytes }) =>
      async () => {
        kept.set(jobId, (kept.get(jobId) ?? new Map<string, Uint8Array>()).set(taskId, bytes));
        return E.right(undefined);
      },
    get: (jobId, taskId) => async () => E.right(kept.get(jobId)?.get(taskId) ?? null),
    list: (jobId, after) => async () =>
      E.right(
        [...(kept.get(jobId) ?? [])]
          .map(([taskId, bytes]) => ({ taskId, bytes }))
          .filter(({ taskId }) => after === null || taskId > after)
          .toSorted((a, b) => (a.taskId < b.taskId ? -1 : 1))
          .slice(0, TASKS_PER_LIST),
      ),
    forget: (jobId) => async () => {
      kept.delete(jobId);
      return E.right(undefined);
    },
    size: () => [...kept.values()].reduce((sum, { size }) => sum + size, 0),
  };
};

export const memoryCheckpoints = (): Checkpoints => {
  const kept = new Map<string, Checkpoint>();
  return {
    get: (jobId, chain) => async () => E.right(kept.get(`${jobId}/${chain}`) ?? null),
    put: (jobId, chain, checkpoint) => async () => {
      const before = kept.get(`${jobId}/${chain}`);
      if (before === undefined || checkpoint.step >= before.step) kept.set(`${jobId}/${chain}`, checkpoint);
      return E.right(undefined);
    },
  };
};

/** Sent messages and planned batches wait in arrays, for the test to take in whichever order it likes. */
export const memoryQueue = (): TaskQueue & { readonly messages: Message[] } => {
  const messages: Message[] = [];
  return {
    messages,
    send: (message) => async () => {
      messages.push(message);
      return E.right(undefined);
    },
  };
};

export const memoryLimiter = (): RateLimiter => {
  const paces = new Map<string, Pace>();
  return {
    takeTurn: (partner, rate, nowMs) => async () => {
      const { pace, waitMs } = takeTurn(paces.get(partner) ?? freshPace, rate, nowMs);
      paces.set(partner, pace);
      return E.right(waitMs);
    },
    block: (partner, untilMs) => async () => {
      paces.set(partner, blockUntil(paces.get(partner) ?? freshPace, untilMs));
      return E.right(undefined);
    },
    blockedUntil: (partner) => async () => E.right(paces.get(partner)?.blockedUntilMs || null),
  };
};

/** Time that passes only while somebody sleeps; keeps each wait in milliseconds. */
export const fakeTime = (
  startMs: number,
): { readonly clock: Clock; readonly sleep: Sleep; readonly waits: number[] } => {
  let nowMs = startMs;
  const waits: number[] = [];
  return {
    waits,
    clock: { nowMs: () => nowMs },
    sleep: (ms) => async () => {
      waits.push(ms);
      nowMs += ms;
    },
  };
};

export const memoryManifest = (): Manifest & {
  readonly batches: Batch[];
  readonly of: (jobId: string) => ReadonlyArray<Batch>;
} => {
  const batches: Batch[] = [];
  const ofJob = new Map<string, ReadonlyArray<Batch>>();
  const rounds = new Set<string>();
  return {
    batches,
    of: (jobId) => ofJob.get(jobId) ?? [],
    write: (jobId, round, added) => async () => {
      if (rounds.has(`${jobId}/${round}`)) return E.right(undefined);
      rounds.add(`${jobId}/${round}`);
      const fresh = [...added];
      for (const batch of fresh) batches.push(batch);
      ofJob.set(jobId, [...(ofJob.get(jobId) ?? []), ...fresh]);
      return E.right(undefined);
    },
  };
};

/** Keeps every page that it was handed, or fails while `failing` says so. */
export const memoryProcessors = (
  failing: () => boolean = () => false,
): { readonly processors: Processors; readonly pages: ProcessedPage[] } => {
  const pages: ProcessedPage[] = [];
  return {
    pages,
    processors: ({ request }) =>
      request.processor.kind === 'custom'
        ? null
        : {
            process: (page) => {
              if (failing()) return TE.left({ _tag: 'ProcessingFailed', detail: 'told to fail' });
              pages.push(page);
              return TE.right(undefined);
            },
          },
  };
};

export interface Asked {
  readonly startAt: number;
  readonly count: number;
  /** How often this page was asked for, this time included. */
  readonly time: number;
}

type Answered = Pick<PageResponse, 'status'> & {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
};

export type Answer = E.Either<PartnerFailure, Answered>;

const encoder = new TextEncoder();

const responseOf = (answer: Answer, url: string): E.Either<PartnerFailure, PageResponse> =>
  E.map(({ status, headers = {}, body }: Answered) => ({
    status,
    headers,
    body: encoder.encode(body),
    url,
    tookMs: 1,
  }))(answer);

/** A partner made of a function of the place; keeps what it was asked. */
export const memoryPartner = (answer: (asked: Asked) => Answer): Partner & { readonly asked: Asked[] } => {
  const asked: Asked[] = [];
  return {
    asked,
    fetch:
      ({ url }) =>
      async () => {
        const query = new URL(url).searchParams;
        // Without parameters it answers its first page.
        const page = { startAt: Number(query.get('startAt')), count: Number(query.get('count') ?? 100) };
        const time =
          1 + asked.filter(({ startAt, count }) => startAt === page.startAt && count === page.count).length;
        asked.push({ ...page, time });
        return responseOf(answer({ ...page, time }), url);
      },
  };
};

/** A partner made of a function of the whole request and of how many came before; keeps what it was asked. */
export const scriptedPartner = (
  answer: (request: PageRequest, before: number) => Answer,
): Partner & { readonly requests: PageRequest[] } => {
  const requests: PageRequest[] = [];
  return {
    requests,
    fetch: (request) => async () => {
      requests.push(request);
      return responseOf(answer(request, requests.length - 1), request.url);
    },
  };
};
