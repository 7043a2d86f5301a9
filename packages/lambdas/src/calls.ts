// What each function is called with, and whose work that is.
import type { FunctionName } from './function-names.ts';
import {
  failInput,
  fetchInput,
  fireInput,
  messagesOf,
  prepareInput,
  reads,
  requestOf,
  settleInput,
  type Request,
} from './steps/input.ts';
import { jobOf, jobOfPath, jobToPrepare, ofMany, scheduleOf, scheduleOfPath, type Whose } from './whose.ts';

export interface Call<A> {
  readonly name: FunctionName;
  /** @throws TypeError for what is no such call */
  readonly reads: (input: unknown) => A;
  readonly whoseOf: (input: A) => Whose;
}

const call = <A>(name: FunctionName, read: (input: unknown) => A, whoseOf: (input: A) => Whose): Call<A> => ({
  name,
  reads: read,
  whoseOf,
});

export const prepareJob = call('prepare-job', reads(prepareInput), jobToPrepare);
export const fetchTasks = call('fetch-tasks', reads(fetchInput), jobOf);
export const failBatch = call('fail-batch', reads(failInput), jobOf);
export const settleJob = call('settle-job', reads(settleInput), jobOf);
export const fireSchedule = call('fire-schedule', reads(fireInput), scheduleOf);
export const processPayload = call('process-payload', messagesOf, ofMany);
export const deadLetter = call('dead-letter', messagesOf, ofMany);
export const httpApi: Call<Request> = call('http-api', requestOf, jobOfPath);
export const schedulesApi: Call<Request> = call('schedules-api', requestOf, scheduleOfPath);
