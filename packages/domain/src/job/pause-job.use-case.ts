// pauseJob and resumeJob: a paused job keeps all that it has and asks the partner for nothing until it is resumed.
import * as E from 'fp-ts/lib/Either.js';
import type { ReaderTaskEither } from 'fp-ts/lib/ReaderTaskEither.js';
import type { StoreUnavailable } from '../ambient/ambient.port.ts';
import type { JobOver } from './cancel-job.use-case.ts';
import { changeJob, type JobUnknown } from './change-job.ts';
import { isOver, type Job } from './job.ts';
import type { Jobs } from './jobs.port.ts';

export interface PauseEnvironment {
  readonly jobs: Jobs;
}

type ChangeOfPause = ReaderTaskEither<PauseEnvironment, StoreUnavailable | JobUnknown | JobOver, Job>;

const over = ({ status }: Job): JobOver => ({ _tag: 'JobOver', detail: `the job is ${status} already` });

/** Pausing a paused job changes nothing. */
export const pauseJob =
  (jobId: string): ChangeOfPause =>
  ({ jobs }) =>
    changeJob(jobs)<JobOver>(jobId, (job) => {
      if (isOver(job.status)) return E.left(over(job));
      return E.right(job.status === 'PAUSED' ? job : { ...job, status: 'PAUSED' });
    });

/** Resuming a job that runs changes nothing. One that has its plan goes on from there: what was fetched is not fetched again. */
export const resumeJob =
  (jobId: string): ChangeOfPause =>
  ({ jobs }) =>
    changeJob(jobs)<JobOver>(jobId, (job) => {
      if (isOver(job.status)) return E.left(over(job));
      if (job.status !== 'PAUSED') return E.right(job);
      return E.right({ ...job, status: job.plan === null ? 'SUBMITTED' : 'PLANNING' });
    });
