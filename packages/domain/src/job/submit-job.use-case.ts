// submitJob: takes a request under an id, once. The same request again is a repeat, another one a conflict.
import * as E from 'fp-ts/lib/Either.js';
import type { ReaderTaskEither } from 'fp-ts/lib/ReaderTaskEither.js';
import type { Clock, StoreUnavailable } from '../ambient/ambient.port.ts';
import { decodeJobRequest, type RequestInvalid } from './job-request.codec.ts';
import { isJobId, newJob, sameRequest, type Job } from './job.ts';
import type { Jobs } from './jobs.port.ts';
import { defaultRequest, type JobRequest } from './job-request.ts';
import { explainField } from './report-errors.ts';

export interface JobConflict {
  readonly _tag: 'JobConflict';
  readonly jobId: string;
}

export interface SubmitEnvironment {
  readonly jobs: Jobs;
  readonly clock: Clock;
  /** What can be judged of a request here, beyond its form: the address of its url, the name of its processor. */
  readonly judgeRequest: (request: JobRequest) => E.Either<RequestInvalid, JobRequest>;
}

export interface Submitted {
  readonly job: Job;
  /** False when the same job was there already. */
  readonly created: boolean;
}

const idInvalid: RequestInvalid = {
  _tag: 'RequestInvalid',
  errors: [{ field: 'id', expected: '1 to 64 letters, digits, "-" or "_", the first a letter or digit' }],
};

export const submitJob =
  (
    id: string,
    input: unknown,
  ): ReaderTaskEither<SubmitEnvironment, RequestInvalid | JobConflict | StoreUnavailable, Submitted> =>
  ({ jobs, clock, judgeRequest }) =>
  async () => {
    if (!isJobId(id)) return E.left(idInvalid);
    const request = E.chain(judgeRequest)(decodeJobRequest(input));
    if (E.isLeft(request)) return request;
    const created = await jobs.create(newJob(id, request.right, clock.nowMs()))();
    if (E.isRight(created)) return E.right({ job: created.right, created: true });
    if (created.left._tag === 'StoreUnavailable') return E.left(created.left);
    const { job } = created.left;
    return sameRequest(job.request, request.right)
      ? E.right({ job, created: false })
      : E.left({ _tag: 'JobConflict', jobId: id });
  };

/** What is shown of a url that was refused: nothing that may hold a secret. */
const shownUrl = (input: unknown): string => {
  const url = typeof input === 'object' && input !== null && 'url' in input ? input.url : null;
  if (typeof url !== 'string' || url.length > 2048 || !URL.canParse(url)) return '';
  const { origin, pathname, username, password } = new URL(url);
  return username === '' && password === '' && origin !== 'null' ? `${origin}${pathname}` : '';
};

/**
 * acceptJob: takes a request that has been accepted unseen, as an event is. One that is not valid becomes a REJECTED job,
 * so that who asks for the job learns why. Under an id that is there already it changes nothing.
 */
export const acceptJob =
  (
    id: string,
    input: unknown,
  ): ReaderTaskEither<SubmitEnvironment, JobConflict | StoreUnavailable, Submitted> =>
  (env) =>
  async () => {
    const submitted = await submitJob(id, input)(env)();
    if (E.isRight(submitted)) return submitted;
    if (submitted.left._tag !== 'RequestInvalid') return E.left(submitted.left);
    const nowMs = env.clock.nowMs();
    const rejected: Job = {
      ...newJob(id, { ...defaultRequest, url: shownUrl(input) }, nowMs),
      status: 'REJECTED',
      failure: { reason: 'RequestInvalid', detail: submitted.left.errors.map(explainField).join('; ') },
      settledAtMs: nowMs,
    };
    const created = await env.jobs.create(rejected)();
    if (E.isRight(created)) return E.right({ job: created.right, created: true });
    return created.left._tag === 'StoreUnavailable'
      ? E.left(created.left)
      : E.right({ job: created.left.job, created: false });
  };
