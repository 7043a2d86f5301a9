import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openBench } from '../bench/cold-starts.ts';
import { buildFunctions, bundleOf, plainKeys } from './build.ts';
import type { FunctionName } from './function-names.ts';

let sizes: ReadonlyMap<string, number>;

describe('the bundle', () => {
  beforeAll(async () => {
    sizes = await buildFunctions();
  }, 60_000);

  it.each([
    'prepare-job',
    'fetch-tasks',
    'fail-batch',
    'settle-job',
    'fire-schedule',
    'process-payload',
    'dead-letter',
    'http-api',
    'schedules-api',
    'authorizer',
    'payload-generator',
  ])('of %s is at most a megabyte', (name) => {
    const bytes = sizes.get(name) ?? Number.NaN;
    expect(bytes).toBeGreaterThan(1_000);
    expect(bytes).toBeLessThanOrEqual(1_048_576);
  });

  // What is left out of it is missed in the first call at the latest, which goes as far as AWS, and is refused there.
  it.each<readonly [FunctionName, string]>([
    ['prepare-job', 'StoreUnavailable'],
    ['fetch-tasks', 'StoreUnavailable'],
    ['fail-batch', 'StoreUnavailable'],
    ['settle-job', 'StoreUnavailable'],
    ['fire-schedule', 'StoreUnavailable'],
    ['process-payload', 'answered'],
    ['dead-letter', 'StoreUnavailable'],
    ['http-api', 'answered'],
    ['schedules-api', 'answered'],
    ['authorizer', 'StoreUnavailable'],
    ['payload-generator', 'answered'],
  ])('of %s starts in a process of its own, and its first call ends as %s', async (name, outcome) => {
    const bench = await openBench();
    try {
      expect((await bench.startFunction(name)).outcome).toBe(outcome);
    } finally {
      bench.close();
    }
  });

  it('imports no module of Node, which would load more of Node than it uses', () => {
    const bundle = readFileSync(join(bundleOf('authorizer'), 'index.mjs'), 'utf8');
    const imported = bundle.match(/\bimport\b[^;"]{0,300}"(node:)?[a-z]+"/g) ?? [];
    expect(imported).toEqual([]);
    expect(bundle).toContain('"node:http"');
  });
});

describe('the shapes of a service', () => {
  it('have plain keys in the bundle, and the others stay as they are', () => {
    const shapes = [
      'const _e = "error";',
      'const _h = "http";',
      'export var NoSuchKey$ = [-3, n0, _NSK,',
      '    { [_e]: _c, [_h]: ["GET", "/", 200], [other]: 1 },',
      '    [_e], [0]',
      '];',
    ];
    expect(plainKeys(shapes.join('\n')).split('\n')).toEqual([
      'const _e = "error";',
      'const _h = "http";',
      'export var NoSuchKey$ = [-3, n0, _NSK,',
      '    { "error": _c, "http": ["GET", "/", 200], [other]: 1 },',
      '    [_e], [0]',
      '];',
    ]);
  });
});
