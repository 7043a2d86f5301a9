// The trail of a chain: enough of its past positions to notice that it goes in a circle, in a few hundred bytes.
// Short circles are seen at the first repetition, by a ring of the newest positions; longer ones by Brent's algorithm
// (R. P. Brent, "An improved Monte Carlo factorization algorithm", 1980): one old position, kept for twice as long each time.
import { fingerprintText } from '../fingerprint/fingerprint.ts';

/** Circles of up to so many steps are seen at once. 32 fingerprints of 16 digits are half a kilobyte. */
const RING = 32;

export interface Trail {
  readonly steps: number;
  /** Fingerprints of the newest positions, the newest last. */
  readonly ring: ReadonlyArray<string>;
  /** Brent's old position. */
  readonly mark: string | null;
  /** The step at which the mark moves up. */
  readonly moveAt: number;
}

export const freshTrail: Trail = { steps: 0, ring: [], mark: null, moveAt: 1 };

/** @returns the trail one position on, or null when the chain has been at this position before */
export const follow = ({ steps, ring, mark, moveAt }: Trail, position: string): Trail | null => {
  const seen = fingerprintText(position);
  if (seen === mark || ring.includes(seen)) return null;
  const moves = steps + 1 === moveAt;
  return {
    steps: steps + 1,
    ring: [...ring.slice(1 - RING), seen],
    mark: moves ? seen : mark,
    moveAt: moves ? moveAt * 2 : moveAt,
  };
};
