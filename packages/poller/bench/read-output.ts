// Counts what really stands in an output, apart from all counters of the product: whole lines, and different ids.
// It knows the simulated partner's records, {"id":123,…}, and nothing else.
import { closeSync, openSync, readSync } from 'node:fs';

export interface OutputCount {
  readonly lines: number;
  readonly differentIds: number;
  readonly bytes: number;
}

/** A megabyte at once: fast, and no file is too big to be read so. */
const PIECE_BYTES = 1024 * 1024;
const NEWLINE = 10;
const ZERO = 48;
const NINE = 57;
/** The digits begin behind `{"id":`. */
const ID_AT = '{"id":'.length;

/** A byte an id, so that ten million records take 10 MB; it grows with the highest id. */
const idsSeen = (): { readonly add: (id: number) => void; readonly size: () => number } => {
  let seen = new Uint8Array(1024);
  let size = 0;
  return {
    add: (id) => {
      if (id >= seen.length) {
        const more = new Uint8Array(Math.max(id + 1, seen.length * 2));
        more.set(seen);
        seen = more;
      }
      size += 1 - (seen[id] ?? 0);
      seen[id] = 1;
    },
    size: () => size,
  };
};

/** @param path an NDJSON file; a last line without its line break is no whole line and is not counted */
export const readOutput = (path: string): OutputCount => {
  const file = openSync(path, 'r');
  const piece = Buffer.alloc(PIECE_BYTES);
  const ids = idsSeen();
  let [lines, bytes, column, id] = [0, 0, 0, 0];
  // From the line's begin to the first byte behind the digits.
  let inId = true;
  try {
    for (let read = readSync(file, piece); read > 0; read = readSync(file, piece)) {
      bytes += read;
      for (let i = 0; i < read; i += 1) {
        const byte = piece[i] ?? 0;
        const isDigit = byte >= ZERO && byte <= NINE;
        if (byte === NEWLINE) {
          lines += 1;
          [column, id, inId] = [0, 0, true];
          continue;
        }
        if (inId && column >= ID_AT) {
          if (isDigit) id = id * 10 + byte - ZERO;
          else ids.add(id);
          inId = isDigit;
        }
        column += 1;
      }
    }
  } finally {
    closeSync(file);
  }
  return { lines, differentIds: ids.size(), bytes };
};
