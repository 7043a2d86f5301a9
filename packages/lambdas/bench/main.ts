// `npm run bench:cold [-- --runs 21]`: how long the functions take from a fresh process to their first call. Prints the page and writes
// it to docs/reference/cold-start.md.
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildFunctions } from '../src/build.ts';
import { coldPageOf } from './cold-page.ts';
import { openBench, type ColdStart } from './cold-starts.ts';

/** Odd, so that a median is one of them; fewer, and a busy second of the machine shows. */
const RUNS = 21;

const page = join(import.meta.dirname, '..', '..', '..', 'docs', 'reference', 'cold-start.md');
const { runs = String(RUNS) } = parseArgs({ options: { runs: { type: 'string' } } }).values;

const bundles = [...(await buildFunctions())].map(([name, bytes]) => ({
  name,
  bytes,
  starts: new Array<ColdStart>(),
}));
const bench = await openBench();
try {
  // The first of each reads from the disk, and does not count.
  for (const { name } of bundles) await bench.startFunction(name);
  // By turns, so that a busy minute is everybody's.
  for (let run = 0; run < Number(runs); run += 1)
    for (const { name, starts } of bundles) starts.push(await bench.startFunction(name));
} finally {
  bench.close();
}
const made = coldPageOf(bundles, {
  date: new Date().toLocaleDateString('en-GB', { dateStyle: 'long' }),
  machine: `${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown'}, ${process.platform} ${process.arch})`,
  node: process.versions.node,
  load: loadavg()[0] ?? 0,
});
writeFileSync(page, made);
process.stdout.write(made);
