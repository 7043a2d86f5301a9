// The one table: which items stand in it and under which keys. Task ids begin with a digit, a letter or "-", so everything
// that begins with "!" or "#" stands before them and a range of tasks never meets it.

/** For whoever creates the table: the construct, and the tests. */
export const tableDefinition = {
  partitionKey: 'JobId',
  sortKey: 'TaskId',
  timeToLive: 'ExpiresAt',
  /** Jobs by the time at which they were submitted; only job items have its keys. */
  index: { name: 'JobsBySubmission', partitionKey: 'Listed', sortKey: 'SubmittedAt' },
} as const;

export interface Key {
  readonly JobId: string;
  readonly TaskId: string;
}

export const JOB = '#job';
export const EXECUTION = '#execution';
export const CHAIN = '#chain#';
export const COUNTERS = '#counters#';
export const FAILED = '!FAILED#';
export const SHORT = '!SHORT#';
/** Below every task id, above every other item. */
export const BEFORE_TASKS = '$';
/** No job has this id: a job's begins with a letter or a digit. */
export const PARTNERS = '#partners';
/** Nor this one: all schedules. */
export const SCHEDULES = '#schedules';

/**
 * Counters are spread over so many items, because transactions at the same time on one item conflict. A fixed number, so that
 * reading progress costs the same for ten tasks or ten million: sixteen small items are one unit of reading.
 */
export const COUNTER_SHARDS = 16;

export const counterKey = (jobId: string, shard: number): Key => ({
  JobId: jobId,
  TaskId: `${COUNTERS}${String(shard).padStart(2, '0')}`,
});

/** Seconds since the epoch, as DynamoDB's time to live wants them. */
export const expiresAt = (nowMs: number, days: number): number => Math.ceil(nowMs / 1000) + days * 86_400;
