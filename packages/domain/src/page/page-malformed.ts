// Why a page cannot be read. A detail names places and sizes and never quotes the body: it may hold personal data.
import { left, type Either } from 'fp-ts/lib/Either.js';

export interface PageMalformed {
  readonly _tag: 'PageMalformed';
  readonly detail: string;
}

export const malformed = (detail: string): Either<PageMalformed, never> =>
  left({ _tag: 'PageMalformed', detail });

/** @param place a field's name or a JSONPath, as the request gives it */
export const noRecords = (place: string): Either<PageMalformed, never> =>
  malformed(`the body has no array of records under "${place}"`);

/**
 * Arrays and objects, or elements, inside of each other. Real answers stay below 30; our own recursion over a body, and that of
 * whoever serialises a record again, is safe to several thousand.
 */
export const MOST_DEPTH = 500;

export const tooDeep: Either<PageMalformed, never> = malformed(
  `the body is nested deeper than ${MOST_DEPTH} levels`,
);
