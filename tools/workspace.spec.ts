// Nothing that is there may be left out of the checks unseen: a package without scripts or reference is not tested at all.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './bootstrap.mjs';
import { packageFolders, projectFolders } from './workspace.mjs';

const read = (path: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(root, path), 'utf8')) as Record<string, unknown>;

describe('every package', () => {
  it('has the scripts that nx runs', () => {
    const without = packageFolders().filter((folder) => {
      const scripts = (read(`${folder}/package.json`)['scripts'] ?? {}) as Record<string, string>;
      return !['typecheck', 'lint', 'test', 'coverage'].every((name) => name in scripts);
    });
    expect(without).toEqual([]);
  });

  it('is type-checked: it stands in the root’s references', () => {
    const references = read('tsconfig.json')['references'] as ReadonlyArray<{ readonly path: string }>;
    const listed = references.map(({ path }) => path);
    expect(projectFolders().filter((folder) => !listed.includes(folder))).toEqual([]);
  });

  it('has a tsconfig that refers to each of our packages that it depends on', () => {
    const nameToFolder = new Map(
      packageFolders().map((folder) => [read(`${folder}/package.json`)['name'], folder]),
    );
    const missing = packageFolders().flatMap((folder) => {
      const ours = Object.keys(read(`${folder}/package.json`)['dependencies'] ?? {})
        .map((name) => nameToFolder.get(name))
        .filter((target) => target !== undefined);
      if (!existsSync(join(root, folder, 'tsconfig.json'))) return [`${folder}: no tsconfig.json`];
      const references = (read(`${folder}/tsconfig.json`)['references'] ?? []) as ReadonlyArray<{
        readonly path: string;
      }>;
      const referred = references.map(({ path }) => join(folder, path).replaceAll('\\', '/'));
      return ours.filter((target) => !referred.includes(target)).map((target) => `${folder} -> ${target}`);
    });
    expect(missing).toEqual([]);
  });
});

describe('package-lock.json', () => {
  it('names the packages of every platform, without which npm ci refuses it on a clean machine', () => {
    const locked = read('package-lock.json')['packages'] as Record<string, { optionalDependencies?: object }>;
    const names = new Set(Object.keys(locked).map((path) => path.replace(/^.*node_modules\//, '')));
    const missing = Object.values(locked)
      .flatMap(({ optionalDependencies }) => Object.keys(optionalDependencies ?? {}))
      .filter((name) => !names.has(name));
    expect(missing).toEqual([]);
  });
});
