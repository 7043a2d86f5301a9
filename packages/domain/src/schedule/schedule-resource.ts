// The schedule as the jobs API and the command line show it: what was put, then what has become of it.
import { nextRunMs } from './calendar.ts';
import type { Run, Schedule, Skip } from './schedule.ts';

export interface RunResource {
  readonly JobId: string;
  readonly PlannedAt: string;
  readonly FiredAt: string;
  /** What was put in for the incremental parameter; null when the run asked for everything. */
  readonly Since: string | number | null;
  /** Null while the job is not over. */
  readonly Outcome: Run['outcome'];
}

export interface ScheduleResource {
  readonly ScheduleId: string;
  readonly When: Schedule['when'];
  /** As it was put; the values of headers are not shown, because they may be secrets. */
  readonly Request: Schedule['request'];
  readonly Overlap: Schedule['overlap'];
  readonly Missed: Schedule['missed'];
  readonly Incremental: Schedule['incremental'];
  readonly Paused: boolean;
  /** Null while it is paused, or when no time will come. */
  readonly NextRun: string | null;
  /** Start of the last run that accounts for every record; null before the first. */
  readonly Watermark: string | null;
  readonly LastJob: string | null;
  /** The last twenty, newest first. */
  readonly Runs: ReadonlyArray<RunResource>;
  /** The last planned time that was passed over, and why. */
  readonly LastSkip: {
    readonly PlannedAt: string;
    readonly At: string;
    readonly Reason: Skip['reason'];
    readonly Detail: string;
  } | null;
  readonly CreatedAt: string;
}

const iso = (ms: number): string => new Date(ms).toISOString();
const isoOrNull = (ms: number | null): string | null => (ms === null ? null : iso(ms));

const runOf = ({ jobId, plannedMs, firedAtMs, since, outcome }: Run): RunResource => ({
  JobId: jobId,
  PlannedAt: iso(plannedMs),
  FiredAt: iso(firedAtMs),
  Since: since,
  Outcome: outcome,
});

const NOT_SHOWN = '(not shown)';

const shown = (request: Schedule['request']): Schedule['request'] => {
  const { headers } = request;
  return typeof headers === 'object' && headers !== null
    ? { ...request, headers: Object.fromEntries(Object.keys(headers).map((name) => [name, NOT_SHOWN])) }
    : request;
};

export const scheduleResource = (schedule: Schedule): ScheduleResource => {
  const { runs, lastSkip } = schedule;
  return {
    ScheduleId: schedule.id,
    When: schedule.when,
    Request: shown(schedule.request),
    Overlap: schedule.overlap,
    Missed: schedule.missed,
    Incremental: schedule.incremental,
    Paused: schedule.paused,
    NextRun: isoOrNull(nextRunMs(schedule)),
    Watermark: isoOrNull(schedule.watermarkMs),
    LastJob: runs[0]?.jobId ?? null,
    Runs: runs.map(runOf),
    LastSkip:
      lastSkip === null
        ? null
        : {
            PlannedAt: iso(lastSkip.plannedMs),
            At: iso(lastSkip.atMs),
            Reason: lastSkip.reason,
            Detail: lastSkip.detail,
          },
    CreatedAt: iso(schedule.createdAtMs),
  };
};
