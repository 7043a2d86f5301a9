// Chance as a function: the same words always give the same number, whatever was asked before or meanwhile.

/** murmur3's finalizer: every bit of the input moves about half of the bits of the output. */
const mix = (value: number): number => {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
};

/** What a draw is for; two purposes of the same request never share a number. */
export type Purpose = 'error' | 'delay' | 'token';
const purposes: Readonly<Record<Purpose, number>> = {
  error: 0x1f83d9ab,
  delay: 0x5be0cd19,
  token: 0x510e527f,
};

/**
 * A number in [0, 1), uniform over the words.
 * @param words whole numbers up to 2^53; both halves of each count.
 * @example draw(1, 'delay', [300, 100, 1]) // always the same
 */
export const draw = (seed: number, purpose: Purpose, words: readonly number[]): number => {
  let state = mix(purposes[purpose] ^ mix(seed) ^ mix(Math.floor(seed / 2 ** 32) + 0x9e3779b9));
  for (const word of words) {
    // The rotation by addition keeps [1, 2] and [2, 1] apart.
    state = mix(state + 0x9e3779b9 + word);
    state = mix(state ^ Math.floor(word / 2 ** 32));
  }
  return (state >>> 0) / 2 ** 32;
};
