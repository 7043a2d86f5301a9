import { beforeAll, describe, expect, it } from 'vitest';
import { buildFunctions, plainKeys } from './build.ts';

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
