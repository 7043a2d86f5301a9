// fireSchedule: deals with one planned time of a schedule: submits its job, or records why not. fireDue: with all that are due.
// Order of the writes: the job, then the schedule. A crash between them fires once more, under the same job id.
import * as E from 'fp-ts/lib/Either.js';
import type { ReaderTaskEither } from 'fp-ts/lib/ReaderTaskEither.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { StoreUnavailable } from '../ambient/ambient.port.ts';
import { explainField } from '../job/report-errors.ts';
import type { Job } from '../job/job.ts';
import { submitJob, type SubmitEnvironment } from '../job/submit-job.use-case.ts';
import { nextRunMs } from './calendar.ts';
import { changeSchedule, findSchedule, type ScheduleUnknown } from './change-schedule.ts';
import { decideRun, dueMs, isGoing } from './due-run.ts';
import { requestOfRun, sinceOf } from './run-request.ts';
import { afterRun, withRun, withSkip } from './run-outcome.ts';
import { jobIdOf, type Run, type Schedule, type SkipReason } from './schedule.ts';
import type { Schedules } from './schedules.port.ts';

export interface FireEnvironment extends SubmitEnvironment {
  readonly schedules: Schedules;
  /** Told of each job that may now have something to run. Told again, it runs it once. */
  readonly wake: (jobId: string) => void | Promise<void>;
}

export interface Fired {
  /** The job that was submitted; null when there was none to submit. */
  readonly jobId: string | null;
  readonly schedule: Schedule;
}

/** It was not over, or a retry may have opened it again. */
const mayChange = ({ outcome }: Run): boolean => outcome === null || outcome === 'INCOMPLETE';

/** Looks at the jobs of runs whose outcome may be another by now. */
const withOutcomes = async (
  { schedules, jobs }: Pick<FireEnvironment, 'schedules' | 'jobs'>,
  schedule: Schedule,
  looked: (run: Run) => boolean,
): Promise<E.Either<StoreUnavailable | ScheduleUnknown, Schedule>> => {
  const runs = schedule.runs.filter(looked);
  if (runs.length === 0) return E.right(schedule);
  const seen = new Map<string, Job | null>();
  for (const { jobId } of runs) {
    const job = await jobs.get(jobId)();
    if (E.isLeft(job)) return job;
    seen.set(jobId, job.right);
  }
  return changeSchedule(schedules)(schedule.id, (now) =>
    [...seen].reduce((each, [jobId, job]) => afterRun(each, jobId, job), now),
  )();
};

/** A job under the run's id that asks for something else was not made for this run, or for the schedule as it was. */
const submitRun = async (
  env: FireEnvironment,
  schedule: Schedule,
  plannedMs: number,
): Promise<E.Either<StoreUnavailable | { readonly detail: string }, Run>> => {
  const jobId = jobIdOf(schedule.id, plannedMs);
  const since = sinceOf(schedule);
  const submitted = await submitJob(jobId, requestOfRun(schedule, since))(env)();
  const run = { jobId, plannedMs, firedAtMs: env.clock.nowMs(), since, outcome: null };
  if (E.isRight(submitted)) return E.right({ ...run, generation: schedule.generation });
  switch (submitted.left._tag) {
    case 'JobConflict':
      return E.right({ ...run, since: null, generation: null });
    case 'RequestInvalid':
      return E.left({ detail: submitted.left.errors.map(explainField).join('; ') });
    case 'StoreUnavailable':
      return E.left(submitted.left);
  }
};

export const fireSchedule =
  (
    id: string,
    plannedMs: number,
  ): ReaderTaskEither<FireEnvironment, StoreUnavailable | ScheduleUnknown, Fired> =>
  (env) =>
  async () => {
    const found = await findSchedule(env.schedules)(id)();
    if (E.isLeft(found)) return found;
    const seen = await withOutcomes(env, found.right, mayChange);
    if (E.isLeft(seen)) return seen;
    const schedule = seen.right;
    const decision = decideRun(schedule, plannedMs, env.clock.nowMs());
    const skip = async (
      reason: SkipReason,
      detail: string,
    ): Promise<E.Either<StoreUnavailable | ScheduleUnknown, Fired>> =>
      E.map((after: Schedule): Fired => ({ jobId: null, schedule: after }))(
        await changeSchedule(env.schedules)(id, (now) =>
          withSkip(now, { plannedMs, atMs: env.clock.nowMs(), reason, detail }),
        )(),
      );
    if (decision._tag === 'Nothing') return E.right({ jobId: null, schedule });
    if (decision._tag === 'Skip') return skip(decision.reason, decision.detail);
    const run = await submitRun(env, schedule, plannedMs);
    if (E.isLeft(run))
      return '_tag' in run.left ? E.left(run.left) : skip('REQUEST_INVALID', run.left.detail);
    await env.wake(run.right.jobId);
    return E.map((after: Schedule): Fired => ({ jobId: run.right.jobId, schedule: after }))(
      await changeSchedule(env.schedules)(id, (now) => withRun(now, run.right))(),
    );
  };

export interface DueFired {
  readonly jobIds: ReadonlyArray<string>;
  /** When the next run of all schedules is planned; null when there is none. */
  readonly nextMs: number | null;
}

const SCHEDULES_PER_READ = 100;

const earlier = (a: number | null, b: number | null): number | null => {
  if (a === null) return b;
  return b === null ? a : Math.min(a, b);
};

/** What is due of one schedule; when nothing is, only whether its runs are over. One that was deleted meanwhile has nothing due. */
const fireIfDue = async (
  env: FireEnvironment,
  schedule: Schedule,
): Promise<E.Either<StoreUnavailable, Fired>> => {
  const plannedMs = dueMs(schedule, env.clock.nowMs());
  const fired =
    plannedMs === null
      ? E.map((seen: Schedule): Fired => ({ jobId: null, schedule: seen }))(
          await withOutcomes(env, schedule, isGoing),
        )
      : await fireSchedule(schedule.id, plannedMs)(env)();
  if (E.isRight(fired)) return fired;
  return fired.left._tag === 'ScheduleUnknown'
    ? E.right({ jobId: null, schedule: { ...schedule, paused: true } })
    : E.left(fired.left);
};

export const fireDue: ReaderTaskEither<FireEnvironment, StoreUnavailable, DueFired> =
  (env): TaskEither<StoreUnavailable, DueFired> =>
  async () => {
    const jobIds: string[] = [];
    let nextMs: number | null = null;
    for (let after: string | null = null; ;) {
      const page: E.Either<StoreUnavailable, ReadonlyArray<Schedule>> = await env.schedules.list({
        after,
        limit: SCHEDULES_PER_READ,
      })();
      if (E.isLeft(page)) return page;
      for (const schedule of page.right) {
        const fired = await fireIfDue(env, schedule);
        if (E.isLeft(fired)) return fired;
        if (fired.right.jobId !== null) jobIds.push(fired.right.jobId);
        nextMs = earlier(nextMs, nextRunMs(fired.right.schedule));
      }
      if (page.right.length < SCHEDULES_PER_READ) return E.right({ jobIds, nextMs });
      after = page.right.at(-1)?.id ?? null;
    }
  };
