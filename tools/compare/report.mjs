// The comparison as a page: what ran, how fast, and what became of the records in each case.
import { spawnSync } from 'node:child_process';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { inWords } from './judge.mjs';
import { PEERS } from './programs.mjs';

/** @typedef {import('./judge.mjs').Judged} Judged */

const PROGRAMS = [...PEERS, 'ours'];

/** @param {ReadonlyArray<string>} cells */
const line = (cells) => `| ${cells.join(' | ')} |`;
/** @param {ReadonlyArray<string>} head @param {ReadonlyArray<ReadonlyArray<string>>} body */
const table = (head, body) => [line(head), line(head.map(() => '---')), ...body.map(line)].join('\n');

/** What a program said may hold a port of the run, and what would break a table. @param {string} text */
const tame = (text) =>
  text
    .replaceAll(/127\.0\.0\.1:\d+/g, 'partner')
    .replaceAll(/\s+/g, ' ')
    .replaceAll('|', '\\|')
    .slice(0, 140);

/** @param {Judged | undefined} judged */
const cell = (judged) => (judged === undefined ? '' : tame(inWords(judged)));

/** @param {number | null | undefined} seconds */
const inSeconds = (seconds) => (seconds === null || seconds === undefined ? '' : `${seconds.toFixed(2)} s`);

/**
 * @param {{ times: Readonly<Record<string, { version: string; small: number; large: number | null }>>; fastest: string }} taken
 * @param {number} runs @param {number} concurrency
 */
const timesSection = ({ times, fastest }, runs, concurrency) => {
  const ours = times['ours'];
  const peer = times[fastest];
  const small = (peer?.small ?? 0) / (ours?.small ?? 1);
  const large = (peer?.large ?? 0) / (ours?.large ?? 1);
  return `## Time at 100 ms a page

No errors, pages of 100 records, the last half full, each answer after 100 ms; medians of ${runs} runs. A peer's time is that of its extraction alone, ours that of
the whole command, from the start of its process to its end, records on disk. Our request says \`"limits":{"concurrency":${concurrency}}\` and nothing
of how the partner pages; the peers have no such setting for one list.

${table(
  ['', 'version', '50 pages', '1,000 pages'],
  PROGRAMS.map((program) => [
    program,
    times[program]?.version ?? '',
    inSeconds(times[program]?.small),
    inSeconds(times[program]?.large),
  ]),
)}

Against the fastest peer (${fastest}): **${large.toFixed(0)} times** as fast at 1,000 pages, ${small.toFixed(1)} times at 50, where the start of a
process and four answers that must follow each other (first contact, proof, pages, both ends) are most of the time.`;
};

/**
 * @param {{ rows: ReadonlyMap<string, Readonly<Record<string, Judged>>>; taken: Parameters<typeof timesSection>[0] | null;
 *   runs: number; concurrency: number; atMostMs: number; timeouts: Readonly<Record<string, number>> }} compared
 */
export const page = ({ rows, taken, runs, concurrency, atMostMs, timeouts }) => {
  const all = [...rows.values()];
  /** @param {string} program @param {(judged: Judged) => boolean} which */
  const count = (program, which) =>
    String(all.filter((row) => row[program] !== undefined && which(row[program])).length);
  const python = spawnSync('python3', ['--version'], { encoding: 'utf8' }).stdout?.trim() ?? '';
  return `# Compared with peers

${new Date().toISOString().slice(0, 10)}, by \`npm run compare\`. ${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform}; Node ${process.version}, ${python}.

The peers run with their documented settings (tools/peers), and so does ours. Each run has a simulated partner of its own, in a process of its
own, so that what happens at the n-th request happens to each alike. What is lost or doubled is told by the partner's data.

${taken === null ? '' : timesSection(taken, runs, concurrency)}

## In hostile cases

1,050 records in pages of 100, by offset, which all of them can page by. **Bold**: lost, doubled or altered without a word, or did not wait as it was
told. "exact" alone: every record once, and nothing reported. A program that had not ended after ${atMostMs / 1000} s was ended. Our request says
\`"limits":{"concurrency":${concurrency}}\` (1 where waits are asked for: what is under way cannot be called back) and timeouts of ${(timeouts['firstByteMs'] ?? 0) / 1000} s for the first byte and ${(timeouts['wholeRequestMs'] ?? 0) / 1000} s for the whole answer, so that the cases do not take
minutes; the peers have their own.

${table(
  ['case', ...PROGRAMS],
  [...rows].map(([name, row]) => [name, ...PROGRAMS.map((program) => cell(row[program]))]),
)}

${table(
  ['of these cases', ...PROGRAMS],
  [
    [
      'exact, and no doubt',
      ...PROGRAMS.map((p) =>
        count(
          p,
          ({ lost, doubled, altered, report, ended }) =>
            ended && lost + doubled === 0 && !altered && report === null,
        ),
      ),
    ],
    [
      'every record, and a word',
      ...PROGRAMS.map((p) =>
        count(
          p,
          ({ lost, doubled, altered, report, ended }) =>
            ended && lost + doubled === 0 && !altered && report !== null,
        ),
      ),
    ],
    [
      'records lost or doubled, and a word',
      ...PROGRAMS.map((p) =>
        count(
          p,
          ({ lost, doubled, altered, report, ended }) =>
            ended && (lost + doubled > 0 || altered) && report !== null,
        ),
      ),
    ],
    ['**records lost or doubled, and not a word**', ...PROGRAMS.map((p) => count(p, ({ silent }) => silent))],
    ['did not end', ...PROGRAMS.map((p) => count(p, ({ ended }) => !ended))],
    [
      'came back before the time it was told',
      ...PROGRAMS.map((p) => count(p, ({ waited }) => waited === false)),
    ],
  ],
)}
`;
};
