// What follows a job's end: its schedule learns of it, and its webhook is delivered, a try at a time: the workflow does the waiting.
import { afterJob, deliverWebhook, isOver, type Job } from '@api-poller/domain';
import type { Home } from '../compose.ts';
import { orThrow, secondsOf, type Step } from './step.ts';

/**
 * The schedule that made the job learns how it stands, and a job that is over is told on the bus: once, also when its webhook takes
 * several tries, each of which comes by here.
 */
export const closeRun = async (home: Home, job: Job): Promise<void> => {
  orThrow(await afterJob(job.id)({ jobs: home.jobs, schedules: home.schedules })());
  if (isOver(job.status) && triesOf(job) === 0) orThrow(await home.events.jobSettled(job)());
};

const triesOf = ({ webhook }: Job): number => webhook?.attempts ?? 0;

/** Called again after each wait, until the webhook is delivered or given up. */
export const afterEnd = async (home: Home, job: Job): Promise<Step> => {
  await closeRun(home, job);
  const end: Step = { jobId: job.id, next: 'end', status: job.status };
  // A function without a webhook to deliver opens neither the partner nor the secrets.
  if (job.request.webhook === null) return end;
  const { jobs, tasks, partner, signer, clock, random } = home;
  const { done, resumeAfterMs } = orThrow(
    await deliverWebhook(job.id)({ jobs, tasks, partner, signer, clock, random })(),
  );
  return done ? end : { jobId: job.id, next: 'wait', seconds: secondsOf(resumeAfterMs), waits: 0 };
};
