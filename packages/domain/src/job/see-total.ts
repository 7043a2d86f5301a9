// What pages state of the total while they are read, as far as it tells something.
import type { Job } from './job.ts';

/** The job, with what a page's stated total adds to what is known of it; the same job when that is nothing. */
export const seeTotal = (job: Job, stated: number): Job => {
  const { statedTotal, greatestStated, noted } = job;
  // Where the plan was not made from what the partner states, that is not believed.
  if (statedTotal === null) return job;
  if (stated < statedTotal)
    return noted.some(({ kind }) => kind === 'TOTAL_FELL')
      ? job
      : { ...job, noted: [...noted, { kind: 'TOTAL_FELL', to: stated }] };
  // Answers overtake each other, so one that states less than another may only be older: the end of the job tells.
  return stated > (greatestStated ?? statedTotal) ? { ...job, greatestStated: stated } : job;
};
