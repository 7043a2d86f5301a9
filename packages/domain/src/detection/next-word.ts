// What an answer says of a next page, in whichever of the usual ways. It is a word, no proof: whoever reads it looks all the same.
import { isLinkMalformed, linkTo } from '../pagination/link-header.ts';
import { readSource, type Answered } from '../pagination/source.ts';
import { CURSOR_FIELDS, MORE_FIELDS, NEXT_FIELDS } from './conventions.ts';

/** `more`: there is a next page · `end`: there is none · null: it says nothing. */
export type NextWord = 'more' | 'end' | null;

const FIELDS: ReadonlyArray<string> = [...NEXT_FIELDS, ...CURSOR_FIELDS.map(([field]) => field)];

const saysNothing = (value: unknown): boolean => value === null || value === '' || value === false;

/** @example nextWord({ headers: {}, document: { next: null, results: [] } }) // 'end' */
export const nextWord = (answered: Answered): NextWord => {
  const link = answered.headers['link'];
  if (link !== undefined && !isLinkMalformed(link)) return linkTo(link, 'next') === null ? 'end' : 'more';
  for (const field of MORE_FIELDS) {
    const value = readSource(field, answered);
    if (typeof value === 'boolean') return value ? 'more' : 'end';
  }
  for (const field of FIELDS) {
    const value = readSource(field, answered);
    if (value !== undefined) return saysNothing(value) ? 'end' : 'more';
  }
  return null;
};
