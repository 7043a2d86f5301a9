import { describe, expect, it } from 'vitest';
import { jobIdOf, scheduleIdOf } from './schedule.ts';

describe('the id of a run’s job', () => {
  it('tells its schedule and its planned time', () => {
    expect(jobIdOf('a-b', Date.parse('2026-11-28T15:00:09Z'))).toBe('a-b-20261128T150009Z');
    expect(scheduleIdOf('a-b-20261128T150009Z')).toBe('a-b');
    expect(scheduleIdOf('a-b')).toBeNull();
  });
});
