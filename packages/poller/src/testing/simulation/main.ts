// `npm run simulate`: as many seeded worlds as you like, or one again with all that can be said of it.
import { parseArgs } from 'node:util';
import { simulate } from './simulate.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '10000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
  },
});
const print = (text: string): void => void process.stdout.write(`${text}\n`);
const wholeNumber = (text: string, name: string): number => {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw new Error(`--${name} must be a whole number`);
};

const MOST_SHOWN = 20;
/** A minute or so between two words of a long run. */
const SEEDS_PER_WORD = 25_000;

const showOne = async (seed: number): Promise<boolean> => {
  const { ended, broken, requests, restarts } = await simulate(seed);
  const { random: _, config, ...world } = ended.world;
  print(JSON.stringify({ ...world, config: { ...config, names: undefined } }, null, 1));
  print(JSON.stringify({ job: ended.job, requests, restarts }, null, 1));
  for (const { taskId, attempt, state, facts, failure } of ended.tasks)
    print(
      `${taskId}  attempt ${attempt}  ${state}  ${facts === null ? '' : `${facts.records} records, ${facts.short} short`}  ${(ended.delivered.get(taskId) ?? []).join(' ')}  ${failure?.detail ?? ''}`,
    );
  for (const text of broken) print(`BROKEN: ${text}`);
  return broken.length === 0;
};

const showMany = async (from: number, seeds: number): Promise<boolean> => {
  const verdicts = new Map<string, number>();
  let failed = 0;
  const startedAt = performance.now();
  for (let seed = from; seed < from + seeds; seed += 1) {
    const { ended, broken } = await simulate(seed);
    const verdict = ended.job?.Verdict ?? ended.job?.Status ?? 'never ended';
    verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
    const done = seed - from + 1;
    if (done % SEEDS_PER_WORD === 0 && done < seeds)
      process.stderr.write(`${done} of ${seeds} worlds, ${failed} with a broken law\n`);
    if (broken.length === 0) continue;
    failed += 1;
    if (failed <= MOST_SHOWN)
      print(`seed ${seed}: ${broken.join('; ')}   again: npm run simulate -- --seed ${seed}`);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  print(`${seeds} worlds in ${seconds.toFixed(0)} s, ${failed} with a broken law`);
  print([...verdicts].map(([verdict, count]) => `${verdict} ${count}`).join(', '));
  return failed === 0;
};

const fine =
  values.seed === undefined
    ? await showMany(wholeNumber(values.from, 'from'), wholeNumber(values.seeds, 'seeds'))
    : await showOne(wholeNumber(values.seed, 'seed'));
process.exitCode = fine ? 0 : 1;
