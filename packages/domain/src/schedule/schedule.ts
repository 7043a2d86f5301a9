// A schedule: a job request that is submitted again and again, each time asking for what changed since the last good run.
//
// planned time   when a run was to begin; a run's job id is made of it, so that firing twice submits once
// run            a planned time that was fired: one job
// watermark      the start of the last run that accounted for every record; the next one asks from there, less the overlap
import type { JobStatus } from '../job/job.ts';
import type { Verdict } from '../settle/verdict.ts';

export type When =
  /** Five fields, or six with the seconds first; the time zone is one of IANA's. */
  | { readonly cron: string; readonly timeZone: string }
  /** Counted from the schedule's creation. */
  | { readonly everySeconds: number };

export interface Incremental {
  /** The query parameter, or the member of the body, that says from when on. */
  readonly parameter: string;
  readonly in: 'query' | 'body';
  readonly format: 'iso' | 'epoch-seconds' | 'epoch-ms';
  /** Asked for once more, because clocks differ and rows appear late. */
  readonly overlapSeconds: number;
  /** The value until the first good run; null: that run asks for everything. */
  readonly initial: string | number | null;
}

/** What a user says of a schedule. */
export interface ScheduleTemplate {
  readonly when: When;
  /** A job request as it was given: it is decoded whenever it is put and whenever it is fired. */
  readonly request: Readonly<Record<string, unknown>>;
  /** What a planned time does while an earlier run still goes: `skip` it, or `allow` both. */
  readonly overlap: 'skip' | 'allow';
  /** What becomes of times that passed while nobody could fire: one run for all of them, or none. */
  readonly missed: 'run-once' | 'skip';
  readonly incremental: Incremental | null;
  readonly paused: boolean;
}

export type RunOutcome = Verdict | Extract<JobStatus, 'REJECTED' | 'FAILED' | 'CANCELLED'> | 'GONE';

export interface Run {
  readonly jobId: string;
  readonly plannedMs: number;
  readonly firedAtMs: number;
  /** What was put in for the incremental parameter; null: the run asks for everything. */
  readonly since: string | number | null;
  /** Of the schedule when it was fired; another one, or null, and the run moves no watermark. */
  readonly generation: number | null;
  /** Null while the job is not over. GONE: the job was deleted before anybody looked. */
  readonly outcome: RunOutcome | null;
}

export type SkipReason =
  | 'STILL_RUNNING'
  /** Nobody could fire at the time, and the schedule does not want it made up for. */
  | 'MISSED'
  /** The request is not valid any more: a processor is gone, or an address is not allowed now. */
  | 'REQUEST_INVALID';

export interface Skip {
  readonly plannedMs: number;
  readonly atMs: number;
  readonly reason: SkipReason;
  readonly detail: string;
}

export interface Schedule extends ScheduleTemplate {
  readonly id: string;
  readonly createdAtMs: number;
  /** Rates are counted from here. */
  readonly anchorMs: number;
  /** Planned times up to this one are dealt with. */
  readonly handledUpToMs: number;
  readonly watermarkMs: number | null;
  /** Raised when the request begins to mean other records; the watermark then begins anew. */
  readonly generation: number;
  /** The last ones, newest first. */
  readonly runs: ReadonlyArray<Run>;
  readonly lastSkip: Skip | null;
  /** Counts the writes; a write names the one it read, so that no update is lost. */
  readonly revision: number;
}

/** Enough to see a week of nightly runs twice over; each is some hundred bytes of one document. */
export const RUNS_KEPT = 20;

/** A job id holds 64 characters, 17 of which are the planned time. */
export const isScheduleId = (text: string): boolean => /^[A-Za-z0-9][A-Za-z0-9_-]{0,46}$/.test(text);

/** @example jobIdOf('orders', Date.UTC(2026, 10, 28, 15)) // 'orders-20261128T150000Z' */
export const jobIdOf = (scheduleId: string, plannedMs: number): string =>
  `${scheduleId}-${new Date(plannedMs).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;

/** The schedule that may have made a job of this id; null when none can have. */
export const scheduleIdOf = (jobId: string): string | null => /^(.+)-\d{8}T\d{6}Z$/.exec(jobId)?.[1] ?? null;

export const newSchedule = (id: string, template: ScheduleTemplate, nowMs: number): Schedule => ({
  ...template,
  id,
  createdAtMs: nowMs,
  // Job ids tell whole seconds.
  anchorMs: Math.floor(nowMs / 1000) * 1000,
  handledUpToMs: nowMs,
  watermarkMs: null,
  generation: 1,
  runs: [],
  lastSkip: null,
  revision: 1,
});
