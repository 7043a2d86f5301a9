// A Python environment with MiniStack in it, made once and kept beside the installed packages. What goes in is locked by hash.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Missing } from './kinds.ts';

const repository = join(import.meta.dirname, '..', '..', '..', '..');
export const requirements = join(import.meta.dirname, 'ministack', 'requirements.txt');

/** MiniStack's own least. */
const LEAST_MINOR = 10;

const run = (command: string, args: ReadonlyArray<string>): boolean =>
  spawnSync(command, [...args], { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;

/** A Python 3.10 or later of this machine; null when there is none. */
const findPython = (): string | null => {
  for (const name of ['python3', 'python']) {
    const { status, stdout } = spawnSync(
      name,
      ['-c', 'import sys, venv, ensurepip; print(*sys.version_info[:2])'],
      {
        encoding: 'utf8',
      },
    );
    const [major, minor] = status === 0 ? stdout.trim().split(' ').map(Number) : [];
    if (major === 3 && (minor ?? 0) >= LEAST_MINOR) return name;
  }
  return null;
};

const pythonOf = (home: string): string =>
  process.platform === 'win32' ? join(home, 'Scripts', 'python.exe') : join(home, 'bin', 'python');

/** @returns the environment's Python, or why there is none */
export const ensurePython = (): { readonly python: string } | Missing => {
  const version = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
  const home = join(repository, 'node_modules', '.cache', `ministack-${version}`);
  if (existsSync(pythonOf(home))) return { python: pythonOf(home) };
  const python = findPython();
  if (python === null) return { missing: `no Python 3.${LEAST_MINOR} or later with venv is on this machine` };
  // Made under another name, so that one that was cut short is never taken as whole. A venv may be moved as long as it is
  // asked through its own python.
  const unfinished = `${home}-${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  try {
    const install = [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--disable-pip-version-check',
      '--require-hashes',
      '-r',
      requirements,
    ];
    if (!run(python, ['-m', 'venv', unfinished]) || !run(pythonOf(unfinished), install))
      return { missing: 'MiniStack could not be installed from the Python package index' };
    renameSync(unfinished, home);
    return { python: pythonOf(home) };
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
};
