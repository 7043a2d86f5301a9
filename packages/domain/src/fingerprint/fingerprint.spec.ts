import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { right } from '../testing/expect-right.ts';
import { memoryFingerprints } from '../testing/memory-home.ts';
import { findRepeats, type SieveSize } from './find-repeats.ts';
import { fingerprintKeys, fingerprintsOf, fingerprintText } from './fingerprint.ts';
import { findIdentity, identify } from './identity.ts';

describe('a fingerprint', () => {
  it('is the same for the same text, in memory and in storage, and never changes between versions', () => {
    expect(fingerprintText('number:1')).toBe('9d27b4fb7eb70d1a');
    expect(fingerprintKeys(fingerprintsOf(['number:1', '', 'ü😀']))).toEqual([
      '9d27b4fb7eb70d1a',
      fingerprintText(''),
      fingerprintText('ü😀'),
    ]);
  });

  it('differs for a million texts that differ in a digit', () => {
    const bytes = fingerprintsOf(Array.from({ length: 1_000_000 }, (_, i) => `number:${i}`));
    expect(new Set(new BigUint64Array(bytes.buffer)).size).toBe(1_000_000);
  });

  it('has half of its bits changed by one bit of the text, in each half', () => {
    const bitsOf = (text: string) => BigInt(`0x${fingerprintText(text)}`);
    const count = (n: bigint) => n.toString(2).replaceAll('0', '').length;
    let low = 0;
    let high = 0;
    for (let i = 0; i < 2_000; i += 1) {
      const changed = bitsOf(`record ${i} a`) ^ bitsOf(`record ${i} c`);
      low += count(changed & 0xff_ff_ff_ffn);
      high += count(changed >> 32n);
    }
    // 16 of 32 on average; the mean of 2,000 stays within half a bit of it.
    expect(Math.abs(low / 2_000 - 16)).toBeLessThan(0.5);
    expect(Math.abs(high / 2_000 - 16)).toBeLessThan(0.5);
  });
});

describe('the identity of a record', () => {
  const none = (): ReadonlyArray<string> => {
    throw new Error('texts are not needed');
  };
  const keys = (identity: string | null, records: ReadonlyArray<unknown>, texts = none) =>
    fingerprintKeys(identify({ identity }, records, texts));

  it('is the named field, whatever else the record says', () => {
    const [a, b, c] = keys('id', [{ id: 1, n: 'x' }, { id: 1, n: 'y' }, { id: '1' }]);
    expect(a).toBe(b);
    expect(a).not.toBe(c);
  });

  it('is the whole content without a field, and where the field is missing or has lost digits', () => {
    const texts = () => ['{"id":9007199254740993}', '{"id":9007199254740992}', '{"n":1}'];
    const records = texts().map((text) => JSON.parse(text) as unknown);
    expect(new Set(keys('id', records, texts)).size).toBe(3);
    expect(keys(null, records, texts)).toEqual(keys('id', records, texts));
  });

  it.each<[string, ReadonlyArray<unknown>, string | null]>([
    ['an id', [{ id: 1 }, { id: 2 }], 'id'],
    [
      'a uuid where the id repeats',
      [
        { id: 1, uuid: 'a' },
        { id: 1, uuid: 'b' },
      ],
      'uuid',
    ],
    ['nothing where one has none', [{ id: 1 }, {}], null],
    ['nothing where ids lost digits', [{ id: 2 ** 53 }, { id: 1 }], null],
    ['nothing in no records', [], null],
    ['nothing in records that are no objects', [1, 2], null],
  ])('is found as %s', (_, records, identity) => {
    expect(findIdentity(records)).toBe(identity);
  });
});

describe('repeated records', () => {
  const keep = async (pages: Readonly<Record<string, ReadonlyArray<number>>>) => {
    const fingerprints = memoryFingerprints();
    for (const [taskId, ids] of Object.entries(pages))
      right(
        await fingerprints.keep('j', { taskId, bytes: fingerprintsOf(ids.map((id) => `number:${id}`)) })(),
      );
    return fingerprints;
  };
  const repeatsIn = async (pages: Readonly<Record<string, ReadonlyArray<number>>>, size?: SieveSize) => {
    const records = Object.values(pages).flat().length;
    return right(await findRepeats('j', records, size)({ fingerprints: await keep(pages) })());
  };

  it('are counted, and the tasks named that hold them', async () => {
    expect(await repeatsIn({ a: [1, 2], b: [3, 4], c: [2, 5, 5] })).toEqual({
      count: 2,
      taskIds: ['a', 'c'],
    });
    expect(await repeatsIn({ a: [1, 2], b: [3, 4] })).toEqual({ count: 0, taskIds: [] });
    expect(await repeatsIn({})).toEqual({ count: 0, taskIds: [] });
  });

  it('are the same with much memory and with next to none', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.nat(60), { maxLength: 20 }), { maxLength: 10 }),
        fc.record({ places: fc.integer({ min: 0, max: 200 }), suspects: fc.integer({ min: 1, max: 20 }) }),
        async (pages, size) => {
          const named = Object.fromEntries(pages.map((ids, i) => [`t${i}`, ids]));
          const all = pages.flat();
          const found = await repeatsIn(named, size);
          expect(found.count).toBe(all.length - new Set(all).size);
          const twice = new Set(all.filter((id, i) => all.indexOf(id) !== i));
          expect(found.taskIds).toEqual(
            Object.keys(named).filter((name) => named[name]?.some((id) => twice.has(id))),
          );
        },
      ),
    );
  });

  it('are found where no two of a thousand records differ in their upper half', async () => {
    const fingerprints = memoryFingerprints();
    const bytes = new Uint8Array(8_000);
    const view = new DataView(bytes.buffer);
    for (let i = 0; i < 1_000; i += 1)
      view.setBigUint64(i * 8, 0x9d27_b4fb_0000_0000n + BigInt(i === 999 ? 500 : i), true);
    right(await fingerprints.keep('j', { taskId: 'a', bytes })());
    expect(right(await findRepeats('j', 1_000, { places: 64, suspects: 2 })({ fingerprints })())).toEqual({
      count: 1,
      taskIds: ['a'],
    });
  });

  it('are read once when there is room for all and none came twice', async () => {
    const readings = async (pages: Readonly<Record<string, ReadonlyArray<number>>>) => {
      const fingerprints = await keep(pages);
      let read = 0;
      const list: typeof fingerprints.list = (jobId, after) => {
        if (after === null) read += 1;
        return fingerprints.list(jobId, after);
      };
      right(await findRepeats('j', 1_000)({ fingerprints: { ...fingerprints, list } })());
      return read;
    };
    expect(await readings({ a: [1, 2, 3], b: [4, 5] })).toBe(1);
    // The second finds which, the third whose.
    expect(await readings({ a: [1, 2, 3, 1] })).toBe(3);
  });
});
