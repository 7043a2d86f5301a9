// Makes every npm script work as the first command after a clone: installs what the lock says, finds the pinned
// Node 24, and runs one tool under it. Plain JS without dependencies: it must run on Node 18 before anything is there.
// It does not build, test or configure anything.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

// Type stripping without a flag, node:sqlite without a warning and vitest 5 all need it.
const WANTED_NODE = 24;

/** @typedef {{ version?: string, integrity?: string, link?: boolean, optional?: boolean, devOptional?: boolean }} Locked */

/** @param {string} file @returns {Record<string, Locked>} */
const lockedPackages = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;

// With V8's defaults a long run's young generation grows to 134 MB, of which a few are in use, and the old one to four times what
// lives there: the peak of 100,000 pages is then 450 MB, with these flags 200 MB for 3 % more processor time.
export const POLLER_NODE_FLAGS = ['--max-semi-space-size=8', '--heap-growing-percent=40'];

// Content, not modification times: a checkout touches package-lock.json unchanged, and an install costs 15 s or more.
// npm writes node_modules/.package-lock.json as its last step, so an install that was cut short is never taken as whole.
export const isInstalled = () => {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const wanted = lockedPackages(join(root, 'package-lock.json'));
  const present = lockedPackages(record);
  const missing = Object.entries(wanted).some(([path, want]) => {
    if (path === '') return false;
    const have = present[path];
    // Optional ones are for other platforms (or failed to install): their absence is no reason to install again.
    if (have === undefined) return !(want.optional || want.devOptional);
    return have.version !== want.version || have.integrity !== want.integrity || have.link !== want.link;
  });
  return !missing && Object.keys(present).every((path) => path in wanted);
};

/** @param {number} ms */
const sleep = (ms) => new Promise((wake) => setTimeout(wake, ms));

/** @param {string} lock @returns {number | undefined} the process that holds it; undefined while it is being written */
const holderOf = (lock) => {
  try {
    return Number(readFileSync(join(lock, 'pid'), 'utf8')) || undefined;
  } catch {
    return undefined;
  }
};

/** @param {string} lock @returns {boolean} */
const isStale = (lock) => {
  const holder = holderOf(lock);
  try {
    if (holder !== undefined) return !process.kill(holder, 0);
    // Its holder writes the pid within milliseconds; after 10 s without one, it died in between.
    return Date.now() - statSync(lock).mtimeMs > 10_000;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'ESRCH';
  }
};

// Two `npm ci` at once delete each other's files. mkdir is atomic, so it is the lock; a dead holder's lock is renamed
// away first, because only one of several waiters can win a rename.
/** @param {() => void} work */
const underInstallLock = async (work) => {
  const lock = join(root, '.install-lock');
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    }
    if (isStale(lock)) {
      try {
        const grave = `${lock}-${process.pid}`;
        renameSync(lock, grave);
        rmSync(grave, { recursive: true, force: true });
      } catch {
        // Another waiter was first.
      }
    } else await sleep(200);
  }
  try {
    writeFileSync(join(lock, 'pid'), String(process.pid));
    work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
};

const npmCi = () => {
  console.error('Installing dependencies (npm ci, up to a minute) ...');
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.env['npm_execpath'];
  // Inside `npm run`, npm tells where it and its Node are: no shell, no .cmd file, and not the Node that gets replaced.
  const viaNpm = npm !== undefined && basename(npm) === 'npm-cli.js';
  const [command, first] = viaNpm
    ? [process.env['npm_node_execpath'] ?? process.execPath, [npm]]
    : ['npm', []];
  const done = spawnSync(command, [...first, ...args], {
    cwd: root,
    // npm's chatter goes to stderr: stdout belongs to the tool that runs afterwards.
    stdio: ['ignore', 2, 2],
    shell: !viaNpm && process.platform === 'win32',
  });
  if (done.status !== 0)
    throw new Error(
      `npm ci failed (${done.error?.message ?? `exit code ${done.status ?? done.signal}`}). ` +
        'Is the registry reachable? If files are in use, end other runs, delete node_modules and try again.',
    );
};

export const ensureInstalled = async () => {
  if (isInstalled()) return;
  await underInstallLock(() => {
    if (!isInstalled()) npmCi();
  });
};

/** @returns {string} path of a Node that is new enough */
export const findNode = () => {
  const hostIsEnough = Number(process.versions.node.split('.')[0]) >= WANTED_NODE;
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const pinned = join(root, 'node_modules', `node-${platform}-${process.arch}`, 'bin', name);
  if (process.execPath === pinned) return pinned;
  // Asked for its version (about 20 ms), because a binary for glibc is there but does not start on musl.
  if (existsSync(pinned) && spawnSync(pinned, ['--version']).status === 0) return pinned;
  if (hostIsEnough) return process.execPath;
  throw new Error(
    `Node ${WANTED_NODE} or later is needed, this is ${process.versions.node}, and no pinned Node runs on ` +
      `${process.platform}-${process.arch}. Install Node ${WANTED_NODE} from nodejs.org; if this is Linux or Windows, ` +
      'first delete node_modules and try again (optional dependencies may have been left out).',
  );
};

/** The environment in which `node` means the given Node, for the children's children too. @param {string} node */
export const environmentWith = (node) => {
  const key = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  return { ...process.env, [key]: [dirname(node), process.env[key] ?? ''].join(delimiter) };
};

// Collected output is plain text. nx sets FORCE_COLOR for its tasks; beside a NO_COLOR that makes every Node process below
// warn on stderr, and specs that look at a process's stderr fail.
/** @param {NodeJS.ProcessEnv} env @returns {NodeJS.ProcessEnv} */
const withoutColour = (env) => {
  const { FORCE_COLOR: _forced, NO_COLOR: _refused, ...rest } = env;
  return rest;
};

/** @type {Record<string, string>} the package that brings each tool */
const TOOLS = { tsc: 'typescript', depcruise: 'dependency-cruiser' };

/** A tool's name (`oxlint`) or a script's path (`tools/start.mjs`) as a script's path. @param {string} tool */
export const scriptOf = (tool) => {
  if (/[\\/]|\.m?[jt]s$/.test(tool)) return resolve(root, tool);
  const home = join(root, 'node_modules', TOOLS[tool] ?? tool);
  const { bin } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
  return join(home, typeof bin === 'string' ? bin : bin[tool]);
};

/** @typedef {{ code: number, signal: NodeJS.Signals | null, output: string }} Ended */

/**
 * Runs a tool or script under the pinned Node, from the repository's root, and says how it ended; installs first.
 * `quiet` collects stdout and stderr in `output` instead of passing them on; `onLine` gets each line as it comes;
 * `nodeFlags` are Node's own.
 * @param {string} tool
 * @param {readonly string[]} args
 * @param {{ quiet?: boolean, cwd?: string, onLine?: (line: string) => void, nodeFlags?: readonly string[] }} [options]
 * @returns {Promise<Ended>}
 */
export const run = async (tool, args, { quiet = false, cwd = root, onLine, nodeFlags = [] } = {}) => {
  await ensureInstalled();
  const node = findNode();
  const child = spawn(node, [...nodeFlags, scriptOf(tool), ...args], {
    cwd,
    env: quiet ? withoutColour(environmentWith(node)) : environmentWith(node),
    stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
  });
  let output = '';
  let line = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      output += text;
      const lines = (line + text).split('\n');
      line = lines.pop() ?? '';
      if (onLine) lines.forEach(onLine);
    });
  // Ctrl-C at a terminal reaches the whole foreground group, so the child has it already; a second one would mean
  // "at once" to it. Without a terminal (CI, a supervisor's kill) only this process is told, and must pass it on.
  const forward = (/** @type {NodeJS.Signals} */ signal) => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, forward);
  // A signal to npm ends npm's shell, not what the shell started: without this, `kill <pid of npm start>` would leave the
  // server running. Half a second is soon enough to free a port, and costs nothing. Windows has no new parent to see.
  const parent = process.ppid;
  const orphanWatch = setInterval(() => {
    if (process.ppid !== parent && process.env['npm_lifecycle_event'] !== undefined) child.kill('SIGTERM');
  }, 500);
  try {
    return await new Promise((settle, fail) => {
      child.on('error', fail);
      child.on('close', (code, signal) => settle({ code: code ?? 1, signal, output }));
    });
  } finally {
    clearInterval(orphanWatch);
    for (const signal of signals) process.off(signal, forward);
  }
};

/** Ends this process the way the child ended: same exit code, or same signal. @param {Ended} ended */
export const endLike = ({ code, signal }) => {
  if (signal) process.kill(process.pid, signal);
  else process.exitCode = code;
};

/** Runs a script's body; an expected failure becomes one line on stderr and exit code 1. @param {() => Promise<void>} body */
export const main = (body) =>
  body().catch((/** @type {unknown} */ error) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });

// `node tools/bootstrap.mjs <tool> [args]` is how the one-line npm scripts call their tool.
if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [tool, ...args] = process.argv.slice(2);
  await main(async () => {
    if (tool === undefined) throw new Error('usage: node tools/bootstrap.mjs <tool or script> [arguments]');
    endLike(await run(tool, args));
  });
}
