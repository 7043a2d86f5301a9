// `npm run bench`: measures, prints a table with the targets, and exits with 1 when one was missed.
// Everything runs on this machine, against a simulated partner on 127.0.0.1.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { measure, quickExtent, wholeExtent } from './measure.ts';
import { startProcesses } from './processes.ts';
import { rowsOf, tableOf } from './targets.ts';

const USAGE = `npm run bench [-- --quick] [-- --json]
  --quick   1,000 pages instead of 100,000 at most; under 15 seconds
  --json    all figures as JSON on stdout, and nothing else there`;

const readFlags = (): { readonly quick: boolean; readonly json: boolean } | null => {
  try {
    const { quick = false, json = false } = parseArgs({
      options: { quick: { type: 'boolean' }, json: { type: 'boolean' } },
    }).values;
    return { quick, json };
  } catch {
    return null;
  }
};

const bench = async ({ quick, json }: { readonly quick: boolean; readonly json: boolean }): Promise<void> => {
  const processes = startProcesses();
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => {
      stopping = true;
      // Without a listener any more, the same signal ends this process as it would have at first.
      void processes.endAll().then(() => process.kill(process.pid, signal));
    });
  try {
    const extent = quick ? quickExtent : wholeExtent;
    const startedMs = performance.now();
    const figures = await measure(processes, extent, (line) => console.error(`${line} ...`));
    const rows = rowsOf(figures);
    const tookSeconds = Math.round((performance.now() - startedMs) / 1000);
    const machine = { node: process.version, platform: process.platform, cores: availableParallelism() };
    if (json) console.log(JSON.stringify({ machine, tookSeconds, rows, extent, figures }, null, 2));
    else
      console.log(
        `\n${tableOf(rows)}\n\n${tookSeconds} s on ${machine.cores} cores, Node ${machine.node}, ${machine.platform}`,
      );
    process.exitCode = rows.every(({ reached }) => reached) ? 0 : 1;
  } catch (error) {
    // What was ended on purpose did not fail; the signal ends this process in a moment.
    if (!stopping) throw error;
  } finally {
    await processes.endAll();
  }
};

const flags = readFlags();
if (flags === null) {
  console.error(USAGE);
  process.exitCode = 2;
} else
  await bench(flags).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
