// What a program's records are worth: lost, doubled, and whether it said so. The oracle is what the partner had, not what anybody counted.

/** @typedef {import('./programs.mjs').Ran} Ran */
/** @typedef {import('./cases.mjs').Case} Case */

/**
 * @typedef {object} Judged
 * @property {number} lost
 * @property {number} doubled
 * @property {string | null} report
 * @property {boolean} ended
 * @property {boolean} silent whether something is lost, doubled or changed, and it reported nothing
 * @property {boolean | null} waited whether it came back no earlier than it was told; null when it was told nothing
 * @property {boolean} altered whether a record is not what the partner sent
 */

const FIRST_BIG_ID = 9_007_199_254_740_993n;

/** Every record says its number in words. @param {string} line */
const numberOf = (line) => Number(/Sample payload for record \\"(\d+)\\"/.exec(line)?.[1] ?? Number.NaN);

/** @param {string} line @param {number} number */
const keepsBigId = (line, number) => line.includes(`${FIRST_BIG_ID + BigInt(number)}`);

/**
 * @param {Case} hostile @param {Ran} ran @param {{ early: number; byStatus: Readonly<Record<string, number>> }} stats
 * @returns {Judged}
 */
export const judge = ({ stable: [first, count], options, waits }, { lines, report, ended }, stats) => {
  const numbers = lines.map(numberOf);
  const delivered = new Set(numbers);
  let lost = 0;
  for (let number = first; number < first + count; number += 1) if (!delivered.has(number)) lost += 1;
  const doubled = numbers.length - delivered.size;
  const altered = options['bigIds'] === true && lines.some((line, i) => !keepsBigId(line, numbers[i] ?? 0));
  return {
    lost,
    doubled,
    report,
    ended,
    altered,
    silent: ended && report === null && (lost > 0 || doubled > 0 || altered),
    waited: waits && (stats.byStatus['429'] ?? 0) > 0 ? stats.early === 0 : null,
  };
};

/** In few words, for a table. @param {Judged} judged */
export const inWords = ({ lost, doubled, report, ended, silent, waited, altered }) => {
  const what = [
    ...(lost > 0 ? [`${lost} lost`] : []),
    ...(doubled > 0 ? [`${doubled} doubled`] : []),
    ...(altered ? ['ids altered'] : []),
  ].join(', ');
  const told = report === null ? '' : `: ${report}`;
  const exact = what === '' ? 'exact' : what;
  const main = !ended
    ? `hangs (ended after a while), ${exact}`
    : silent
      ? `**${what}, not a word**`
      : `${exact}${told}`;
  return `${main}${waited === null ? '' : waited ? '; waits' : '; **does not wait**'}`;
};

/** @param {ReadonlyArray<number>} values */
export const median = (values) => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};
