// What the benchmark's processes tell each other, one line of JSON each, and the numbers that all of them share.
import type { Verdict } from '@api-poller/domain';
import type { OutputCount } from './read-output.ts';

/** The default of a job. */
export const CONCURRENCY = 25;
/** The most that the simulated partner gives unless told otherwise. */
export const RECORDS_PER_PAGE = 100;

/** Of whole-way.ts. */
export interface WholeWay {
  /** From before the store is opened until the output has its final name; not the start of Node. */
  readonly seconds: number;
  /** Of all threads, the start of Node included. */
  readonly cpuSeconds: number;
  readonly peakRssBytes: number;
  readonly verdict: Verdict | null;
  readonly records: number;
  readonly tasks: number;
  readonly retries: number;
  readonly output: OutputCount;
}

/** Of the bare loop, packages/adapters-http/bench/download.ts. */
export interface Download {
  /** From the first request to the last body; not the start of Node. */
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly pages: number;
  readonly bytes: number;
}

/** Of progress-reads.ts: one entry a job, in the order of its arguments. */
export interface ProgressReads {
  readonly jobs: ReadonlyArray<{ readonly tasks: number; readonly microseconds: number }>;
}

/** The middle one, or the upper of the two; one slow round on a busy machine does not move it as it moves a mean. */
export const median = (values: ReadonlyArray<number>): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
