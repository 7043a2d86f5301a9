// What another service can do with the domain alone: plan a job, walk a task through its states, read the progress.
import {
  batchesOf,
  enumerated,
  isChainBatch,
  join,
  noCounters,
  pagesOf,
  progressOf,
  taskCount,
  taskIdOf,
  type Report,
} from '@api-poller/domain';

const lines: string[] = [];

// Plan: 250 records in pages of 100. Batches and pages are computed one at a time.
const plan = enumerated(250, 100);
lines.push(`${taskCount(plan)} tasks`);
for (const batch of batchesOf(plan, 2))
  if (!isChainBatch(batch)) lines.push([...pagesOf(batch)].map(taskIdOf).join(' '));

// Walk: reports come late, twice and out of order; the greater standing stays.
const report = (state: Report['state'], records: number | null = null): Report => ({
  taskId: '000000000000-100',
  attempt: 1,
  state,
  facts: records === null ? null : { records, bytes: 8_000, short: 0 },
  failure: null,
});
const seen = [report('STARTED'), report('COMPLETE', 100), report('ENQUEUED', 100), report('STARTED')];
lines.push(`the task is ${seen.reduce(join).state}`);

// Progress: a store keeps a counter per state and moves it along with each task; here by hand.
const stands = seen.reduce(join);
const counters = {
  states: { ...noCounters.states, [stands.state]: 1 },
  records: stands.facts?.records ?? 0,
};
lines.push(JSON.stringify(progressOf(counters, taskCount(plan))));

export const output = lines.join('\n');
