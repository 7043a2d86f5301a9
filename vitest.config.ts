// One vitest set-up for every project; tools/test-project.mjs runs it with the project's folder as its root.
// It does not list projects: what a package needs differently stands in the tables below.
import { availableParallelism } from 'node:os';
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const repository = dirname(fileURLToPath(import.meta.url));
const project = relative(repository, process.cwd()).replaceAll('\\', '/');

// Least share of lines that a project's tests must cover, in percent. Only the domain has a floor: it is pure, so an
// uncovered line there is an untested decision; adapters are proved by contract suites, not by a percentage.
const LINES_COVERED_FLOOR: Readonly<Record<string, number>> = {
  'packages/domain': 90,
};

// Projects whose specs may share one process: nothing in a pure package outlives a test. It saves about 0.3 s per file.
const SHARES_A_PROCESS: ReadonlyArray<string> = ['packages/domain'];

// Projects whose specs need something running beside them: started once a run, ended with it.
const STARTS_FIRST: Readonly<Record<string, string>> = {
  'packages/integration': 'src/engine/global-setup.ts',
};

// nx runs two projects at a time, so each takes half of the cores (one worker each on a 2-core machine).
const maxWorkers = Math.max(1, Math.floor(availableParallelism() / 2));

const startsFirst = STARTS_FIRST[project];
const floor = LINES_COVERED_FLOOR[project];

export default defineConfig({
  test: {
    include: ['**/*.spec.{ts,mjs}'],
    exclude: ['**/node_modules/**', '**/dist/**', '**/fixture/**'],
    maxWorkers,
    ...(startsFirst === undefined ? {} : { globalSetup: [startsFirst] }),
    isolate: !SHARES_A_PROCESS.includes(project),
    // Unit tests take milliseconds; 20 s is for *.int and *.e2e, which start servers and processes on a busy machine.
    testTimeout: 20_000,
    hookTimeout: 20_000,
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      exclude: ['**/*.spec.ts', '**/*.contract.ts', 'src/testing/**', '**/*.d.ts'],
      reporter: ['text-summary', 'json-summary', 'html'],
      ...(floor === undefined ? {} : { thresholds: { lines: floor } }),
    },
  },
});
