// Read, decide, replace at the revision read; again when somebody else was faster.
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { StoreUnavailable } from '../ambient/ambient.port.ts';
import type { Job } from './job.ts';
import type { Jobs } from './jobs.port.ts';

export interface JobUnknown {
  readonly _tag: 'JobUnknown';
  readonly jobId: string;
}

/** Ten lost races in a row mean that something writes in a loop; one more round would not help. */
const MOST_ROUNDS = 10;

/** @param decide the job as it shall be, or a refusal; the same job means that nothing is to be written */
export const changeJob =
  (jobs: Jobs) =>
  <R>(
    jobId: string,
    decide: (job: Job) => E.Either<R, Job>,
  ): TaskEither<StoreUnavailable | JobUnknown | R, Job> =>
  async () => {
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const read = await jobs.get(jobId)();
      if (E.isLeft(read)) return read;
      if (read.right === null) return E.left({ _tag: 'JobUnknown', jobId });
      const decided = decide(read.right);
      if (E.isLeft(decided) || decided.right === read.right) return decided;
      const replaced = await jobs.replace(decided.right)();
      if (E.isRight(replaced)) return replaced;
      if (replaced.left._tag === 'StoreUnavailable') return E.left(replaced.left);
    }
    return E.left({
      _tag: 'StoreUnavailable',
      detail: `job ${jobId} was changed by others ${MOST_ROUNDS} times in a row`,
    });
  };
