// A job: one synchronisation of one paginated resource, and the moves that its status may make.
import type { Pagination } from '../pagination/pagination.ts';
import type { Plan } from '../plan/plan.ts';
import type { JobRequest } from './job-request.ts';
import type { Evidence, Verdict } from '../settle/verdict.ts';
import type { WebhookState } from '../webhook/webhook-state.ts';

export type JobStatus =
  | 'SUBMITTED'
  | 'PLANNING'
  | 'RUNNING'
  | 'PAUSED'
  | 'SETTLED'
  | 'REJECTED'
  | 'FAILED'
  | 'CANCELLED';

export interface JobFailure {
  /** A stable word for programs. */
  readonly reason: string;
  /** A sentence for people, with what to do next. */
  readonly detail: string;
}

export interface Job {
  readonly id: string;
  readonly request: JobRequest;
  readonly status: JobStatus;
  /** How the partner pages: as the request says, or as it was detected; null until the first contact. */
  readonly pagination: Pagination | null;
  /** Why it is taken to page so, for people. */
  readonly detected: ReadonlyArray<string>;
  readonly plan: Plan | null;
  /** Planned tasks, gap and tail tasks included; of chains see `plannedTotal`. */
  readonly total: number;
  /** The numbers of records that were planned with, first to last; more than one when the partner's data grew meanwhile. */
  readonly totalsSeen: ReadonlyArray<number>;
  /** The total that the partner stated at first, when the plan was made from it; else null. */
  readonly statedTotal: number | null;
  /** The greatest that a page stated since, when that is more; else null. */
  readonly greatestStated: number | null;
  /** Evidence that was found on the way and that later rounds cannot find again. */
  readonly noted: ReadonlyArray<Evidence>;
  readonly verdict: Verdict | null;
  readonly evidence: ReadonlyArray<Evidence>;
  readonly failure: JobFailure | null;
  readonly submittedAtMs: number;
  readonly settledAtMs: number | null;
  /** How far the delivery of the completion webhook is; null until its first try, or when none was asked for. */
  readonly webhook: WebhookState | null;
  /** Counts the writes of this job; a write names the one it read, so that no update is lost. */
  readonly revision: number;
}

export const newJob = (id: string, request: JobRequest, nowMs: number): Job => ({
  id,
  request,
  status: 'SUBMITTED',
  pagination: null,
  detected: [],
  plan: null,
  total: 0,
  totalsSeen: [],
  statedTotal: null,
  greatestStated: null,
  noted: [],
  verdict: null,
  evidence: [],
  failure: null,
  submittedAtMs: nowMs,
  settledAtMs: null,
  webhook: null,
  revision: 1,
});

/** Ids that may stand in a path or a storage key: letters, digits, `-` and `_`, at most 64. */
export const isJobId = (text: string): boolean => /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(text);

/** In these statuses nothing more happens by itself. */
export const isOver = (status: JobStatus): boolean =>
  status === 'SETTLED' || status === 'REJECTED' || status === 'FAILED' || status === 'CANCELLED';

/** In these statuses the job is to be worked on. A paused one waits for its resumption. */
export const mayRun = (status: JobStatus): boolean => !isOver(status) && status !== 'PAUSED';

/** The same request, whatever the order of its fields: what makes a second PUT a repeat and not a conflict. */
export const sameRequest = (a: JobRequest, b: JobRequest): boolean => sameValue(a, b);

/** Whether two values of JSON are the same, whatever the order of their fields. */
export const sameValue = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b);

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
