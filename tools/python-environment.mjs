// Python environments for tests and tools, made once and kept beside the installed packages. What goes in is locked by hash.
// It only makes them; whether something is skipped without one is the caller's business.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = dirname(dirname(fileURLToPath(import.meta.url)));

/** @param {string} command @param {ReadonlyArray<string>} args */
const run = (command, args) =>
  spawnSync(command, [...args], { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;

/** A Python 3 of this machine of at least this minor version; null when there is none. @param {number} leastMinor */
const findPython = (leastMinor) => {
  for (const name of ['python3', 'python']) {
    const { status, stdout } = spawnSync(
      name,
      ['-c', 'import sys, venv, ensurepip; print(*sys.version_info[:2])'],
      { encoding: 'utf8' },
    );
    const [major, minor] = status === 0 ? stdout.trim().split(' ').map(Number) : [];
    if (major === 3 && (minor ?? 0) >= leastMinor) return name;
  }
  return null;
};

/** @param {string} home */
const pythonOf = (home) =>
  process.platform === 'win32' ? join(home, 'Scripts', 'python.exe') : join(home, 'bin', 'python');

/**
 * @param {{ readonly name: string; readonly requirements: string; readonly leastMinor: number }} environment its name, for its folder and
 * for people; a file of requirements, each with its hashes; the least 3.x that these run on
 * @returns {{ readonly python: string } | { readonly missing: string }} the environment's Python, or why there is none
 */
export const ensurePython = ({ name, requirements, leastMinor }) => {
  const version = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
  const home = join(repository, 'node_modules', '.cache', `${name}-${version}`);
  if (existsSync(pythonOf(home))) return { python: pythonOf(home) };
  const python = findPython(leastMinor);
  if (python === null) return { missing: `no Python 3.${leastMinor} or later with venv is on this machine` };
  // Made under another name, so that one that was cut short is never taken as whole. A venv may be moved as long as it is
  // asked through its own python.
  const unfinished = `${home}-${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  try {
    const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--require-hashes'];
    if (
      !run(python, ['-m', 'venv', unfinished]) ||
      !run(pythonOf(unfinished), [...install, '-r', requirements])
    )
      return { missing: `what ${name} needs could not be installed from the Python package index` };
    // Another process may have been faster: then its environment is as good.
    if (!existsSync(pythonOf(home))) renameSync(unfinished, home);
    return { python: pythonOf(home) };
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
};
