// An answer as data, for a transport (node:http, Lambda) to carry out. No socket and no timer here.
import type { Fault } from '../fault/fault.ts';
import { renderPage, type Page } from './page.ts';
import type { IdRange } from './timeline.ts';

/** The body is a page until it must be rendered, so that a transport can keep rendered pages. */
export type Body =
  | { readonly _tag: 'Page'; readonly page: Page }
  | { readonly _tag: 'Text'; readonly text: string };

/** What a transport does instead of sending the answer whole and at once. */
export type WireFault =
  /** The head states the whole length, `afterBytes` of the body are sent, then the connection is reset. */
  | { readonly _tag: 'resetMidBody'; readonly afterBytes: number }
  /** The connection stays open and nothing is ever sent. */
  | { readonly _tag: 'neverAnswer' }
  /** The body goes out at this pace. */
  | { readonly _tag: 'dripFeed'; readonly bytesPerSecond: number };

/** The records at the positions `from` … `from + count - 1`; `ids` says which, where they are not their positions. */
export interface Served {
  readonly from: number;
  readonly count: number;
  readonly ids?: readonly IdRange[];
}

export interface Simulated {
  readonly status: number;
  /** Names in lower case; without content-length, which the transport knows. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body;
  /** Milliseconds between the request and the answer's first byte. */
  readonly delayMs: number;
  /** These records reach the client if the answer arrives whole; null if it can give none. */
  readonly served: Served | null;
  readonly fault?: WireFault;
  /** The transport compresses the body, whatever the headers say, after filling it up with spaces to that many bytes. */
  readonly gzip?: { readonly padToBytes?: number };
  /** The time, in milliseconds since 1970, before which the client was told not to come back. */
  readonly retryAtMs?: number;
  /** The configured faults that touched this answer, in order. */
  readonly faults: readonly Fault['_tag'][];
}

export const jsonHeaders: Readonly<Record<string, string>> = { 'content-type': 'application/json' };

/** An answer with a JSON body and no records. */
export const plainAnswer = (
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Simulated => ({
  status,
  headers: { ...jsonHeaders, ...headers },
  body: { _tag: 'Text', text: JSON.stringify(body) },
  delayMs: 0,
  served: null,
  faults: [],
});

export const servedBy = ({ from, count, ids }: Page): Served =>
  ids === undefined ? { from, count } : { from, count, ids };

export const pageAnswer = (
  page: Page,
  headers: Readonly<Record<string, string>> = jsonHeaders,
): Simulated => ({
  status: 200,
  headers,
  body: { _tag: 'Page', page },
  delayMs: 0,
  served: servedBy(page),
  faults: [],
});

/** The body as text, which for a Lambda is all that is needed. */
export const renderBody = (body: Body): string => (body._tag === 'Page' ? renderPage(body.page) : body.text);
