// A tag can be moved to other code; a commit cannot. Every action that CI uses is named by its commit.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './bootstrap.mjs';

const folder = join(root, '.github', 'workflows');

/** What stands behind each `uses:` of a workflow. */
const usesOf = (text: string): ReadonlyArray<string> =>
  text
    .split('\n')
    .filter((line) => /^\s*(- )?uses:/.test(line))
    .map((line) => line.replace(/^\s*(- )?uses:\s*/, ''));

const isPinned = (uses: string): boolean => /^[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(uses);

describe('the workflows', () => {
  const files = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));

  it('are there, and use something', () => {
    expect(files).toEqual(['ci.yml']);
    expect(usesOf(readFileSync(join(folder, 'ci.yml'), 'utf8')).length).toBeGreaterThanOrEqual(6);
  });

  it.each(files)('pin every action of %s by its commit, and say its version', (file) => {
    const loose = usesOf(readFileSync(join(folder, file), 'utf8')).filter((uses) => !isPinned(uses));
    expect(loose).toEqual([]);
  });

  it.each([
    ['actions/checkout@v5', false],
    ['actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8', false],
    ['actions/checkout@08c6903 # v5.0.0', false],
    ['actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0', true],
  ])('would be caught with %s: %s is pinned', (uses, pinned) => {
    expect(isPinned(uses)).toBe(pinned);
  });
});
