// `npm run compare`: the peers and ours against the same hostile partner, each run with a partner of its own; writes
// docs/reference/compare.md and exits with 1 when ours loses anything without a word, or is below 20 times the fastest peer.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../bootstrap.mjs';
import { ensurePython } from '../python-environment.mjs';
import { cases } from './cases.mjs';
import { judge, median } from './judge.mjs';
import { PEERS, runOurs, runPeer, startPartner } from './programs.mjs';
import { page } from './report.mjs';

/** @typedef {import('./judge.mjs').Judged} Judged */
/** @typedef {import('./cases.mjs').Case} Case */

/** Requests under way at once. The request names it; what a partner allows is between it and its user. */
const CONCURRENCY = 100;
const LEAST_TIMES_FASTER = 20;
/** 50 and 1,000 pages. The last one is half full: airbyte-cdk ends at a page that is not full, and asks behind the end otherwise. */
const SMALL = 4_950;
const LARGE = 99_950;
/** Whoever has not ended by then is ended. Nothing here takes a program that gives up in time longer than half of it. */
const AT_MOST_MS = 90_000;
/** Cases side by side: they wait most of the time. */
const AT_ONCE = 5;
/** A partner of this machine that says nothing for so long never will; in the cases only, and for ours only. */
const timeouts = { firstByteMs: 2_000, idleBodyMs: 2_000, wholeRequestMs: 10_000 };

const { values: flags } = parseArgs({
  options: {
    runs: { type: 'string', default: '3' },
    only: { type: 'string' },
    'no-times': { type: 'boolean', default: false },
  },
});
const runs = Number(flags.runs);
/** @param {string} text */
const say = (text) => console.error(text);

const quiet = { errorRate: 0, minDelayMs: 0, maxDelayMs: 2 };

/** @template A @param {Readonly<Record<string, unknown>>} options @param {ReadonlyArray<object>} faults @param {(url: string, stats: () => Promise<{ early: number; byStatus: Readonly<Record<string, number>> }>) => Promise<A>} use @returns {Promise<A>} */
const withPartner = async (options, faults, use) => {
  const partner = await startPartner(options, faults);
  try {
    return await use(partner.url, partner.stats);
  } finally {
    await partner.end();
  }
};

/** @param {string} program @param {string} python @param {Case} hostile @returns {Promise<Judged>} */
const judgeOne = (program, python, hostile) =>
  withPartner(
    { ...quiet, records: hostile.records, ...hostile.options },
    hostile.faults,
    async (url, stats) => {
      const how = { atMostMs: AT_MOST_MS, keep: true };
      const ran =
        program === 'ours'
          ? await runOurs(url, { concurrency: CONCURRENCY, timeouts, ...hostile.limits }, how)
          : await runPeer(python, program, url, how);
      return judge(hostile, ran, await stats());
    },
  );

/** @param {string} program @param {string} python @param {number} records @param {number} times */
const timeOf = async (program, python, records, times) => {
  /** @type {number[]} */
  const seconds = [];
  let version = '';
  for (let run = 0; run < times; run += 1)
    await withPartner({ records, errorRate: 0, minDelayMs: 100, maxDelayMs: 100 }, [], async (url) => {
      const how = { atMostMs: 600_000, keep: false };
      const ran =
        program === 'ours'
          ? await runOurs(url, { concurrency: CONCURRENCY }, how)
          : await runPeer(python, program, url, how);
      if (ran.records !== records || ran.report !== null)
        throw new Error(
          `${program} copied ${ran.records} of ${records} records of a partner that does nothing wrong`,
        );
      seconds.push(ran.seconds);
      version = ran.version;
    });
  say(`${program}, ${records} records: ${seconds.map((each) => each.toFixed(2)).join(', ')} s`);
  return { seconds: median(seconds), version };
};

/** @param {string} python */
const takeTimes = async (python) => {
  /** @type {Record<string, { version: string; small: number; large: number | null }>} */
  const times = {};
  for (const program of [...PEERS, 'ours']) {
    const { seconds, version } = await timeOf(program, python, SMALL, runs);
    times[program] = { version, small: seconds, large: null };
  }
  const [fastest = PEERS[0]] = PEERS.toSorted((a, b) => (times[a]?.small ?? 0) - (times[b]?.small ?? 0));
  for (const program of ['ours', fastest]) {
    const known = times[program];
    if (known !== undefined) known.large = (await timeOf(program, python, LARGE, runs)).seconds;
  }
  return { times, fastest };
};

const python = ensurePython({
  name: 'peers',
  requirements: join(root, 'tools', 'peers', 'requirements.txt'),
  leastMinor: 11,
});
if ('missing' in python) {
  say(`the peers cannot run: ${python.missing}`);
  process.exit(2);
}

const taken = flags['no-times'] ? null : await takeTimes(python.python);

const chosen = cases.filter(({ name }) => flags.only === undefined || name.includes(flags.only));
/** @type {Map<string, Record<string, Judged>>} */
const rows = new Map(chosen.map(({ name }) => [name, {}]));
const due = chosen.flatMap((hostile) => [...PEERS, 'ours'].map((program) => ({ hostile, program }))).values();
const worker = async () => {
  for (const { hostile, program } of due) {
    const row = rows.get(hostile.name) ?? {};
    row[program] = await judgeOne(program, python.python, hostile);
    if (Object.keys(row).length === PEERS.length + 1) say(`${hostile.name}: done`);
  }
};
await Promise.all(Array.from({ length: AT_ONCE }, worker));

const text = page({ rows, taken, runs, concurrency: CONCURRENCY, atMostMs: AT_MOST_MS, timeouts });
console.log(text);
if (flags.only === undefined && taken !== null)
  writeFileSync(join(root, 'docs', 'reference', 'compare.md'), text);

const silent = [...rows].filter(([, row]) => row['ours']?.silent === true || row['ours']?.ended === false);
for (const [name] of silent) say(`LOST WITHOUT A WORD, or hangs: ${name}`);
const hasty = [...rows].filter(([, row]) => row['ours']?.waited === false);
for (const [name] of hasty) say(`DOES NOT WAIT: ${name}`);
const large = taken?.times['ours']?.large ?? null;
const peers = taken === null ? null : (taken.times[taken.fastest]?.large ?? null);
const factor = large === null || peers === null ? null : peers / large;
if (factor !== null) say(`ours is ${factor.toFixed(1)} times as fast as ${taken?.fastest} at 1,000 pages`);
process.exitCode =
  silent.length > 0 || hasty.length > 0 || (factor !== null && factor < LEAST_TIMES_FASTER) ? 1 : 0;
