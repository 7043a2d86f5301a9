// The hostile cases of the comparison: those that a client that pages by offset can meet. Each says what its partner does, and
// which records were there from the first request to the last.
import { retryHints } from '@api-poller/external-sim';

/**
 * @typedef {object} Case
 * @property {string} name
 * @property {number} records how many there are at the start
 * @property {ReadonlyArray<object>} faults of the simulated partner
 * @property {Readonly<Record<string, unknown>>} options of the simulated partner
 * @property {readonly [first: number, count: number]} stable the numbers of those that no run may lack
 * @property {boolean} waits whether it asks to be waited for
 * @property {Readonly<Record<string, unknown>>} limits of our request, where the case needs other ones
 */

const RECORDS = 1_050;

/**
 * @param {string} name @param {ReadonlyArray<object>} faults
 * @param {Partial<Case>} [more]
 * @returns {Case}
 */
const hostile = (name, faults, more = {}) => {
  const records = more.records ?? RECORDS;
  return { name, records, faults, options: {}, stable: [0, records], waits: false, limits: {}, ...more };
};

/** After the first contact and some pages, whoever asks. */
const atRequest = 5;

/** @type {ReadonlyArray<Case>} */
export const cases = [
  hostile('one page one row short', [{ _tag: 'shortPage', startAt: 300, missing: 1 }]),
  hostile('one page one row short, once', [{ _tag: 'shortPage', startAt: 300, missing: 1, times: 1 }]),
  hostile('100 asked, 50 given, nowhere stated', [{ _tag: 'capPage', to: 50 }]),
  hostile('row inserted at the head', [{ _tag: 'insertAtHead', atRequest, by: 1 }]),
  hostile('row deleted at the head', [{ _tag: 'deleteAtHead', atRequest, by: 1 }], {
    stable: [1, RECORDS - 1],
  }),
  hostile('250 rows come to the end', [{ _tag: 'grow', atRequest, by: 250 }]),
  hostile('total too small', [{ _tag: 'totalOverride', total: 450 }]),
  hostile('total too big', [{ _tag: 'totalOverride', total: 1_500 }]),
  hostile('total absent', [{ _tag: 'totalOverride' }]),
  hostile('total 0', [{ _tag: 'totalOverride', total: 0 }]),
  hostile('total a text', [{ _tag: 'totalOverride', total: 'many' }]),
  hostile('page size stated as 0', [{ _tag: 'pageSizeOverride', pageSize: 0 }]),
  ...retryHints.map((hint) =>
    hostile(
      `429, wait by ${hint === 'none' ? 'no header' : hint}`,
      [{ _tag: 'throttle', everyNth: 5, hint, seconds: 2 }],
      {
        waits: hint !== 'none',
        // Requests that are under way when the answer comes cannot be called back, and would count as early.
        limits: { concurrency: 1 },
      },
    ),
  ),
  hostile('503 twice', [{ _tag: 'alwaysFail', startAt: 300, status: 503, times: 2 }]),
  hostile('10 % random 500', [], { options: { errorRate: 0.1 } }),
  hostile('50 % random 500', [], { options: { errorRate: 0.5 } }),
  hostile('one page always 500', [{ _tag: 'alwaysFail', startAt: 300, status: 500 }]),
  hostile('one page always 404', [{ _tag: 'alwaysFail', startAt: 300, status: 404 }]),
  hostile('one page 401 once', [{ _tag: 'alwaysFail', startAt: 300, status: 401, times: 1 }]),
  hostile('an error under status 200', [{ _tag: 'errorAs200', startAt: 300 }]),
  hostile('an error under status 200, once', [{ _tag: 'errorAs200', startAt: 300, times: 1 }]),
  hostile('truncated JSON', [{ _tag: 'truncatedJson', startAt: 300 }]),
  hostile('connection reset mid-body, once', [{ _tag: 'resetMidBody', startAt: 300, times: 1 }]),
  hostile('body drip-fed', [{ _tag: 'dripFeed', startAt: 300, bytesPerSecond: 100 }]),
  hostile('never answers', [{ _tag: 'neverAnswer', startAt: 300 }]),
  hostile('50 MB page', [{ _tag: 'bigPage', startAt: 300, bytes: 50_000_000 }]),
  hostile('gzip without a word', [{ _tag: 'mislabelledGzip', startAt: 300, as: 'gzip' }]),
  hostile('called gzip and is not', [{ _tag: 'mislabelledGzip', startAt: 300, as: 'plain' }]),
  hostile('gzip bomb of 1 GB', [{ _tag: 'gzipBomb', startAt: 300, bytes: 1_000_000_000 }]),
  hostile('400 beyond offset 10,000', [{ _tag: 'offsetWall', beyond: 10_000 }], { records: 10_300 }),
  hostile('redirect to a private address', [
    { _tag: 'redirect', startAt: 300, to: 'http://127.0.0.1:9/payload', status: 302 },
  ]),
  hostile('records of another page', [{ _tag: 'repeatRecords', startAt: 300, from: 0, count: 3 }]),
  hostile('no ids', [], { options: { ids: false } }),
  hostile('ids beyond 2^53', [], { options: { bigIds: true } }),
  hostile('empty', [], { records: 0 }),
  hostile('exactly one full page', [], { records: 100 }),
  hostile('exact multiple', [], { records: 1_000 }),
];
