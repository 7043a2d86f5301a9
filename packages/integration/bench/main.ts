// `npm run bench:aws`: how fast jobs run on the deployed stack on an emulator, and what a page costs. Prints the figures beside their
// targets, writes counted.json and docs/reference/cost.md, and exits with 1 when a target is missed.
import { availableParallelism } from 'node:os';
import { startSimulator } from '@api-poller/external-sim';
import { deploy } from '../src/engine/deploy.ts';
import { startEngine } from '../src/engine/engine.ts';
import { count } from './count.ts';
import { readCounted, writeCounted } from './figures.ts';
import { measure, submitAndSettle } from './speed.ts';

/** Of each size; a machine's speed changes from minute to minute, and a median bears one slow run. */
const RUNS = 3;
/** Of 1,000 pages, before anything is measured: the functions' processes start during the first, and their code is compiled over some more. */
const WARM_UP_JOBS = 3;
/** The emulator starts a process for each function at once. Three a core: while some wait for the emulator, another computes. */
const PROCESS_FUNCTIONS = 3 * Math.max(2, availableParallelism());
const LEAST_PAGES_PER_SECOND = 200;

const say = (text: string): void => void process.stderr.write(`${text}\n`);
const median = (values: ReadonlyArray<number>): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

interface Row {
  readonly what: string;
  readonly seen: string;
  readonly target: string;
  readonly reached: boolean;
}

const speeds = async (): Promise<ReadonlyArray<Row>> => {
  const engine = await startEngine();
  if ('missing' in engine) throw new Error(engine.missing);
  const quick = { errorRate: 0, minDelayMs: 0, maxDelayMs: 0 };
  const partners = [
    { pages: 1_000, partner: await startSimulator({ ...quick, records: 100_000 }) },
    { pages: 5_000, partner: await startSimulator({ ...quick, records: 500_000 }) },
  ] as const;
  try {
    say(`${engine.name}; deploying ...`);
    const system = await deploy(engine.endpoint, {
      allowHosts: partners.map(({ partner }) => `127.0.0.1:${partner.port}`),
      processFunctions: PROCESS_FUNCTIONS,
    });
    const rows: Row[] = [];
    for (let job = 0; job < WARM_UP_JOBS; job += 1)
      await measure(engine.endpoint, system, partners[0].partner, partners[0].pages);
    for (const { pages, partner } of partners) {
      // The first of a size meets less that is warm.
      await measure(engine.endpoint, system, partner, pages);
      const seconds: number[] = [];
      for (let run = 0; run < RUNS; run += 1) {
        seconds.push((await measure(engine.endpoint, system, partner, pages)).seconds);
        say(`${pages} pages: ${seconds.at(-1)?.toFixed(2)} s`);
      }
      const speed = pages / median(seconds);
      rows.push({
        what: `${pages.toLocaleString('en-US')} pages, POST to the last COMPLETE`,
        seen: `${median(seconds).toFixed(1)} s, ${speed.toFixed(0)} pages/s`,
        target: `at least ${LEAST_PAGES_PER_SECOND} pages/s`,
        reached: speed >= LEAST_PAGES_PER_SECOND,
      });
    }
    const walk: number[] = [];
    for (let run = 0; run < RUNS; run += 1) walk.push(await submitAndSettle(system, { url: system.partner }));
    rows.push({
      what: "the README's job: 100 pages of up to a second each, one in ten fails",
      seen: `${median(walk).toFixed(1)} s`,
      target: '',
      reached: true,
    });
    return rows;
  } finally {
    for (const { partner } of partners) await partner.close();
    await engine.stop();
  }
};

const ratios = (): ReadonlyArray<Row> => {
  const { transitions, fetchingInvocations, processingInvocations } = readCounted().perPage;
  const row = (what: string, seen: number, most: number): Row => ({
    what: `${what} a page`,
    seen: String(Number(seen.toPrecision(3))),
    target: `at most ${most}`,
    reached: seen <= most,
  });
  return [
    row('transitions', transitions, 0.3),
    row('invocations for fetching', fetchingInvocations, 0.1),
    row('invocations with processing', fetchingInvocations + processingInvocations, 0.2),
  ];
};

try {
  const fast = process.argv.includes('--counts-only') ? [] : await speeds();
  say('counting ...');
  writeCounted(await count());
  await import('./cost.ts');
  const rows = [...fast, ...ratios()];
  process.stdout.write('| | seen | target |\n|---|---|---|\n');
  for (const { what, seen, target, reached } of rows)
    process.stdout.write(`| ${what} | ${seen}${reached ? '' : ' (MISSED)'} | ${target} |\n`);
  process.exitCode = rows.every(({ reached }) => reached) ? 0 : 1;
} catch (cause) {
  say(cause instanceof Error ? cause.message : 'unknown failure');
  process.exitCode = 1;
}
