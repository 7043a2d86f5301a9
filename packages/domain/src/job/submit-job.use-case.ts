// submitJob: takes a request under an id, once. The same request again is a repeat, another one a conflict.
import * as E from 'fp-ts/lib/Either.js';
import type { ReaderTaskEither } from 'fp-ts/lib/ReaderTaskEither.js';
import type { Clock, StoreUnavailable } from '../ambient/ambient.port.ts';
import { decodeJobRequest, type RequestInvalid } from './job-request.codec.ts';
import { isJobId, newJob, sameRequest, type Job } from './job.ts';
import type { Jobs } from './jobs.port.ts';
import type { JobRequest } from './job-request.ts';

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
