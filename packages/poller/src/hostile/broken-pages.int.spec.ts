// One page of twelve that cannot be had, or only at the second try: the others are delivered all the same, and the page is named.
import type { Fault } from '@api-poller/external-sim';
import { describe, expect, it } from 'vitest';
import { from, runAgainst } from '../testing/run-against.ts';

const all = from(0, 1_200);
/** All but the page that is spoiled. */
const reach = [...from(0, 300), ...from(400, 800)];
/** Short ones where nothing comes: a partner of this machine that says nothing for so long never will. */
const limitsFor = ({ _tag }: Fault) => ({
  attempts: 3,
  ...(_tag === 'neverAnswer' || _tag === 'dripFeed'
    ? { timeouts: { firstByteMs: 400, wholeRequestMs: 1_500 } }
    : {}),
});
const limits = { attempts: 3 };
const named = {
  names: { startAt: 'offset', count: 'limit', total: null, pageSize: null, records: 'items' },
} as const;

const lasting: ReadonlyArray<readonly [string, Fault, string]> = [
  [
    'always 500',
    { _tag: 'alwaysFail', startAt: 300, status: 500 },
    'PartnerAnswered: the partner answered 500, 3 times',
  ],
  [
    'always 404',
    { _tag: 'alwaysFail', startAt: 300, status: 404 },
    'PartnerAnswered: the partner answered 404',
  ],
  [
    'always 401',
    { _tag: 'alwaysFail', startAt: 300, status: 401 },
    'PartnerAnswered: the partner answered 401',
  ],
  [
    'an error under status 200',
    { _tag: 'errorAs200', startAt: 300 },
    'PageMalformed: the answer is an error (member "error") under status 200',
  ],
  [
    'a page of regret under status 200',
    { _tag: 'text200', startAt: 300 },
    'PageMalformed: the body (102 bytes) is not JSON',
  ],
  ['cut JSON', { _tag: 'truncatedJson', startAt: 300 }, 'PageMalformed: the body (2878 bytes) is not JSON'],
  ['no answer', { _tag: 'neverAnswer', startAt: 300 }, 'TimedOut: no firstByte within 400 ms, 3 times'],
  [
    'a body in drops',
    { _tag: 'dripFeed', startAt: 300, bytesPerSecond: 200 },
    'TimedOut: no wholeRequest within 1500 ms, 3 times',
  ],
  [
    '50 MB, and a limit below',
    { _tag: 'bigPage', startAt: 300, bytes: 50_000_000 },
    'BodyTooLarge: the body is larger than 16777216 bytes',
  ],
  [
    'a gzip bomb of a gigabyte',
    { _tag: 'gzipBomb', startAt: 300, bytes: 1_000_000_000 },
    'BodyTooLarge: the body is larger than 16777216 bytes',
  ],
];

/** Those that do not take seconds. */
const quick = lasting.filter(([name]) => name !== 'no answer' && name !== 'a body in drops');

describe('a page of an offset list that is', () => {
  it.each(lasting)('%s: 1,100 of 1,200 are delivered and the page is named', async (_, fault, why) => {
    const { resource, ids, failures, partner } = await runAgainst(
      { records: 1_200, faults: [fault] },
      { limits: limitsFor(fault) },
    );
    expect([resource.Verdict, resource.Evidence]).toEqual([
      'INCOMPLETE',
      [
        { kind: 'TASKS_FAILED', count: 1, taskIds: ['000000000300-100'] },
        { kind: 'RECORDS_MISSING', expected: 1_200, received: 1_100 },
      ],
    ]);
    expect(failures).toEqual([`000000000300-100 ${why}`]);
    expect(ids).toEqual(reach);
    expect(ids.every(partner.wasServed)).toBe(true);
  });

  it('reset in the middle of its body: the same', async () => {
    const faults: Fault[] = [{ _tag: 'resetMidBody', startAt: 300 }];
    const { resource, ids, failures } = await runAgainst({ records: 1_200, faults }, { limits });
    expect([resource.Verdict, ids]).toEqual(['INCOMPLETE', reach]);
    expect(failures).toEqual([
      expect.stringMatching(/^000000000300-100 ConnectionLost: .* broke \(\w+\), 3 times$/) as string,
    ]);
  });

  it.each(quick)('%s, where no total is stated: the same', async (_, fault) => {
    const { resource, ids, failures } = await runAgainst(
      { records: 1_200, ...named, faults: [fault] },
      { limits: limitsFor(fault) },
    );
    expect([resource.Verdict, failures.length, ids]).toEqual(['INCOMPLETE', 1, reach]);
    expect(resource.Evidence).toContainEqual({
      kind: 'TASKS_FAILED',
      count: 1,
      taskIds: ['000000000300-100'],
    });
  });
});

const cutAt300 = [300, 'CHAIN_CUT', 'TASKS_FAILED'];

describe('a page of a chain that is', () => {
  it.each(quick)('%s: what stands before it is delivered, and the page is named', async (_, fault, why) => {
    const { resource, ids, kinds, failures } = await runAgainst(
      { records: 1_200, style: 'cursor', faults: [fault] },
      { limits, pagination: { kind: 'cursor' } },
    );
    expect([resource.Verdict, ids]).toEqual(['INCOMPLETE', from(0, 300)]);
    expect([ids.length, ...kinds]).toEqual(cutAt300);
    // Bodies differ by style, and so does their length.
    expect(failures.map((text) => text.replace(/\(\d+ bytes\)/, '(… bytes)'))).toEqual([
      `c000-000000000003 ${why}`.replace(/\(\d+ bytes\)/, '(… bytes)'),
    ]);
  });
});

const passing: ReadonlyArray<readonly [string, Fault]> = [
  ['500 once', { _tag: 'alwaysFail', startAt: 300, status: 500, times: 1 }],
  ['503 twice', { _tag: 'alwaysFail', startAt: 300, status: 503, times: 2 }],
  ['401 once', { _tag: 'alwaysFail', startAt: 300, status: 401, times: 1 }],
  ['an error under status 200, twice', { _tag: 'errorAs200', startAt: 300, times: 2 }],
  ['a page of regret under status 200, twice', { _tag: 'text200', startAt: 300, times: 2 }],
  ['cut JSON, twice', { _tag: 'truncatedJson', startAt: 300, times: 2 }],
  ['reset in the middle of its body, twice', { _tag: 'resetMidBody', startAt: 300, times: 2 }],
  ['no answer, once', { _tag: 'neverAnswer', startAt: 300, times: 1 }],
  ['gzip without a word', { _tag: 'mislabelledGzip', startAt: 300, as: 'gzip' }],
  ['called gzip and is not', { _tag: 'mislabelledGzip', startAt: 300, as: 'plain' }],
];

describe('a page that passes in the end,', () => {
  it.each(passing)('%s: every record, COMPLETE', async (_, fault) => {
    for (const style of ['offset', 'cursor', 'link'] as const) {
      const { resource, ids, partner } = await runAgainst(
        { records: 1_200, style, faults: [fault] },
        { limits: limitsFor(fault) },
      );
      expect([style, resource.Verdict, resource.Evidence]).toEqual([style, 'COMPLETE', []]);
      expect(ids).toEqual(all);
      expect(partner.stats().byFault[fault._tag]).toBeGreaterThan(0);
    }
  });

  it('50 MB under a larger limit: it is copied', async () => {
    const faults: Fault[] = [{ _tag: 'bigPage', startAt: 300, bytes: 50_000_000 }];
    const { resource, ids } = await runAgainst(
      { records: 1_200, faults },
      { limits: { maxBodyBytes: 64 * 1024 * 1024 } },
    );
    expect([resource.Verdict, ids]).toEqual(['COMPLETE', all]);
  });
});

describe('the first page of all that is', () => {
  it.each<[string, Fault, string]>([
    ['always 500', { _tag: 'alwaysFail', startAt: 0, status: 500 }, 'the partner answered 500, 3 times'],
    [
      'an error under status 200',
      { _tag: 'errorAs200', startAt: 0 },
      'the answer is an error (member "error") under status 200',
    ],
    ['silent', { _tag: 'neverAnswer', startAt: 0 }, 'no firstByte within 400 ms, 3 times'],
  ])('%s: there is no plan, and the job says why after three tries', async (_, fault, why) => {
    for (const pagination of [{}, { kind: 'offset' }]) {
      const { resource, ids, partner } = await runAgainst(
        { records: 1_200, faults: [fault] },
        { limits: limitsFor(fault), pagination },
      );
      expect([resource.Status, resource.Verdict, ids]).toEqual(['FAILED', null, []]);
      expect(resource.Failure?.detail).toContain(why);
      expect(partner.stats().requests).toBe(3);
    }
  });

  it('an error under status 200, twice: asked for a third time, and all is copied', async () => {
    const faults: Fault[] = [{ _tag: 'errorAs200', startAt: 0, times: 2 }];
    const { resource, ids } = await runAgainst({ records: 1_200, faults }, { limits });
    expect([resource.Verdict, ids]).toEqual(['COMPLETE', all]);
  });
});
