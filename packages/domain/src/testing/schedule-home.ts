// For specs of schedules: stores in memory, a clock that is set by hand, and alarms and wake-ups that are written down.
import * as E from 'fp-ts/lib/Either.js';
import type { RequestInvalid } from '../job/job-request.codec.ts';
import type { JobRequest } from '../job/job-request.ts';
import type { Job } from '../job/job.ts';
import { afterJob } from '../schedule/after-job.use-case.ts';
import { fireDue } from '../schedule/fire-schedule.use-case.ts';
import { putSchedule } from '../schedule/put-schedule.use-case.ts';
import { scheduleResource } from '../schedule/schedule-resource.ts';
import { right } from './expect-right.ts';
import { memoryJobs } from './memory-home.ts';
import { memorySchedules } from './memory-schedules.ts';

export const url = 'https://partner.example/orders';
export const hourly = { when: { cron: '0 * * * *' }, request: { url } };

/** What makes a job one that is over with this verdict. */
export const settled = (verdict: Job['verdict']): Partial<Job> => ({ status: 'SETTLED', verdict });

/** Its clock stands at 14:30 on 28 November 2026, UTC; its schedule is `orders` unless another is named. */
export const scheduleHome = () => {
  let nowMs = Date.parse('2026-11-28T14:30:00Z');
  const woken: string[] = [];
  const alarms: string[] = [];
  let refusal: RequestInvalid | null = null;
  const env = {
    schedules: memorySchedules(),
    jobs: memoryJobs(),
    clock: { nowMs: () => nowMs },
    judgeRequest: (request: JobRequest) => (refusal === null ? E.right(request) : E.left(refusal)),
    wake: (jobId: string) => void woken.push(jobId),
    alarms: {
      set:
        ({ id, paused }: { readonly id: string; readonly paused: boolean }) =>
        async () => {
          alarms.push(`${id} ${paused ? 'off' : 'on'}`);
          return E.right(undefined);
        },
      remove: (id: string) => async () => {
        alarms.push(`${id} gone`);
        return E.right(undefined);
      },
    },
  };
  const job = async (jobId: string): Promise<Job> => {
    const stored = right(await env.jobs.get(jobId)());
    if (stored === null) throw new Error('no job');
    return stored;
  };
  const change = async (jobId: string, changed: Partial<Job>): Promise<void> => {
    right(await env.jobs.replace({ ...(await job(jobId)), ...changed })());
  };
  const schedule = async (id = 'orders') => {
    const stored = right(await env.schedules.get(id)());
    if (stored === null) throw new Error('no schedule');
    return stored;
  };
  return {
    env,
    /** Ids of the jobs that were woken, and what was done to alarms, oldest first. */
    woken,
    alarms,
    put: async (body: unknown, id = 'orders') => right(await putSchedule(id, body)(env)()),
    /** Sets the clock to a time in November, `28T15:00:00`, and fires what is due. */
    at: async (time: string) => {
      nowMs = Date.parse(`2026-11-${time}Z`);
      return right(await fireDue(env)()).jobIds;
    },
    schedule,
    shown: async (id?: string) => scheduleResource(await schedule(id)),
    job,
    /** Changes a job behind the back of its schedule. */
    change,
    /** Changes a job and tells its schedule, as happens at its end. */
    end: async (jobId: string, changed: Partial<Job>) => {
      await change(jobId, changed);
      right(await afterJob(jobId)(env)());
    },
    urlOf: async (jobId: string) => (await job(jobId)).request.url,
    /** From now on no request is valid here. */
    refuse: (reason: RequestInvalid) => {
      refusal = reason;
    },
  };
};
