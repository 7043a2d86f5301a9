// The ways in which the simulated partner misbehaves, as data. A new one is a member here, its fields in
// fault-fields.ts and its effect in fault-effect.ts; the compiler asks for both.
import type { RetryHint } from './retry-hint.ts';

/** How often a fault strikes: on the first `times` attempts of each place; for ever without it. */
interface Lasting {
  readonly times?: number;
}

/** Where a fault strikes: requests for exactly this startAt, of any count unless `count` (after the cap) is given. */
export interface AtPlace extends Lasting {
  readonly startAt: number;
  readonly count?: number;
}

export type Fault =
  /** The page answers this status. */
  | ({ readonly _tag: 'alwaysFail'; readonly status: number } & AtPlace)
  /** Every n-th page request, or the first n, is told to come back later. */
  | ({
      readonly _tag: 'throttle';
      readonly everyNth?: number;
      readonly firstN?: number;
      /** The form in which the wait is announced. */
      readonly hint: RetryHint;
      /** The announced wait in whole seconds; nothing checks that the client waits. */
      readonly seconds: number;
      /** 429 unless given; 503 is the other one in use. */
      readonly status?: number;
    } & Lasting)
  /** The page lacks its last `missing` records and does not say so. */
  | ({ readonly _tag: 'shortPage'; readonly missing: number } & AtPlace)
  /** After the first `atRequest` page requests there are `by` records more. */
  | { readonly _tag: 'grow'; readonly atRequest: number; readonly by: number }
  /** After the first `atRequest` page requests, `by` new records stand before all others. */
  | { readonly _tag: 'insertAtHead'; readonly atRequest: number; readonly by: number }
  /** After the first `atRequest` page requests, the first `by` records are gone. */
  | { readonly _tag: 'deleteAtHead'; readonly atRequest: number; readonly by: number }
  /** After the first `atRequest` page requests, `by` new records stand at the position `index`. */
  | { readonly _tag: 'insertAt'; readonly index: number; readonly atRequest: number; readonly by: number }
  /** After the first `atRequest` page requests, the `by` records from the position `index` on are gone. */
  | { readonly _tag: 'deleteAt'; readonly index: number; readonly atRequest: number; readonly by: number }
  /** A count above `to` is taken as `to`, which is stated nowhere. */
  | { readonly _tag: 'capPage'; readonly to: number }
  /** From the page `after` on (0 is the first) the way on leads back by `period` pages; 0: to the same page again. */
  | { readonly _tag: 'cursorLoop'; readonly after: number; readonly period: number }
  /** A page that would reach beyond this many records answers a status, 400 unless given. */
  | { readonly _tag: 'offsetWall'; readonly beyond: number; readonly status?: number }
  /** The body and the content-encoding contradict each other: gzip without the header, or plain under it. */
  | ({ readonly _tag: 'mislabelledGzip'; readonly as: 'gzip' | 'plain' } & AtPlace)
  /** The body is gzip and decodes to this many bytes: the page, then spaces. */
  | ({ readonly _tag: 'gzipBomb'; readonly bytes: number } & AtPlace)
  /** The last `count` records of the page are those of the positions from `from` on; its own are left out. */
  | ({
      readonly _tag: 'repeatRecords';
      readonly startAt: number;
      readonly from: number;
      readonly count: number;
    } & Lasting)
  /** The next url, or the Link, of a page leads to `to`; of each page unless startAt is given. */
  | ({ readonly _tag: 'nextUrlTo'; readonly startAt?: number; readonly to: string } & Lasting)
  /** An HTML page that speaks of an error, under status 200. */
  | ({ readonly _tag: 'text200' } & AtPlace)
  /** A page request without this header is refused, with 401 unless given, before anything else. */
  | {
      readonly _tag: 'requireHeader';
      readonly name: string;
      readonly value: string;
      readonly status?: number;
    }
  /** A page request without this query parameter is refused, with 401 unless given, before anything else. */
  | { readonly _tag: 'requireQuery'; readonly name: string; readonly value: string; readonly status?: number }
  /** After the first `atRequest` page requests, the OAuth tokens given out before are void. */
  | { readonly _tag: 'revokeToken'; readonly atRequest: number }
  /** Page requests beyond this rate are refused with 429, before anything else, and told how long to wait. */
  | {
      readonly _tag: 'rateLimit';
      readonly perSecond: number;
      /** How many may come at once. */
      readonly burst: number;
      readonly hint: RetryHint;
    }
  /** totalRecords is this; absent if `total` is. The records served stay what they are. */
  | ({ readonly _tag: 'totalOverride'; readonly total?: number | string | null } & Lasting)
  /** maxRecordsPerPage is this; absent if `pageSize` is. The real cap stays what it is. */
  | ({ readonly _tag: 'pageSizeOverride'; readonly pageSize?: number | string | null } & Lasting)
  /** A whole HTTP answer whose JSON stops half-way. */
  | ({ readonly _tag: 'truncatedJson' } & AtPlace)
  /** The connection is reset half-way through the body. */
  | ({ readonly _tag: 'resetMidBody' } & AtPlace)
  /** The connection stays open and nothing comes. */
  | ({ readonly _tag: 'neverAnswer' } & AtPlace)
  /** The body comes at this pace. */
  | ({ readonly _tag: 'dripFeed'; readonly bytesPerSecond: number } & AtPlace)
  /** The body is padded to this many bytes. */
  | ({ readonly _tag: 'bigPage'; readonly bytes: number } & AtPlace)
  /** An error message under status 200. */
  | ({ readonly _tag: 'errorAs200' } & AtPlace)
  /** The page has moved; `to` is the Location, absolute or relative. */
  | ({ readonly _tag: 'redirect'; readonly to: string; readonly status: number } & AtPlace);
