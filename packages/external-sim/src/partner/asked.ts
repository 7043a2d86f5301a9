// What a transport got, and what it is taken for. Types only.
import type { IdFilter } from './timeline.ts';

/** A request as a transport got it. */
export interface Incoming {
  readonly method: string;
  /** The request target: path and query, as in `/payload?startAt=300&count=100`. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body?: string;
}

/** POST /token, as it was filled in. */
export interface TokenAsked {
  readonly _tag: 'Token';
  readonly grantType: string | null;
  readonly clientId: string | null;
  readonly clientSecret: string | null;
  readonly refreshToken: string | null;
}

/** What a request asks for; only a Page meets errors, delays and faults. */
export type Asked =
  | {
      readonly _tag: 'Page';
      /** The position of the first record; with `after`, known only when the sequence is looked at. */
      readonly startAt: number;
      /** How many records are wanted; never above maxPageSize. */
      readonly count: number;
      /** As asked for, before a silent cap; absent if it is `count`. */
      readonly statedCount?: number;
      /** Start behind this record: cursor and keyset. */
      readonly after?: number;
      /** The page's number less the first page's: page and link. */
      readonly page?: number;
      readonly filter?: IdFilter;
      readonly query?: URLSearchParams;
      readonly headers?: Incoming['headers'];
    }
  | { readonly _tag: 'BadPlace'; readonly message: string }
  | TokenAsked
  | { readonly _tag: 'Health' }
  | { readonly _tag: 'Log'; readonly entries: number }
  | { readonly _tag: 'WrongMethod'; readonly allow: 'GET' | 'POST' }
  | { readonly _tag: 'UnknownPath' };

export type AskedPage = Extract<Asked, { readonly _tag: 'Page' }>;
