// What every store of checkpoints must keep, whatever it is made of.
import { describe, expect, it } from 'vitest';
import { chainStart } from '../chain/chain.ts';
import type { Checkpoint, Checkpoints } from '../chain/checkpoints.port.ts';
import { right } from './expect-right.ts';

const at = (step: number): Checkpoint => ({
  step,
  position: `cursor "${step}" ü`,
  trail: { steps: step, ring: ['00112233445566aa', 'ffeeddccbbaa9988'], mark: null, moveAt: 4 },
  statedTotal: 12_345,
  totalFell: true,
  measures: { byPlace: true, full: 100, short: 1, shortSteps: [3] },
  confirming: false,
  end: null,
});

/** @param make a store in which job ids that were not used before are empty */
export const checkpointsContract = (name: string, make: () => Checkpoints | Promise<Checkpoints>): void => {
  describe(`checkpoints in ${name}`, () => {
    it('come back as they were, by job and chain', async () => {
      const checkpoints = await make();
      expect(right(await checkpoints.get('back', 'c000')())).toBeNull();
      right(await checkpoints.put('back', 'c000', at(1))());
      right(
        await checkpoints.put('back', 'c001', { ...chainStart, end: { _tag: 'Broken', detail: 'why' } })(),
      );
      expect(right(await checkpoints.get('back', 'c000')())).toEqual(at(1));
      expect(right(await checkpoints.get('back', 'c001')())?.end).toEqual({ _tag: 'Broken', detail: 'why' });
      expect(right(await checkpoints.get('other', 'c000')())).toBeNull();
    });

    it('stay at the step that is further, whoever writes last', async () => {
      const checkpoints = await make();
      right(await checkpoints.put('further', 'c000', at(7))());
      right(await checkpoints.put('further', 'c000', at(6))());
      expect(right(await checkpoints.get('further', 'c000')())?.step).toBe(7);
      right(await checkpoints.put('further', 'c000', { ...at(7), end: { _tag: 'Ended' } })());
      expect(right(await checkpoints.get('further', 'c000')())?.end).toEqual({ _tag: 'Ended' });
    });
  });
};
