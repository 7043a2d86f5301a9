// What one project's test run came to: written by test-project.mjs, kept in nx's cache, summed by test.mjs.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** Where the report of a plain or of a coverage run stands; two places, because nx restores each target's outputs. */
export const reportFile = (/** @type {string} */ folder, /** @type {boolean} */ coverage) =>
  join(folder, coverage ? 'coverage' : 'test-results', 'counts.json');

/** @param {string} folder @param {boolean} coverage @returns {Counts | undefined} undefined when the run left none */
export const readReport = (folder, coverage) => {
  try {
    const { passed, failed, skipped } = JSON.parse(readFileSync(reportFile(folder, coverage), 'utf8'));
    return [passed, failed, skipped].every(Number.isInteger) ? { passed, failed, skipped } : undefined;
  } catch {
    return undefined;
  }
};

/** @param {Counts} a @param {Counts} b @returns {Counts} */
export const plus = (a, b) => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
});

/** @type {Counts} */
export const nothing = { passed: 0, failed: 0, skipped: 0 };

export const inWords = (/** @type {Counts} */ { passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed, ${skipped} skipped`;
