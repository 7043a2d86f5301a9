// What every manifest must keep, whatever it is made of. How batches are taken is the home's own; the suite is handed a way.
import { describe, expect, it } from 'vitest';
import type { Manifest } from '../plan/manifest.port.ts';
import { batchesOf, isChainBatch, type Batch } from '../plan/plan.ts';
import { right } from './expect-right.ts';

export interface ManifestBench {
  readonly manifest: Manifest;
  /** All batches that wait for a worker, in any order. */
  readonly waiting: (jobId: string) => Promise<ReadonlyArray<Batch>>;
}

const plan = (total: number) => batchesOf({ kind: 'enumerated', startAt: 0, total, pageSize: 100 }, 2);
const placeOf = (batch: Batch): number => (isChainBatch(batch) ? batch.index : batch.startAt);
const inOrder = (batches: ReadonlyArray<Batch>) => batches.toSorted((a, b) => placeOf(a) - placeOf(b));

/** @param make a manifest in which job ids that were not used before have no batches */
export const manifestContract = (name: string, make: () => ManifestBench | Promise<ManifestBench>): void => {
  describe(`a manifest in ${name}`, () => {
    it('holds the batches of a round', async () => {
      const { manifest, waiting } = await make();
      right(await manifest.write('holds', 'plan', plan(250))());
      expect(inOrder(await waiting('holds'))).toEqual([
        { index: 0, startAt: 0, stopAt: 200, pageSize: 100 },
        { index: 1, startAt: 200, stopAt: 250, pageSize: 100 },
      ]);
      expect(await waiting('other')).toEqual([]);
    });

    it('takes a round once: planning twice is planning once', async () => {
      const { manifest, waiting } = await make();
      right(await manifest.write('twice', 'plan', plan(250))());
      right(await manifest.write('twice', 'plan', plan(250))());
      expect(await waiting('twice')).toHaveLength(2);
    });

    it('adds the rounds of a job to one another', async () => {
      const { manifest, waiting } = await make();
      right(await manifest.write('rounds', 'plan', plan(200))());
      right(
        await manifest.write('rounds', 'gaps-1', [{ index: 0, startAt: 190, stopAt: 200, pageSize: 10 }])(),
      );
      expect(inOrder(await waiting('rounds'))).toEqual([
        { index: 0, startAt: 0, stopAt: 200, pageSize: 100 },
        { index: 0, startAt: 190, stopAt: 200, pageSize: 10 },
      ]);
    });

    it('holds chains, and single steps of chains', async () => {
      const { manifest, waiting } = await make();
      const chains = [
        { index: 0, chain: 'c000' },
        { index: 1, chain: 'c001', step: 7 },
      ];
      right(await manifest.write('chains', 'plan', chains)());
      expect(inOrder(await waiting('chains'))).toEqual(chains);
    });

    it('takes a round without a batch, and one of many thousand as a stream', async () => {
      const { manifest, waiting } = await make();
      right(await manifest.write('none', 'plan', [])());
      expect(await waiting('none')).toEqual([]);
      right(await manifest.write('many', 'plan', plan(2_400_000))());
      const batches = await waiting('many');
      expect(new Set(batches.map(placeOf)).size).toBe(12_000);
    });
  });
};
