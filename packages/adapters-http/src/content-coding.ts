// Content codings (RFC 9110 8.4): which ones an answer names, and how each is undone, as a stream or in one go.
import { promisify } from 'node:util';
import type { Transform } from 'node:stream';
import zlib from 'node:zlib';

export type ContentCoding = 'gzip' | 'deflate' | 'br' | 'zstd';

/** What we ask for. zstd is understood but not asked for: not every node that runs this has it. */
export const acceptEncoding = 'gzip, deflate, br';

/** More layers than this are an attack, not a body. */
const maxLayers = 5;

const hasZstd = typeof zlib.createZstdDecompress === 'function';
const names: Readonly<Record<string, ContentCoding>> = {
  gzip: 'gzip',
  'x-gzip': 'gzip', // RFC 9110 8.4.1.3
  deflate: 'deflate',
  br: 'br',
  ...(hasZstd ? { zstd: 'zstd' } : {}),
};

export type Codings =
  /** In the order in which to undo them: the last one applied first. */
  | { readonly _tag: 'Known'; readonly codings: ReadonlyArray<ContentCoding> }
  | { readonly _tag: 'Unknown'; readonly encoding: string };

const none: Codings = { _tag: 'Known', codings: [] };

/** Reads a Content-Encoding header. `identity` and empty members mean nothing and are skipped. */
export const parseContentEncoding = (header: string | undefined): Codings => {
  if (header === undefined || header === '') return none;
  const tokens = header.split(',').map((token) => token.trim().toLowerCase());
  const meant = tokens.filter((token) => token !== '' && token !== 'identity');
  const codings = meant.flatMap((token) =>
    Object.hasOwn(names, token) ? [names[token] as ContentCoding] : [],
  );
  const unknown = meant.find((token) => !Object.hasOwn(names, token));
  if (unknown !== undefined) return { _tag: 'Unknown', encoding: unknown.slice(0, 40) };
  if (codings.length > maxLayers) return { _tag: 'Unknown', encoding: `${codings.length} layers` };
  return { _tag: 'Known', codings: codings.toReversed() };
};

/** RFC 1952 2.3.1: ID1, ID2. */
export const looksLikeGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** RFC 1950 2.2: CM = 8, and CMF * 256 + FLG is a multiple of 31. Without it, `deflate` is a raw RFC 1951 stream. */
const looksLikeZlib = ([cmf = 0, flg = 0]: Uint8Array): boolean =>
  (cmf & 0x0f) === 8 && (cmf * 256 + flg) % 31 === 0;

/**
 * The stream that undoes a coding, chosen by the first two bytes of the body; null where those show that the body is not
 * coded at all (gzip on the label, plain text inside: proxies that decode and forget to say so).
 */
export const decoderFor = (coding: ContentCoding, head: Uint8Array): Transform | null => {
  switch (coding) {
    case 'gzip':
      return looksLikeGzip(head) ? zlib.createGunzip() : null;
    case 'deflate':
      return looksLikeZlib(head) ? zlib.createInflate() : zlib.createInflateRaw();
    case 'br':
      return zlib.createBrotliDecompress();
    case 'zstd':
      return zlib.createZstdDecompress();
  }
};

const gunzip = promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.gunzip);
const inflate = promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.inflate);
const inflateRaw = promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.inflateRaw);
const brotli = promisify<Buffer, zlib.BrotliOptions, Buffer>(zlib.brotliDecompress);
const zstd = hasZstd ? promisify<Buffer, zlib.ZstdOptions, Buffer>(zlib.zstdDecompress) : brotli;

/** Undoes a coding of a whole body; 'tooLarge' once it has grown past `maxBytes`, 'damaged' when it is not of that coding. */
export const decodeWhole = async (
  coding: ContentCoding,
  bytes: Buffer,
  maxBytes: number,
): Promise<Buffer | 'tooLarge' | 'damaged'> => {
  const options = { maxOutputLength: Math.max(1, maxBytes) };
  try {
    switch (coding) {
      case 'gzip':
        return looksLikeGzip(bytes) ? await gunzip(bytes, options) : bytes;
      case 'deflate':
        return await (looksLikeZlib(bytes) ? inflate : inflateRaw)(bytes, options);
      case 'br':
        return await brotli(bytes, options);
      case 'zstd':
        return await zstd(bytes, options);
    }
  } catch (error) {
    return error instanceof RangeError ? 'tooLarge' : 'damaged';
  }
};
