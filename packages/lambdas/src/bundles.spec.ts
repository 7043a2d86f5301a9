import { beforeAll, describe, expect, it } from 'vitest';
import { buildFunctions } from './build.ts';

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
