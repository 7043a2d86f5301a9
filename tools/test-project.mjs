// Runs the specs of the project in the current folder and leaves its counts for the sum: the `test` and `coverage`
// targets of nx. One line when all is well, vitest's whole output when not. It does not install anything.
import { readFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { main, root, run } from './bootstrap.mjs';
import { inWords, nothing, reportFile } from './test-report.mjs';

/** @param {string} file @returns {import('./test-report.mjs').Counts} */
const countsOf = (file) => {
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'));
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests,
      skipped: report.numPendingTests + report.numTodoTests,
    };
  } catch {
    // vitest writes none when the project has no specs, and none when it broke: the exit code tells them apart.
    return nothing;
  }
};

/** @param {string} folder */
const linesCovered = (folder) => {
  try {
    const { total } = JSON.parse(readFileSync(join(folder, 'coverage', 'coverage-summary.json'), 'utf8'));
    return total.lines.total > 0 ? `, ${total.lines.pct} % of lines covered` : '';
  } catch {
    return '';
  }
};

/** What the specs ran on, if they needed something beside themselves. @param {string} folder */
const ranOn = (folder) => {
  try {
    return `, on ${readFileSync(join(folder, 'test-results', 'engine.txt'), 'utf8').trim()}`;
  } catch {
    return '';
  }
};

await main(async () => {
  const folder = process.cwd();
  const coverage = process.argv.includes('--coverage');
  const report = reportFile(folder, coverage);
  const details = join(dirname(report), 'vitest.json');
  // First of all the old result goes, so that a crash cannot pass as the run before it.
  rmSync(dirname(report), { recursive: true, force: true });
  rmSync(join(folder, 'test-results', 'engine.txt'), { force: true });
  const { code, output } = await run(
    'vitest',
    [
      'run',
      `--config=${join(root, 'vitest.config.ts')}`,
      `--root=${folder}`,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${details}`,
      '--passWithNoTests',
      // A forgotten `.only` would quietly skip its neighbours.
      '--allowOnly=false',
      ...(coverage ? ['--coverage'] : []),
    ],
    { cwd: folder, quiet: true },
  );
  const counts = countsOf(details);
  // A spec that does not load, an unhandled rejection, a crash or a coverage below the floor fails no test by itself.
  const failed = code === 0 ? counts.failed : Math.max(counts.failed, 1);
  mkdirSync(dirname(report), { recursive: true });
  writeFileSync(report, `${JSON.stringify({ ...counts, failed })}\n`);
  if (failed > 0) console.log(output);
  const name = relative(root, folder).replaceAll('\\', '/');
  console.log(
    `${name}: ${inWords({ ...counts, failed })}${coverage ? linesCovered(folder) : ''}${ranOn(folder)}`,
  );
  process.exitCode = failed > 0 ? 1 : 0;
});
