// What must hold at the end of every job, whatever happened on the way. The oracle is the partner's own log: what its data were.
// Nothing of the code under test is used to say what is right.
import type { JobResource, Task } from '@api-poller/domain';
import { isQuiet, type World } from './world.ts';

export interface Ended {
  readonly world: World;
  /** Null when the job never came to its end. */
  readonly job: JobResource | null;
  readonly tasks: ReadonlyArray<Task>;
  /** Ids of delivered records, by task. */
  readonly delivered: ReadonlyMap<string, ReadonlyArray<number>>;
  /** Ids that were there from the first request to the last. */
  readonly stable: ReadonlySet<number>;
  readonly payloadsLeft: number;
}

const some = (ids: ReadonlyArray<number>): string =>
  `${ids.slice(0, 5).join(', ')}${ids.length > 5 ? `, and ${ids.length - 5} more` : ''}`;

const isGood = ({ Verdict }: JobResource): boolean =>
  Verdict === 'COMPLETE' || Verdict === 'COMPLETE_WITH_DRIFT';

/** Nothing that is said to be complete lacks a record or has one twice. */
const truth = (job: JobResource, { delivered, stable }: Ended): ReadonlyArray<string> => {
  if (!isGood(job)) return [];
  const ids = [...delivered.values()].flat();
  const distinct = new Set(ids);
  const missing = [...stable].filter((id) => !distinct.has(id));
  return [
    ...(missing.length === 0 ? [] : [`${job.Verdict}, and these are missing: ${some(missing)}`]),
    ...(distinct.size === ids.length ? [] : [`${job.Verdict}, and ${ids.length - distinct.size} came twice`]),
  ];
};

/** What is not complete says why. */
const reasons = (job: JobResource): ReadonlyArray<string> => {
  if (job.Status === 'SETTLED') {
    if (job.Verdict === null) return ['it is settled without a verdict'];
    return job.Verdict === 'COMPLETE' || job.Evidence.length > 0 ? [] : [`${job.Verdict} without evidence`];
  }
  return job.Failure === null ? [`it is ${job.Status} without a reason`] : [];
};

/** The counters are the fold over the tasks, and the records those that were delivered. */
const counts = (job: JobResource, { tasks, delivered }: Ended): ReadonlyArray<string> => {
  const stand = (state: Task['state']): number => tasks.filter((task) => task.state === state).length;
  const complete = tasks.filter(({ state }) => state === 'COMPLETE');
  const records = complete.reduce((sum, { facts }) => sum + (facts?.records ?? 0), 0);
  const handed = complete.reduce((sum, { taskId }) => sum + (delivered.get(taskId)?.length ?? 0), 0);
  const compare = (what: string, said: number, is: number): ReadonlyArray<string> =>
    said === is ? [] : [`${what}: it says ${said}, and it is ${is}`];
  return [
    ...compare('Started', job.Started, stand('STARTED')),
    ...compare('PayloadSaved', job.PayloadSaved, stand('PAYLOADSAVED')),
    ...compare('Enqueued', job.Enqueued, stand('ENQUEUED')),
    ...compare('SuccessfullyCompleted', job.SuccessfullyCompleted, complete.length),
    ...compare('FailedToComplete', job.FailedToComplete, stand('FAILED')),
    ...compare('Records', job.Records, records),
    ...compare('Records that were delivered', records, handed),
  ];
};

/** In a world without mischief there is nothing to doubt. */
const quiet = (job: JobResource, { world }: Ended): ReadonlyArray<string> =>
  isQuiet(world) && job.Verdict !== 'COMPLETE'
    ? [`a quiet world, and it is ${job.Verdict ?? job.Status}`]
    : [];

/** A payload is kept for as long as it may be needed, and no longer. */
const tidy = (job: JobResource, { payloadsLeft }: Ended): ReadonlyArray<string> =>
  isGood(job) && payloadsLeft > 0 ? [`${payloadsLeft} payloads are left behind`] : [];

/** @returns what is broken, for people */
export const brokenLaws = (ended: Ended): ReadonlyArray<string> => {
  const { job } = ended;
  if (job === null) return ['it never came to its end'];
  return [
    ...truth(job, ended),
    ...reasons(job),
    ...counts(job, ended),
    ...quiet(job, ended),
    ...tidy(job, ended),
  ];
};
