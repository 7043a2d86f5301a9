// What every store of payloads must keep, whatever it is made of.
import { describe, expect, it } from 'vitest';
import type { Payloads } from '../payload/payloads.port.ts';
import { right } from './expect-right.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** @param make a store in which job ids that were not used before are empty */
export const payloadsContract = (name: string, make: () => Payloads | Promise<Payloads>): void => {
  describe(`payloads in ${name}`, () => {
    it('come back byte for byte, by job and task', async () => {
      const payloads = await make();
      const odd = Uint8Array.from({ length: 256 }, (_, i) => i);
      right(await payloads.put('bytes', '000000000000-100', odd)());
      right(await payloads.put('bytes', '000000000100-100', bytes('{"ü":1}'))());
      expect([...(right(await payloads.get('bytes', '000000000000-100')()) ?? [])]).toEqual([...odd]);
      expect([...(right(await payloads.get('bytes', '000000000100-100')()) ?? [])]).toEqual([
        ...bytes('{"ü":1}'),
      ]);
      expect(right(await payloads.get('other', '000000000000-100')())).toBeNull();
      expect(right(await payloads.get('bytes', '000000000200-100')())).toBeNull();
    });

    it('keep the last of two puts', async () => {
      const payloads = await make();
      right(await payloads.put('twice', 'a', bytes('first and longer'))());
      right(await payloads.put('twice', 'a', bytes('second'))());
      expect([...(right(await payloads.get('twice', 'a')()) ?? [])]).toEqual([...bytes('second')]);
    });

    it('are gone once removed, and removing nothing is a success', async () => {
      const payloads = await make();
      right(await payloads.put('removed', 'a', bytes('x'))());
      right(await payloads.put('removed', 'b', bytes('y'))());
      right(await payloads.remove('removed', 'a')());
      right(await payloads.remove('removed', 'a')());
      expect(right(await payloads.get('removed', 'a')())).toBeNull();
      expect(right(await payloads.get('removed', 'b')())).not.toBeNull();
    });
  });
};
