// The text of a body: UTF-8, with or without a byte order mark. Other encodings are refused, not guessed.
import { right, type Either } from 'fp-ts/lib/Either.js';
import { malformed, type PageMalformed } from './page-malformed.ts';

/** Drops a byte order mark, which is what TextDecoder does unless told otherwise. */
const decoder = new TextDecoder('utf-8', { fatal: true });

export const decodeText = (body: Uint8Array): Either<PageMalformed, string> => {
  try {
    return right(decoder.decode(body));
  } catch {
    return malformed('the body is not UTF-8');
  }
};
