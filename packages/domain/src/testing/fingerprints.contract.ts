// What every store of fingerprints must keep, whatever it is made of.
import { describe, expect, it } from 'vitest';
import type { Fingerprints, TaskFingerprints } from '../fingerprint/fingerprints.port.ts';
import { right } from './expect-right.ts';

const bytesOf = (...values: ReadonlyArray<number>): Uint8Array =>
  Uint8Array.from(values.flatMap((value) => [value, 0, 255, 0, 0, 0, 0, 128]));

/** @param make a store in which job ids that were not used before are empty */
export const fingerprintsContract = (
  name: string,
  make: () => Fingerprints | Promise<Fingerprints>,
): void => {
  describe(`fingerprints in ${name}`, () => {
    it('come back byte for byte, by job and task', async () => {
      const fingerprints = await make();
      right(await fingerprints.keep('bytes', { taskId: 'a', bytes: bytesOf(1, 2, 3) })());
      right(await fingerprints.keep('bytes', { taskId: 'none', bytes: bytesOf() })());
      expect([...(right(await fingerprints.get('bytes', 'a')()) ?? [])]).toEqual([...bytesOf(1, 2, 3)]);
      expect(right(await fingerprints.get('bytes', 'none')())).toHaveLength(0);
      expect(right(await fingerprints.get('bytes', 'b')())).toBeNull();
      expect(right(await fingerprints.get('other', 'a')())).toBeNull();
    });

    it('keep the last of two', async () => {
      const fingerprints = await make();
      right(await fingerprints.keep('twice', { taskId: 'a', bytes: bytesOf(1, 2, 3) })());
      right(await fingerprints.keep('twice', { taskId: 'a', bytes: bytesOf(4) })());
      expect([...(right(await fingerprints.get('twice', 'a')()) ?? [])]).toEqual([...bytesOf(4)]);
    });

    it('list by task, part by part, and of one job only', async () => {
      const fingerprints = await make();
      // Kept side by side, as the pages of a batch are.
      const ids = Array.from({ length: 60 }, (_, i) => `t${String(i).padStart(2, '0')}`);
      const kept = await Promise.all(
        ids.map((taskId, i) => fingerprints.keep('list', { taskId, bytes: bytesOf(i) })()),
      );
      for (const each of kept) right(each);
      right(await fingerprints.keep('other', { taskId: 't00', bytes: bytesOf(9) })());
      const listed: string[] = [];
      for (let after: string | null = null; ;) {
        const some: ReadonlyArray<TaskFingerprints> = right(await fingerprints.list('list', after)());
        if (some.length === 0) break;
        listed.push(...some.map(({ taskId }) => taskId));
        after = listed.at(-1) ?? null;
      }
      expect(listed).toEqual(ids);
      const [behind] = right(await fingerprints.list('list', 't39')());
      expect([behind?.taskId, behind?.bytes[0]]).toEqual(['t40', 40]);
      expect(right(await fingerprints.list('list', 't59')())).toEqual([]);
    });

    it('are gone once forgotten, and those of other jobs are not', async () => {
      const fingerprints = await make();
      const ids = Array.from({ length: 30 }, (_, i) => `t${i}`);
      for (const taskId of ids) right(await fingerprints.keep('gone', { taskId, bytes: bytesOf(1) })());
      right(await fingerprints.keep('stays', { taskId: 't0', bytes: bytesOf(1) })());
      right(await fingerprints.forget('gone')());
      right(await fingerprints.forget('gone')());
      expect(right(await fingerprints.list('gone', null)())).toEqual([]);
      expect(right(await fingerprints.get('stays', 't0')())).not.toBeNull();
    });
  });
};
