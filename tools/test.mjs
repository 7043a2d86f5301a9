// `npm test [-- project ...] [--coverage] [--fresh]`: all specs of all projects, through nx's cache; ends with one line,
// `N passed, M failed, K skipped`. `--fresh` ignores the cache. It does not know vitest: test-project.mjs does.
import { basename, join } from 'node:path';
import { main, root, run } from './bootstrap.mjs';
import { inWords, nothing, plus, readReport } from './test-report.mjs';
import { projectFolders } from './workspace.mjs';

const FLAGS = ['--coverage', '--fresh'];

/** @param {readonly string[]} names @returns {string[]} */
const chosenFolders = (names) => {
  const all = projectFolders();
  const unknown = names.find((name) => !all.some((folder) => folder === name || basename(folder) === name));
  if (unknown !== undefined)
    throw new Error(
      `no project "${unknown}"; there are: ${all.map((folder) => basename(folder)).join(', ')}`,
    );
  return names.length === 0
    ? all
    : all.filter((folder) => names.includes(folder) || names.includes(basename(folder)));
};

// The line by which test-project.mjs says that all is well.
const ALL_WELL = /^[\w./-]+: \d+ passed, 0 failed/m;

/** nx's output without the projects in which all is well. @param {string} output */
const troubleIn = (output) =>
  output
    .split(/^(?=> nx run )/m)
    .filter((section) => !ALL_WELL.test(section) || section.includes(' NX '))
    .join('');

await main(async () => {
  const args = process.argv.slice(2);
  const unknown = args.find((arg) => arg.startsWith('-') && !FLAGS.includes(arg));
  if (unknown !== undefined) throw new Error(`unknown flag "${unknown}"; there are: ${FLAGS.join(', ')}`);
  const coverage = args.includes('--coverage');
  const folders = chosenFolders(args.filter((arg) => !arg.startsWith('-')));
  const { code, output } = await run(
    'nx',
    [
      'run-many',
      `--targets=${coverage ? 'coverage' : 'test'}`,
      '--outputStyle=static',
      // nx takes folders as project names; all of them are named, so that none can drop out of its graph unseen.
      `--projects=${folders.join(',')}`,
      ...(args.includes('--fresh') ? ['--skip-nx-cache'] : []),
    ],
    {
      quiet: true,
      onLine: (line) => {
        if (ALL_WELL.test(line)) console.log(line);
      },
    },
  );
  const reports = folders.map((folder) => ({ folder, counts: readReport(join(root, folder), coverage) }));
  const missing = reports.filter(({ counts }) => counts === undefined);
  const sum = reports.reduce(
    (total, { counts }) => plus(total, counts ?? { ...nothing, failed: 1 }),
    nothing,
  );
  const none = sum.passed + sum.failed === 0;
  // Each of these must show in the last line too, not in the exit code alone.
  const failed = Math.max(sum.failed, code !== 0 || none ? 1 : 0);
  if (failed > 0) console.log(troubleIn(output));
  for (const { folder } of missing)
    console.log(`${folder}: its tests left no result, counted as one failure`);
  if (none) console.log('no test ran at all, counted as one failure');
  console.log(inWords({ ...sum, failed }));
  process.exitCode = failed > 0 ? 1 : 0;
});
