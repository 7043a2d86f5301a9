// A job: one synchronisation of one paginated resource, and the moves that its status may make.
import type { EnumeratedPlan } from '../plan/plan.ts';
import type { JobRequest } from './job-request.ts';
import type { Evidence, Verdict } from './verdict.ts';

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
  readonly plan: EnumeratedPlan | null;
  /** Planned tasks, gap and tail tasks included. */
  readonly total: number;
  /** Totals that the partner stated and that differ from the first one, in order. */
  readonly totalsSeen: ReadonlyArray<number>;
  readonly verdict: Verdict | null;
  readonly evidence: ReadonlyArray<Evidence>;
  readonly failure: JobFailure | null;
  readonly submittedAtMs: number;
  readonly settledAtMs: number | null;
  /** Counts the writes of this job; a write names the one it read, so that no update is lost. */
  readonly revision: number;
}

export const newJob = (id: string, request: JobRequest, nowMs: number): Job => ({
  id,
  request,
  status: 'SUBMITTED',
  plan: null,
  total: 0,
  totalsSeen: [],
  verdict: null,
  evidence: [],
  failure: null,
  submittedAtMs: nowMs,
  settledAtMs: null,
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
export const sameRequest = (a: JobRequest, b: JobRequest): boolean => canonical(a) === canonical(b);

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
