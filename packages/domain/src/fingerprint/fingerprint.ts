// Fingerprints: 64 bits that stand for a record, so that ten million of them can be compared in little memory.
// Two different records share one by chance with 2^-64; among n records the chance of any such pair is about n² / 2^65:
// 3 in a million for ten million records. It then shows as a doubt that is none, never as a record lost.

const LOW_SEED = 0xdeadbeef;
const HIGH_SEED = 0x41c6ce57;

/** Two 32-bit lanes over the text's UTF-16 units, each with its own odd multiplier, mixed at the end (as in MurmurHash3). */
const lanes = (text: string): readonly [low: number, high: number] => {
  let low = LOW_SEED;
  let high = HIGH_SEED;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    low = Math.imul(low ^ unit, 0x9e3779b1);
    high = Math.imul(high ^ unit, 0x5f356495);
    // Without it a unit only ever moves bits upwards, and the low bits of a lane would know little of the text.
    low ^= low >>> 15;
    high ^= high >>> 13;
  }
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35);
  return [low >>> 0, high >>> 0];
};

const hex = (lane: number): string => lane.toString(16).padStart(8, '0');

/** A text's fingerprint as 16 hexadecimal digits. */
export const fingerprintText = (text: string): string => {
  const [low, high] = lanes(text);
  return hex(high) + hex(low);
};

/** Fingerprints of texts, in order, 8 bytes each (little endian), as they are stored. */
export const fingerprintsOf = (texts: ReadonlyArray<string>): Uint8Array => {
  const bytes = new Uint8Array(texts.length * 8);
  const view = new DataView(bytes.buffer);
  for (const [i, text] of texts.entries()) {
    const [low, high] = lanes(text);
    view.setUint32(i * 8, low, true);
    view.setUint32(i * 8 + 4, high, true);
  }
  return bytes;
};

/** Stored fingerprints, each as a text that can be compared. */
export const fingerprintKeys = (bytes: Uint8Array): ReadonlyArray<string> => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from(
    { length: bytes.byteLength / 8 },
    (_, i) => hex(view.getUint32(i * 8 + 4, true)) + hex(view.getUint32(i * 8, true)),
  );
};
