// Chained pages: what the answer to one page says of the next. A pure step from an answer to a position, or to the chain's end.
import { nextWord } from '../detection/next-word.ts';
import { linkTo, isLinkMalformed } from './link-header.ts';
import type { ChainedPagination, CursorPagination, KeysetPagination } from './pagination.ts';
import { readSource, type Answered } from './source.ts';

/** How the next page is asked for: a cursor, a key or an absolute url, by the kind of pagination; null for the first page. */
export type Position = string | null;

export type NextPosition =
  | { readonly _tag: 'Next'; readonly position: string }
  /** It says that there is no more, and another request can see whether that is so. */
  | { readonly _tag: 'EndSaid'; readonly position: string }
  /** The chain has ended as its kind ends. */
  | { readonly _tag: 'Ended' }
  /** There is more, or may be, and the answer does not say how to come to it. */
  | { readonly _tag: 'Broken'; readonly detail: string };

export interface ChainAnswer extends Answered {
  /** The url that answered, against which a relative next url is read. */
  readonly url: string;
  readonly records: ReadonlyArray<unknown>;
}

const ended: NextPosition = { _tag: 'Ended' };
const broken = (detail: string): NextPosition => ({ _tag: 'Broken', detail });
const next = (position: string): NextPosition => ({ _tag: 'Next', position });

/** Cursors and keys are texts, or numbers that JSON can carry whole. */
const tokenOf = (value: unknown): string | null => {
  if (typeof value === 'string') return value === '' ? null : value;
  return Number.isSafeInteger(value) ? String(value) : null;
};

const behindUrl = (value: unknown, base: string): NextPosition => {
  if (value === undefined || value === null || value === '' || value === false) return ended;
  if (typeof value !== 'string') return broken('the next url is no text');
  if (!URL.canParse(value, base)) return broken('the next url cannot be read');
  const { href, protocol, username, password } = new URL(value, base);
  if (protocol !== 'http:' && protocol !== 'https:') return broken('the next url is not http or https');
  return username === '' && password === '' ? next(href) : broken('the next url has credentials in it');
};

const behindCursor = ({ next: source, more }: CursorPagination, answer: ChainAnswer): NextPosition => {
  if (more !== null && readSource(more, answer) === false) return ended;
  const value = readSource(source, answer);
  const token = tokenOf(value);
  if (token !== null) return next(token);
  if (more !== null && readSource(more, answer) === true)
    return broken(`"${more}" says that there is more, and there is no cursor at "${source}"`);
  return value === undefined || value === null || value === '' || value === false
    ? ended
    : broken(`the cursor at "${source}" is neither a text nor a number that can be carried whole`);
};

const keyOf = (record: unknown, key: string): string | null =>
  typeof record === 'object' && record !== null ? tokenOf((record as Record<string, unknown>)[key]) : null;

const behindRecord = ({ key, more }: KeysetPagination, answer: ChainAnswer): NextPosition => {
  const says = more === null ? undefined : readSource(more, answer);
  const last = answer.records.at(-1);
  if (last === undefined)
    return says === true ? broken(`"${more}" says that there is more, and the page is empty`) : ended;
  const position = keyOf(last, key);
  // A page can be cut short without a word; what stands behind its last record tells.
  if (says === false) return position === null ? ended : { _tag: 'EndSaid', position };
  return position === null ? broken(`the last record has no key "${key}" to go on from`) : next(position);
};

/** Where the page behind this answer stands. */
export const nextPosition = (pagination: ChainedPagination, answer: ChainAnswer): NextPosition => {
  switch (pagination.kind) {
    case 'cursor':
      return behindCursor(pagination, answer);
    case 'next-url':
      return behindUrl(readSource(pagination.next, answer), answer.url);
    case 'link':
      return isLinkMalformed(answer.headers['link'])
        ? broken('the Link header cannot be read')
        : behindUrl(linkTo(answer.headers['link'], 'next'), answer.url);
    case 'keyset':
      return behindRecord(pagination, answer);
    case 'single':
      return nextWord(answer) === 'more'
        ? broken('it is all in one answer, and that says that there is more')
        : ended;
  }
};
