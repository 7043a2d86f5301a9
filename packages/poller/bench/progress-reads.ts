// What it costs to read a job's progress, by the number of its tasks. Prints its figures as one line of JSON.
// node progress-reads.ts <folder for its files> <tasks of the first job> <tasks of the second job> …
import { join } from 'node:path';
import { publicOnly, taskStates, type Report, type Tasks } from '@api-poller/domain';
import * as E from 'fp-ts/lib/Either.js';
import { openHome } from '../src/compose.ts';
import { median, type ProgressReads } from './figures.ts';

/** Reports of one call: what a commit costs does not show any more, and few are held at once. */
const REPORTS_AT_ONCE = 1_000;
/** One read takes some ten microseconds, which no clock measures well; a hundred take a millisecond. */
const READS_A_SAMPLE = 100;
/** An odd number, large enough that a pause of the machine in a few samples does not move the median. */
const SAMPLES = 101;
/** Until the compiler has done its work. */
const WARM_UP_SAMPLES = 20;

const [folder = '', ...sizes] = process.argv.slice(2);

const orThrow = <A>(result: E.Either<unknown, A>): A => {
  if (E.isRight(result)) return result.right;
  throw new Error(JSON.stringify(result.left));
};

/** Every state occurs, so that jobs of any size have the same number of counters. */
const reportOf = (index: number): Report => ({
  taskId: String(index).padStart(12, '0'),
  attempt: 1,
  state: taskStates[index % taskStates.length] ?? 'COMPLETE',
  facts: { records: 100, bytes: 6_500, short: 0 },
  failure: null,
});

const fill = async (tasks: Tasks, jobId: string, size: number): Promise<void> => {
  for (let from = 0; from < size; from += REPORTS_AT_ONCE) {
    const length = Math.min(REPORTS_AT_ONCE, size - from);
    orThrow(
      await tasks.advance(
        jobId,
        Array.from({ length }, (_, index) => reportOf(from + index)),
      )(),
    );
  }
  const { states } = orThrow(await tasks.counters(jobId)());
  const counted = Object.values(states).reduce((sum, each) => sum + each, 0);
  if (counted !== size) throw new Error(`${size} tasks were reported on, but the counters say ${counted}`);
};

const sample = async (tasks: Tasks, jobId: string): Promise<number> => {
  const startedMs = performance.now();
  for (let reads = 0; reads < READS_A_SAMPLE; reads += 1) orThrow(await tasks.counters(jobId)());
  return ((performance.now() - startedMs) * 1000) / READS_A_SAMPLE;
};

const home = openHome({
  databasePath: join(folder, 'state.db'),
  policy: publicOnly,
  processors: [],
  outputPath: () => join(folder, 'unused'),
});
const { tasks } = home.env;
for (const size of sizes) await fill(tasks, size, Number(size));

const samples = new Map<string, number[]>(sizes.map((size) => [size, []]));
// By turns, so that whatever else the machine does meets all jobs alike.
for (let round = -WARM_UP_SAMPLES; round < SAMPLES; round += 1)
  for (const size of sizes) {
    const microseconds = await sample(tasks, size);
    if (round >= 0) samples.get(size)?.push(microseconds);
  }
await home.close();
const figures: ProgressReads = {
  jobs: [...samples].map(([size, each]) => ({ tasks: Number(size), microseconds: median(each) })),
};
process.stdout.write(`${JSON.stringify(figures)}\n`);
