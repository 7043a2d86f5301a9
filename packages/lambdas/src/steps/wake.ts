// Starts an execution of the workflow for a job that is stored already.
import type { Home } from '../compose.ts';
import { orThrow } from './step.ts';

type WakeHome = Pick<Home, 'jobs' | 'claims' | 'executions'>;

/** One name for one state of the job: waking it twice starts it once, and a retry or a resumption has another revision. */
const start = async ({ claims, executions }: WakeHome, jobId: string, revision: number): Promise<void> => {
  const name = `${jobId}-r${revision}`;
  orThrow(await claims.replace(jobId, name)());
  orThrow(await executions.start(name, { jobId })());
};

export const wake =
  (home: WakeHome) =>
  async (jobId: string): Promise<void> => {
    const job = orThrow(await home.jobs.get(jobId)());
    await start(home, jobId, job?.revision ?? 0);
  };

/** For who may have done so already, and crashed: a job that has come further has its execution. */
export const wakeNew =
  (home: WakeHome) =>
  async (jobId: string): Promise<void> => {
    const job = orThrow(await home.jobs.get(jobId)());
    if (job?.status === 'SUBMITTED') await start(home, jobId, job.revision);
  };
