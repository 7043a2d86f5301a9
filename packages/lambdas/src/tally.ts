// What happened in one call of a function, counted job by job where the ports are told of it. It decides nothing and publishes nothing.
import type { Events } from '@api-poller/adapters-aws';
import type { Job, RateLimiter, TaskState, Tasks } from '@api-poller/domain';
import * as E from 'fp-ts/lib/Either.js';
import type { MetricName } from './metric-names.ts';

export type Outcome = NonNullable<Job['verdict']> | Job['status'];

/** What was counted of one job. */
export interface Counted {
  /** Null for what no job is known of, such as an unreadable message. */
  readonly jobId: string | null;
  /** Of JobsEnded; null for all others. */
  readonly outcome: Outcome | null;
  readonly counts: ReadonlyMap<MetricName, number>;
}

export interface Tally {
  readonly add: (jobId: string | null, name: MetricName, by: number, outcome?: Outcome) => void;
  /** What was counted since it was last taken. */
  readonly take: () => ReadonlyArray<Counted>;
}

export const newTally = (): Tally => {
  const counted = new Map<string, Counted & { readonly counts: Map<MetricName, number> }>();
  return {
    add: (jobId, name, by, outcome) => {
      const key = JSON.stringify([jobId, outcome]);
      const of = counted.get(key) ?? {
        jobId,
        outcome: outcome ?? null,
        counts: new Map<MetricName, number>(),
      };
      of.counts.set(name, (of.counts.get(name) ?? 0) + by);
      counted.set(key, of);
    },
    take: () => {
      const all = [...counted.values()];
      counted.clear();
      return all;
    },
  };
};

const OF_STATE: Readonly<Record<TaskState, MetricName | null>> = {
  PENDING: null,
  STARTED: null,
  PAYLOADSAVED: null,
  ENQUEUED: 'PagesFetched',
  COMPLETE: 'PagesProcessed',
  FAILED: 'PagesFailed',
};

/** Counts what is reported. A report that comes again is counted again, so these are for watching; the job's own counters are exact. */
export const countedTasks = ({ add }: Tally, tasks: Tasks): Tasks => ({
  ...tasks,
  advance: (jobId, reports) => async () => {
    const advanced = await tasks.advance(jobId, reports)();
    if (E.isLeft(advanced)) return advanced;
    for (const { state, facts } of reports) {
      const name = OF_STATE[state];
      if (name !== null) add(jobId, name, 1);
      if (name === 'PagesFetched') add(jobId, 'RecordsFetched', facts?.records ?? 0);
    }
    return advanced;
  },
});

/** The limiter knows partners and no jobs: what is counted here belongs to the job that the function was called for. */
export const countedLimiter = ({ add }: Tally, limiter: RateLimiter): RateLimiter => ({
  ...limiter,
  block: (partner, untilMs) => async () => {
    const blocked = await limiter.block(partner, untilMs)();
    if (E.isRight(blocked)) add(null, 'PartnerWaits', 1);
    return blocked;
  },
});

export const countedEvents = ({ add }: Tally, events: Events): Events => ({
  ...events,
  jobSettled: (job) => async () => {
    const told = await events.jobSettled(job)();
    if (E.isRight(told)) add(job.id, 'JobsEnded', 1, job.verdict ?? job.status);
    return told;
  },
});
