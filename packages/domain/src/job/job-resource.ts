// The job as the jobs API and the command line show it: the six counters, then what the job has become.
import { plannedTotal, progressOf, type Counters, type Progress } from '../progress/progress.ts';
import { mayRun, type Job, type JobFailure, type JobStatus } from './job.ts';
import type { Evidence, Verdict } from '../settle/verdict.ts';

export interface JobResource extends Progress {
  readonly JobId: string;
  readonly Url: string;
  readonly Status: JobStatus;
  /** Null until the job is settled. */
  readonly Verdict: Verdict | null;
  readonly Evidence: ReadonlyArray<Evidence>;
  /** Why a job is REJECTED or FAILED. */
  readonly Failure: JobFailure | null;
  /** The kind of pagination; null until the first contact. */
  readonly Pagination: string | null;
  /** Why the partner is taken to page so; empty when the request said it. */
  readonly Detected: ReadonlyArray<string>;
  /** Records of the tasks that are COMPLETE. */
  readonly Records: number;
  /** Until when the partner wants no request of any job; null when nothing holds the job up, or it is over. */
  readonly ThrottledUntil: string | null;
  readonly SubmittedAt: string;
  readonly SettledAt: string | null;
  /** How far the completion webhook is; null when none was asked for, or none was sent yet. */
  readonly Webhook: {
    readonly DeliveredAt: string | null;
    readonly Attempts: number;
    readonly Failure: string | null;
  } | null;
}

const iso = (ms: number): string => new Date(ms).toISOString();

const webhookOf = ({ webhook }: Job): JobResource['Webhook'] =>
  webhook === null
    ? null
    : {
        DeliveredAt: webhook.deliveredAtMs === null ? null : iso(webhook.deliveredAtMs),
        Attempts: webhook.attempts,
        Failure: webhook.failure,
      };

/** @param blockedUntilMs of the job's partner; null when it is not blocked now */
export const jobResource = (
  job: Job,
  counters: Counters,
  blockedUntilMs: number | null = null,
): JobResource => ({
  ...progressOf(counters, plannedTotal(job, counters)),
  JobId: job.id,
  Url: job.request.url,
  Status: job.status,
  Verdict: job.verdict,
  Evidence: job.evidence,
  Failure: job.failure,
  Pagination: job.pagination?.kind ?? null,
  Detected: job.detected,
  Records: counters.records,
  ThrottledUntil: blockedUntilMs === null || !mayRun(job.status) ? null : iso(blockedUntilMs),
  SubmittedAt: iso(job.submittedAtMs),
  SettledAt: job.settledAtMs === null ? null : iso(job.settledAtMs),
  Webhook: webhookOf(job),
});
