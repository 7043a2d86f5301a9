// The first step: takes the request, claims the job for this execution, plans it.
import { acceptJob, isWebhookDue, mayRun, prepareJob } from '@api-poller/domain';
import type { Home } from '../compose.ts';
import { closeRun } from './after-end.ts';
import { nextRound } from './rounds.ts';
import { orThrow, secondsOf, toPlan, type Step } from './step.ts';

export interface PrepareInput {
  /** Of the execution, the same however often this step is called in it. */
  readonly executionId: string;
  /** The event as EventBridge hands it on; its id is the job's. */
  readonly event: { readonly id: string; readonly detail: unknown } | null;
  /** Of a job that is there already: submitted by PUT, retried or resumed. */
  readonly jobId: string | null;
}

const always = (): boolean => true;

export const prepare =
  (home: Home, patienceMs: () => number) =>
  async ({ executionId, event, jobId }: PrepareInput): Promise<Step> => {
    const id = event?.id ?? jobId ?? '';
    if (event !== null) orThrow(await acceptJob(id, event.detail)(home)());
    // An event that comes twice, or is replayed, finds the job claimed by another execution and starts nothing.
    if (!orThrow(await home.claims.claim(id, executionId)()))
      return { jobId: id, next: 'end', status: 'CLAIMED_BY_ANOTHER' };
    const { job, resumeAfterMs } = orThrow(await prepareJob(id, always)(toPlan(home, patienceMs))());
    if (resumeAfterMs > 0) return { jobId: id, next: 'wait', seconds: secondsOf(resumeAfterMs), waits: 0 };
    if (!mayRun(job.status)) {
      await closeRun(home, job);
      // Settling a job that is over delivers its webhook.
      return isWebhookDue(job)
        ? { jobId: id, next: 'settle' }
        : { jobId: id, next: 'end', status: job.status };
    }
    return { jobId: id, ...((await nextRound(home, job)) ?? { next: 'settle' }) };
  };
