// The programs that are compared, each run as its user runs it: the peers by tools/peers, ours by its command line.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../bootstrap.mjs';

export const PEERS = /** @type {const} */ (['dlt', 'singer-sdk', 'airbyte-cdk']);

/**
 * @typedef {object} Ran
 * @property {number} seconds of the extraction, as the program tells it; of ours from the start of the process to its end
 * @property {ReadonlyArray<string>} lines the records that it handed out, as JSON texts; none unless they were asked for
 * @property {number} records how many it handed out
 * @property {string | null} report what it reported; null when it says that all went well
 * @property {string} version
 * @property {boolean} ended false when it had to be ended
 */

/** @param {string} path @returns {ReadonlyArray<string>} */
const linesOf = (path) => {
  const text = existsSync(path) ? readFileSync(path, 'utf8').trimEnd() : '';
  return text === '' ? [] : text.split('\n');
};

/**
 * @param {string} command @param {ReadonlyArray<string>} args @param {number} atMostMs
 * @returns {Promise<{ stdout: string; stderr: string; ended: boolean; ms: number }>}
 */
const runProcess = (command, args, atMostMs) =>
  new Promise((resolve) => {
    const begunMs = performance.now();
    // A group of its own: what it starts ends with it.
    const child = spawn(command, [...args], { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let [stdout, stderr, ended] = ['', '', true];
    child.stdout.on('data', (piece) => (stdout += piece));
    child.stderr.on('data', (piece) => (stderr += piece));
    const timer = setTimeout(() => {
      ended = false;
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    }, atMostMs);
    child.on('close', () => {
      clearTimeout(timer);
      resolve({ stdout, stderr, ended, ms: performance.now() - begunMs });
    });
  });

/** @template A @param {(folder: string) => Promise<A>} use @returns {Promise<A>} */
const inFolder = async (use) => {
  const folder = mkdtempSync(join(tmpdir(), 'api-poller-compare-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/**
 * @param {string} python @param {string} peer @param {string} url @param {{ atMostMs: number; keep: boolean }} how
 * @returns {Promise<Ran>}
 */
export const runPeer = (python, peer, url, { atMostMs, keep }) =>
  inFolder(async (folder) => {
    const out = join(folder, 'out.ndjson');
    const script = join(root, 'tools', 'peers', 'run_peer.py');
    const { stdout, ended, ms } = await runProcess(
      python,
      [script, peer, `${url}/payload`, ...(keep ? ['--out', out] : [])],
      atMostMs,
    );
    const lines = keep ? linesOf(out) : [];
    if (!ended) return { seconds: ms / 1000, lines, records: lines.length, report: null, version: '', ended };
    const { seconds, records, error, version } = JSON.parse(stdout);
    return { seconds, lines, records, report: error, version, ended };
  });

/**
 * @param {string} url @param {Readonly<Record<string, unknown>>} limits @param {{ atMostMs: number; keep: boolean }} how
 * @returns {Promise<Ran>}
 */
export const runOurs = (url, limits, { atMostMs, keep }) =>
  inFolder(async (folder) => {
    const out = join(folder, 'out.ndjson');
    const request = join(folder, 'request.json');
    writeFileSync(request, JSON.stringify({ limits }));
    const { version } = JSON.parse(readFileSync(join(root, 'packages', 'poller', 'package.json'), 'utf8'));
    const { stdout, stderr, ended, ms } = await runProcess(
      process.execPath,
      [
        join(root, 'packages', 'poller', 'bin', 'api-poller.mjs'),
        'run',
        `${url}/payload`,
        '--out',
        out,
        '--request',
        request,
        '--allow-host',
        new URL(url).host,
        '--json',
      ],
      atMostMs,
    );
    const lines = keep ? linesOf(out) : [];
    const seconds = ms / 1000;
    if (!ended) return { seconds, lines, records: lines.length, report: null, version, ended };
    if (stdout === '')
      return { seconds, lines, records: lines.length, report: stderr.slice(0, 300), version, ended };
    /** @type {{ Verdict: string | null; Status: string; Records: number; Failure: { reason: string } | null; Evidence: { kind: string }[] }} */
    const job = JSON.parse(stdout);
    const kinds = [...new Set(job.Evidence.map(({ kind }) => kind))].join(', ');
    const report =
      job.Verdict === 'COMPLETE'
        ? null
        : `${job.Verdict ?? job.Status} ${kinds || (job.Failure?.reason ?? '')}`;
    return { seconds, lines, records: job.Records, report, version, ended };
  });

/**
 * @typedef {object} Partner
 * @property {string} url
 * @property {() => Promise<{ early: number; byStatus: Readonly<Record<string, number>> }>} stats
 * @property {() => Promise<void>} end
 */

/**
 * A simulated partner in a process of its own.
 * @param {Readonly<Record<string, unknown>>} options @param {ReadonlyArray<object>} faults
 * @returns {Promise<Partner>}
 */
export const startPartner = async (options, faults) => {
  const flags = Object.entries(options).flatMap(([name, value]) => [
    `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    String(value),
  ]);
  const child = spawn(
    process.execPath,
    [
      join(root, 'packages', 'external-sim', 'src', 'main.ts'),
      '--port',
      '0',
      ...flags,
      ...faults.flatMap((fault) => ['--fault', JSON.stringify(fault)]),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const closed = new Promise((resolve) => child.once('close', resolve));
  /** @type {string} */
  const line = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('close', () => reject(new Error('the simulated partner ended before it listened')));
  });
  const { url } = JSON.parse(line);
  return {
    url,
    stats: async () => {
      const answer = await fetch(`${url}/_log?entries=0`);
      return /** @type {Awaited<ReturnType<Partner['stats']>>} */ (await answer.json());
    },
    end: async () => {
      child.kill('SIGKILL');
      await closed;
    },
  };
};
