// Whether a url asks for a place in a list, which means another record as soon as the list moves. A token is not read.
import { OFFSET_PARAMETERS, PAGE_PARAMETERS } from './conventions.ts';

/** @example namesPlace('https://api.example/rows?offset=100') // true: the index of a record, or the number of a page */
export const namesPlace = (url: string): boolean =>
  [...new URL(url).searchParams].some(
    ([name, value]) => (OFFSET_PARAMETERS.has(name) || PAGE_PARAMETERS.has(name)) && /^\d+$/.test(value),
  );
