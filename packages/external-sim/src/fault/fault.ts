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
