// The step after a round: marks it as worked through, settles the job if all is done, or says what comes next.
import { findJob, mayRun, settleJob } from '@api-poller/domain';
import { afterEnd } from './after-end.ts';
import type { Home } from '../compose.ts';
import { nextRound } from './rounds.ts';
import { orThrow, secondsOf, toPlan, type Step } from './step.ts';

export interface SettleInput {
  readonly executionId: string;
  readonly jobId: string;
  /** Of the round that was just worked through; null when there was none. */
  readonly key: string | null;
  /** How often this step has waited in a row. */
  readonly waits: number;
}

/** What is enqueued is processed within seconds; a backlog takes minutes, and each look costs a transition. */
const LONGEST_WAIT_SECONDS = 60;

const always = (): boolean => true;

export const settle =
  (home: Home, patienceMs: () => number) =>
  async ({ executionId, jobId, key, waits }: SettleInput): Promise<Step> => {
    if (key !== null) orThrow(await home.manifest.finish(key)());
    if (!orThrow(await home.claims.claim(jobId, executionId)()))
      return { jobId, next: 'end', status: 'CLAIMED_BY_ANOTHER' };
    const { settled, resumeAfterMs } = orThrow(await settleJob(jobId, always)(toPlan(home, patienceMs))());
    const job = orThrow(await findJob(home.jobs)(jobId)());
    if (settled || !mayRun(job.status)) return afterEnd(home, job);
    if (resumeAfterMs > 0) return { jobId, next: 'wait', seconds: secondsOf(resumeAfterMs), waits: 0 };
    const seconds = Math.min(2 ** waits, LONGEST_WAIT_SECONDS);
    return { jobId, ...((await nextRound(home, job)) ?? { next: 'wait', seconds, waits: waits + 1 }) };
  };
