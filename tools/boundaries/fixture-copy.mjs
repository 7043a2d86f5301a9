// Copies the fixture to a folder of its own with its own node_modules: inside the repository its package names would lead
// to the real packages. It does not install anything; third-party packages are links to the installed ones.
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from '../bootstrap.mjs';

const THIRD_PARTY = ['fp-ts', 'io-ts', 'ipaddr.js', 'undici', 'inversify', 'pino', 'vitest', 'fast-check'];

/** @returns {string} the copy's folder; the caller removes it */
export const copyOfFixture = () => {
  const copy = realpathSync(mkdtempSync(join(tmpdir(), 'boundaries-')));
  cpSync(join(root, 'tools', 'boundaries', 'fixture'), copy, { recursive: true });
  // Junctions, because a plain symbolic link needs special rights on Windows.
  const link = (/** @type {string} */ target, /** @type {string} */ name) => {
    const path = join(copy, 'node_modules', name);
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(target, path, 'junction');
  };
  for (const folder of readdirSync(join(copy, 'packages'))) {
    const home = join(copy, 'packages', folder);
    /** @type {{ name: string }} */
    const { name } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
    link(home, name);
  }
  for (const name of THIRD_PARTY) link(join(root, 'node_modules', name), name);
  // The lint's own configuration, at the place that its globs are relative to.
  for (const file of ['.oxlintrc.json', 'tools/lint'])
    cpSync(join(root, file), join(copy, file), { recursive: true });
  return copy;
};
