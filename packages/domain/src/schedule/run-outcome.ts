// What a run's end means for its schedule: its outcome is kept, and a run that accounts for every record moves the watermark.
import { isOver, type Job } from '../job/job.ts';
import { RUNS_KEPT, type Run, type RunOutcome, type Schedule, type Skip } from './schedule.ts';

const outcomeOf = ({ status, verdict }: Pick<Job, 'status' | 'verdict'>): RunOutcome | null => {
  if (status === 'SETTLED') return verdict;
  return status === 'REJECTED' || status === 'FAILED' || status === 'CANCELLED' ? status : null;
};

/** With these, every record is accounted for. */
const isGood = (outcome: RunOutcome | null): boolean =>
  outcome === 'COMPLETE' || outcome === 'COMPLETE_WITH_DRIFT';

/**
 * The schedule after a look at a run's job. The watermark moves to the job's start, not its end: what changed while it ran may or
 * may not have been read. It never moves back, and never for a run of another generation.
 * @param job null when it is gone
 * @returns the same schedule when nothing has changed, or the run is none of its own
 */
export const afterRun = (schedule: Schedule, jobId: string, job: Job | null): Schedule => {
  const run = schedule.runs.find((each) => each.jobId === jobId);
  if (run === undefined || (job !== null && !isOver(job.status))) return reopened(schedule, run);
  const outcome = job === null ? 'GONE' : outcomeOf(job);
  if (outcome === run.outcome) return schedule;
  const moves = job !== null && isGood(outcome) && run.generation === schedule.generation;
  return {
    ...schedule,
    watermarkMs: moves
      ? Math.max(schedule.watermarkMs ?? Number.NEGATIVE_INFINITY, job.submittedAtMs)
      : schedule.watermarkMs,
    runs: withOutcome(schedule.runs, jobId, outcome),
  };
};

const withOutcome = (
  runs: ReadonlyArray<Run>,
  jobId: string,
  outcome: RunOutcome | null,
): ReadonlyArray<Run> => runs.map((each) => (each.jobId === jobId ? { ...each, outcome } : each));

/** A job that was opened again, by a retry, is going once more. */
const reopened = (schedule: Schedule, run: Run | undefined): Schedule =>
  run === undefined || run.outcome === null
    ? schedule
    : { ...schedule, runs: withOutcome(schedule.runs, run.jobId, null) };

/** Goes up to a planned time, and not back. */
const handled = (schedule: Schedule, plannedMs: number): number =>
  Math.max(schedule.handledUpToMs, plannedMs);

export const withRun = (schedule: Schedule, run: Run): Schedule => ({
  ...schedule,
  handledUpToMs: handled(schedule, run.plannedMs),
  runs: [run, ...schedule.runs.filter(({ jobId }) => jobId !== run.jobId)].slice(0, RUNS_KEPT),
});

export const withSkip = (schedule: Schedule, skip: Skip): Schedule => ({
  ...schedule,
  handledUpToMs: handled(schedule, skip.plannedMs),
  lastSkip: skip,
});
