// Proves that the boundary rules and the lint's purity rules can fail: a check that reads nothing is green as well.
// It does not check the repository itself: `npm run boundaries` and `npm run lint` do, apart from the count of files.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root, scriptOf } from '../bootstrap.mjs';
import { cruisePackages } from './cruise.mjs';
import { copyOfFixture } from './fixture-copy.mjs';
import { rules } from './rules.mjs';

let fixture = '';
beforeAll(() => {
  fixture = copyOfFixture();
});
afterAll(() => rmSync(fixture, { recursive: true, force: true }));

// [rule, file below packages/]; whatever is not listed is legal and must not be reported.
const BREACHES: ReadonlyArray<readonly [string, string]> = [
  ['adapters-and-routes-know-only-the-domain', 'adapters-aws/src/index.ts'],
  ['adapters-and-routes-know-only-the-domain', 'adapters-local/src/knows-adapter.ts'],
  ['console-knows-nobody', 'console/src/index.ts'],
  ['domain-is-pure', 'domain/src/knows-adapter.ts'],
  ['domain-is-pure', 'domain/src/reads-file.ts'],
  ['domain-is-pure', 'domain/src/ships-vitest.ts'],
  ['domain-tests-are-pure', 'domain/src/reads-file.spec.ts'],
  ['infra-knows-only-tables-and-bundles', 'infra/src/index.ts'],
  ['inversify-only-in-compose', 'poller/src/main.ts'],
  ['lambdas-know-only-adapters-and-routes', 'lambdas/src/knows-local.ts'],
  ['no-circular', 'domain/src/circle-a.ts'],
  ['no-test-tools-in-production', 'domain/src/ships-vitest.ts'],
  ['no-undeclared-dependency', 'http-api/src/asks-partner.ts'],
  ['no-undeclared-dependency', 'http-api/src/undeclared.ts'],
  ['no-unresolvable', 'http-api/src/leads-nowhere.ts'],
  ['packages-by-name', 'http-api/src/by-path.ts'],
  ['packages-by-their-entrance', 'http-api/src/by-inner-file.ts'],
  ['poller-is-not-serverless', 'poller/src/serverless.ts'],
  ['simulator-knows-nobody', 'external-sim/src/index.ts'],
  ['sqlite-only-in-adapters-local', 'http-api/src/opens-store.ts'],
  ['testing-only-from-specs', 'domain/src/ships-testing.ts'],
  ['testing-only-from-specs', 'http-api/src/ships-testing.ts'],
  ['undici-only-in-adapters-http', 'http-api/src/asks-partner.ts'],
];

describe('the boundary rules', () => {
  it('report every breach in the fixture by its rule, and nothing that is legal', async () => {
    const { breaches } = await cruisePackages(fixture);
    const found = breaches.map(({ rule, from }) => `${rule} ${from.replace('packages/', '')}`);
    expect(found.toSorted()).toEqual(BREACHES.map(([rule, file]) => `${rule} ${file}`));
  });

  it('are each broken by the fixture', () => {
    const broken = new Set(BREACHES.map(([rule]) => rule));
    expect(rules.map(({ name }) => name).filter((name) => name === undefined || !broken.has(name))).toEqual(
      [],
    );
  });

  it('read the repository’s own sources', async () => {
    const { files } = await cruisePackages(root);
    // The repository had 64 when this was written; 0 or a handful means that the parser or the resolver is broken.
    expect(files.length).toBeGreaterThan(50);
  });
});

/** `file:line rule` for each finding. */
const lint = (...args: readonly string[]): ReadonlyArray<string> => {
  const { stdout } = spawnSync(process.execPath, [scriptOf('oxlint'), '--format=unix', ...args], {
    cwd: fixture,
    // oxlint looks for it in the current folder's node_modules.
    env: { ...process.env, OXLINT_TSGOLINT_PATH: join(root, 'node_modules', '.bin', 'tsgolint') },
    encoding: 'utf8',
  });
  return stdout
    .split('\n')
    .flatMap((line) => {
      const [, file, at, rule] =
        /^packages\/domain\/src\/(\S+?):(\d+):\d+: .*\[\w+\/\w+\(([\w-]+)\)\]$/.exec(line) ?? [];
      return file === undefined ? [] : [`${file}:${at} ${rule}`];
    })
    .toSorted();
};

describe('the purity rules of the domain', () => {
  it('report every way to the clock, but not a date of a given instant', () => {
    expect(lint('packages/domain/src/impure/clock.ts')).toEqual([
      'impure/clock.ts:2 no-restricted-properties',
      'impure/clock.ts:3 no-clock-date',
      'impure/clock.ts:4 no-clock-date',
      'impure/clock.ts:5 no-restricted-globals',
    ]);
  });

  it('report chance, timers, the process, the network and output', () => {
    expect(lint('packages/domain/src/impure/world.ts')).toEqual([
      'impure/world.ts:2 no-restricted-properties',
      'impure/world.ts:3 no-restricted-globals',
      'impure/world.ts:4 no-restricted-globals',
      'impure/world.ts:5 no-restricted-globals',
      'impure/world.ts:6 no-restricted-globals',
      'impure/world.ts:7 no-restricted-globals',
      'impure/world.ts:8 no-restricted-globals',
      'impure/world.ts:9 no-console',
      'impure/world.ts:9 no-restricted-globals',
    ]);
  });

  it('leave specs alone', () => {
    expect(lint('packages/domain/src/impure/world.spec.ts')).toEqual([]);
  });
});

describe('the lint', () => {
  it('reports a promise that nobody waits for, which takes type information', () => {
    expect(lint('--type-aware', 'packages/domain/src/typed.ts')).toEqual(['typed.ts:4 no-floating-promises']);
  });
});
