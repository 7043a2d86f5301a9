// Takes the pieces of a body as they come, undoes its codings, and never holds more than the limit.
import type { Transform } from 'node:stream';
import type { PartnerFailure } from '@api-poller/domain';
import * as E from 'fp-ts/lib/Either.js';
import { decodeWhole, decoderFor, looksLikeGzip, type ContentCoding } from './content-coding.ts';

/** The receiving end of a body; `end` is called once, after the last piece, and only when the body came whole. */
export interface Body {
  /** False: wait with the next piece until `onDrain`. */
  readonly take: (piece: Buffer) => boolean;
  readonly end: () => void;
  /** Frees what a decoder holds; no more events follow. */
  readonly drop: () => void;
}

export interface BodyEvents {
  /** All bytes, or why there are none; a failure may come before `end`. Only the first call counts. */
  readonly onDone: (outcome: E.Either<PartnerFailure, Buffer>) => void;
  readonly onDrain: () => void;
}

const tooLarge = (limitBytes: number): E.Either<PartnerFailure, never> =>
  E.left({ _tag: 'BodyTooLarge', limitBytes });
const undecodable = (encoding: string): E.Either<PartnerFailure, never> =>
  E.left({ _tag: 'BodyUndecodable', encoding });

interface Pieces {
  /** False, and nothing taken, when the limit would be passed. */
  readonly add: (piece: Buffer) => boolean;
  readonly all: () => Buffer;
}

/**
 * Joins pieces. A body that comes in one piece is not copied; one of known length (`expectedBytes`, from Content-Length)
 * is copied once into its place, so that no moment holds it twice.
 */
const pieces = (maxBytes: number, expectedBytes: number | null): Pieces => {
  let size = 0;
  let loose: Array<Buffer> = [];
  let whole: Buffer | null = null;
  return {
    add: (piece) => {
      if (size + piece.length > maxBytes) return false;
      if (whole === null && loose.length === 1 && expectedBytes !== null) {
        // Slow = not from the shared pool. The system commits its pages only as they are written.
        whole = Buffer.allocUnsafeSlow(expectedBytes);
        loose[0]?.copy(whole);
        loose = [];
      }
      if (whole === null) loose.push(piece);
      else piece.copy(whole, size);
      size += piece.length;
      return true;
    },
    all: () =>
      whole ?? (loose.length === 1 && loose[0] !== undefined ? loose[0] : Buffer.concat(loose, size)),
  };
};

/**
 * A body without Content-Encoding. One that is gzip all the same (and is not meant to be: `mayBeGzip`) is decoded; if it
 * only looked so, it stays as it came.
 */
export const plainBody = (
  maxBytes: number,
  expectedBytes: number | null,
  mayBeGzip: boolean,
  { onDone }: BodyEvents,
): Body => {
  const collected = pieces(maxBytes, expectedBytes);
  const sniffed = async (bytes: Buffer): Promise<void> => {
    const decoded = await decodeWhole('gzip', bytes, maxBytes);
    onDone(decoded === 'tooLarge' ? tooLarge(maxBytes) : E.right(decoded === 'damaged' ? bytes : decoded));
  };
  return {
    take: (piece) => {
      if (!collected.add(piece)) onDone(tooLarge(maxBytes));
      return true;
    },
    end: () => {
      const bytes = collected.all();
      if (mayBeGzip && looksLikeGzip(bytes)) void sniffed(bytes);
      else onDone(E.right(bytes));
    },
    drop: () => undefined,
  };
};

/**
 * A body under one coding or several. The outermost is undone while it streams, so that a bomb is stopped at the limit
 * and not after its download; inner ones, which are rare, afterwards and under the same limit.
 */
export const codedBody = (
  maxBytes: number,
  [outer, ...inner]: readonly [ContentCoding, ...ContentCoding[]],
  { onDone, onDrain }: BodyEvents,
): Body => {
  const collected = pieces(maxBytes, null);
  let head: Buffer = Buffer.alloc(0);
  let decided = false;
  let decoder: Transform | null = null;
  // Both must have come before the body is done: padding after a gzip stream ends the output before the input.
  let inputEnded = false;
  let outputEnded = false;

  const innerLayers = async (): Promise<void> => {
    let bytes = collected.all();
    for (const coding of inner) {
      const decoded = await decodeWhole(coding, bytes, maxBytes);
      if (decoded === 'tooLarge') return onDone(tooLarge(maxBytes));
      if (decoded === 'damaged') return onDone(undecodable(coding));
      bytes = decoded;
    }
    onDone(E.right(bytes));
  };
  const finishWhenBothEnded = (): void => {
    if (!inputEnded || !outputEnded) return;
    if (inner.length === 0 || collected.all().length === 0) onDone(E.right(collected.all()));
    else void innerLayers();
  };
  const collect = (piece: Buffer): void => {
    if (!collected.add(piece)) onDone(tooLarge(maxBytes));
  };
  const decide = (): void => {
    decided = true;
    decoder = decoderFor(outer, head);
    decoder
      ?.on('data', collect)
      .on('drain', onDrain)
      .on('error', () => onDone(undecodable(outer)))
      .on('end', () => {
        outputEnded = true;
        finishWhenBothEnded();
      });
  };
  const feed = (piece: Buffer): boolean => {
    if (decoder !== null) return decoder.write(piece);
    collect(piece);
    return true;
  };

  return {
    take: (piece) => {
      if (decided) return feed(piece);
      head = head.length === 0 ? piece : Buffer.concat([head, piece]);
      if (head.length < 2) return true;
      decide();
      return feed(head);
    },
    end: () => {
      // No bytes at all are an empty body under any label (RFC 9110 leaves that open; servers do it with 4xx and 5xx).
      if (!decided && head.length > 0) {
        decide();
        feed(head);
      }
      inputEnded = true;
      if (decoder === null) outputEnded = true;
      else decoder.end();
      finishWhenBothEnded();
    },
    drop: () => decoder?.destroy(),
  };
};

/** A body that nobody wants (a redirect's). Read so that the connection can be used again, but not beyond `maxBytes`. */
export const unwantedBody = (maxBytes: number, { onDone }: BodyEvents): Body => {
  let size = 0;
  const nothing = Buffer.alloc(0);
  return {
    take: (piece) => {
      size += piece.length;
      if (size > maxBytes) onDone(E.right(nothing));
      return true;
    },
    end: () => onDone(E.right(nothing)),
    drop: () => undefined,
  };
};
