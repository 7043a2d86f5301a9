// Fetches one batch, as long as the function may live and the job is not ended from outside.
import { fetchTasks, findJob, mayRun, type Batch } from '@api-poller/domain';
import * as E from 'fp-ts/lib/Either.js';
import type { Home } from '../compose.ts';
import { sharesOf } from './rounds.ts';
import { orThrow, secondsOf, toFetch } from './step.ts';

export interface FetchInput {
  readonly jobId: string;
  readonly batch: Batch;
}

export interface FetchOutput {
  readonly finished: boolean;
  /** Before the batch is handled again; 0 when only the function's time ran out. */
  readonly seconds: number;
}

/** How soon a job that is cancelled or paused stops asking the partner. */
const LOOK_MS = 2_000;

export const fetchBatch =
  (home: Home, leftMs: () => number) =>
  async ({ jobId, batch }: FetchInput): Promise<FetchOutput> => {
    const job = orThrow(await findJob(home.jobs)(jobId)());
    if (!mayRun(job.status)) return { finished: true, seconds: 0 };
    let running = true;
    let looking = false;
    let lookedAtMs = home.clock.nowMs();
    // Asked before each request; it looks the job up now and then, beside the work.
    const mayGoOn = (): boolean => {
      if (!looking && home.clock.nowMs() - lookedAtMs >= LOOK_MS) {
        looking = true;
        void home.jobs
          .get(jobId)()
          .then((seen) => {
            running = E.isLeft(seen) || (seen.right !== null && mayRun(seen.right.status));
            lookedAtMs = home.clock.nowMs();
            looking = false;
          });
      }
      return running && leftMs() > 0;
    };
    const { sideBySide } = sharesOf(job.request.limits.concurrency, home.environment.sideBySide);
    const env = { ...toFetch(home, leftMs), jobs: home.jobs, sideBySide };
    const { finished, resumeAfterMs } = orThrow(await fetchTasks(job, batch, mayGoOn)(env)());
    return { finished: finished || !running, seconds: secondsOf(resumeAfterMs) };
  };
