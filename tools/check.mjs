// `npm run check`, which is all that CI runs: format, lint, boundaries, types, then the tests with coverage.
// `--no-tests` leaves these out, for a caller that runs `npm test` itself.
// A failed step does not stop the rest, so one run shows everything. The steps' rules live with their tools.
import { main, run } from './bootstrap.mjs';

/** @type {ReadonlyArray<readonly [name: string, tool: string, ...args: string[]]>} */
const STEPS = [
  ['format', 'oxfmt', '--check'],
  ['lint', 'oxlint', '--type-aware', '--deny-warnings'],
  ['boundaries', 'tools/boundaries/check.mjs'],
  ['typecheck', 'tsc', '-b'],
];

await main(async () => {
  /** @type {string[]} */
  const failed = [];
  for (const [name, tool, ...args] of STEPS) {
    const startedAt = Date.now();
    const { code, output } = await run(tool, args, { quiet: true });
    const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
    console.log(`${name}: ${code === 0 ? 'ok' : 'FAILED'} (${seconds} s)`);
    if (code !== 0) {
      console.log(output);
      failed.push(name);
    }
  }
  if (failed.length > 0) console.log(`failed before the tests: ${failed.join(', ')}`);
  const tests = process.argv.includes('--no-tests')
    ? { code: 0 }
    : await run('tools/test.mjs', ['--coverage']);
  process.exitCode = failed.length > 0 ? 1 : tests.code;
});
