// What tells, of millions of fingerprints, the few that may have come twice: a Bloom filter of two places for each. A fingerprint that
// finds both marked is a suspect; all others came once, for certain. All of it in typed arrays, made once.

/** Fingerprints by their upper half, 32 bits: from `from` to before `to`. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export const wholeRange: Range = { from: 0, to: 2 ** 32 };

/** In parts as equal as whole numbers are; fewer when the range is narrower than that. */
export const divide = ({ from, to }: Range, parts: number): ReadonlyArray<Range> =>
  Array.from({ length: parts }, (_, i) => ({
    from: from + Math.floor((i / parts) * (to - from)),
    to: from + Math.floor(((i + 1) / parts) * (to - from)),
  })).filter((part) => part.to > part.from);

/** `size` places, of which each fingerprint of a range has two: one by its upper half, one by its lower. Of none, all are marked. */
export class Places {
  readonly #words: Uint32Array;
  readonly #size: number;
  #from = 0;
  #scale = 0;

  constructor(size: number) {
    this.#size = size;
    this.#words = new Uint32Array(Math.ceil(size / 32));
  }

  /** None is marked any more. */
  clear({ from, to }: Range): void {
    this.#words.fill(0);
    this.#from = from;
    this.#scale = this.#size / (to - from);
  }

  has(high: number, low: number): boolean {
    if (this.#size === 0) return true;
    return this.#isMarked(this.#upper(high)) && this.#isMarked(this.#lower(low));
  }

  /** @returns whether both were marked before */
  mark(high: number, low: number): boolean {
    if (this.#size === 0) return true;
    const upper = this.#mark(this.#upper(high));
    return this.#mark(this.#lower(low)) && upper;
  }

  #upper(high: number): number {
    return ((high - this.#from) * this.#scale) >>> 0;
  }

  #lower(low: number): number {
    return ((low / 2 ** 32) * this.#size) >>> 0;
  }

  #isMarked(place: number): boolean {
    return ((this.#words[place >>> 5] ?? 0) & (1 << (place & 31))) !== 0;
  }

  #mark(place: number): boolean {
    const word = this.#words[place >>> 5] ?? 0;
    const bit = 1 << (place & 31);
    if ((word & bit) !== 0) return true;
    this.#words[place >>> 5] = word | bit;
    return false;
  }
}

/** A set of fingerprints, and which of them were met more than once. */
export class Suspects {
  #values: BigUint64Array;
  /** The same memory as halves, lower before upper: a bigint for each comparison would be garbage. */
  #halves: Uint32Array;
  /** How often each was met, but no further than two. */
  #met: Uint8Array;
  #size = 0;

  constructor(capacity: number) {
    this.#values = new BigUint64Array(capacity);
    this.#halves = new Uint32Array(this.#values.buffer);
    this.#met = new Uint8Array(capacity);
  }

  get size(): number {
    return this.#size;
  }

  /** Makes room for twice as many, and none of them is in it any more. */
  grow(): void {
    this.#values = new BigUint64Array(this.#values.length * 2);
    this.#halves = new Uint32Array(this.#values.buffer);
    this.#met = new Uint8Array(this.#values.length);
    this.#size = 0;
  }

  clear(): void {
    this.#size = 0;
    this.#met.fill(0);
  }

  /** @returns false when there is no room for it */
  add(high: number, low: number): boolean {
    if (this.#size === this.#values.length) {
      this.sort();
      // Less than half of it free again would mean to sort for every few that come.
      if (this.#size > this.#values.length / 2) return false;
    }
    this.#halves[this.#size * 2] = low;
    this.#halves[this.#size * 2 + 1] = high;
    this.#size += 1;
    return true;
  }

  /** In order, each once. */
  sort(): void {
    const values = this.#values.subarray(0, this.#size);
    values.sort();
    let last: bigint | null = null;
    this.#size = 0;
    for (const value of values) {
      if (value === last) continue;
      values[this.#size] = value;
      this.#size += 1;
      last = value;
    }
  }

  /** Notes that it stood there, if it is one of them; only once they are sorted. */
  meet(high: number, low: number): boolean {
    let first = 0;
    for (let behind = this.#size; first < behind;) {
      const middle = (first + behind) >>> 1;
      const upper = this.#highAt(middle);
      if (upper < high || (upper === high && this.#lowAt(middle) < low)) first = middle + 1;
      else behind = middle;
    }
    if (first === this.#size || this.#highAt(first) !== high || this.#lowAt(first) !== low) return false;
    this.#met[first] = Math.min(2, (this.#met[first] ?? 0) + 1);
    return true;
  }

  markIn(places: Places): void {
    for (let i = 0; i < this.#size; i += 1) places.mark(this.#highAt(i), this.#lowAt(i));
  }

  /** Those that were met more than once. */
  *metAgain(): Generator<bigint> {
    for (let i = 0; i < this.#size; i += 1) if (this.#met[i] === 2) yield this.#values[i] ?? 0n;
  }

  #lowAt(i: number): number {
    return this.#halves[i * 2] ?? 0;
  }

  #highAt(i: number): number {
    return this.#halves[i * 2 + 1] ?? 0;
  }
}
