// What the core asks of the partner's HTTP API: one request, one whole answer, or one named failure.
// It deliberately knows nothing of pagination and retries nothing: that is decided elsewhere, from what it reports.
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { Credentials } from '../credentials/credentials.ts';

/** Deadlines in milliseconds, each named by the interval that it bounds. */
export interface Timeouts {
  /** Name look-up, TCP and TLS, until the connection can carry a request. */
  readonly connectMs: number;
  /** From the request sent until the head of the answer has come (informational answers, 1xx, are not it). */
  readonly firstByteMs: number;
  /** The longest silence between two pieces of the body. */
  readonly idleBodyMs: number;
  /** Everything, redirects included. */
  readonly wholeRequestMs: number;
}

export interface PageRequest {
  readonly method: 'GET' | 'POST';
  /** Absolute, http or https, without credentials in it. */
  readonly url: string;
  /** Header names in any case; values may hold secrets and must never be logged. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly timeouts: Timeouts;
  /** The largest decoded body that is accepted, in bytes. */
  readonly maxBodyBytes: number;
  /** How to get in. A partner that knows no credentials sends none. */
  readonly credentials?: Credentials;
  /**
   * The url, or only its origin, whose operator the credentials are for: the job's. They are added to no request to another
   * origin, where a next url may lead. Credentials without it are refused.
   */
  readonly credentialsOrigin?: string;
  /**
   * Which redirects are followed: all that the policy permits, unless given; or only those after which the request is what it
   * was: at the same origin, by the same method, with its body and headers.
   */
  readonly redirects?: 'permitted' | 'unchanged';
}

export interface PageResponse {
  readonly status: number;
  /** Names in lower case; a header that came more than once is joined with ", ". */
  readonly headers: Readonly<Record<string, string>>;
  /** The decoded body (content-encoding undone), byte for byte. */
  readonly body: Uint8Array;
  /** The url that answered, after redirects, without an API key that was added to it. */
  readonly url: string;
  readonly tookMs: number;
}

export type TimedInterval = 'connect' | 'firstByte' | 'idleBody' | 'wholeRequest';

/** Why no whole answer came. Any answer with a status, 500 too, is not a failure here. */
export type PartnerFailure =
  /** The request itself cannot be sent: its url or one of its headers is malformed. Nothing was sent. */
  | { readonly _tag: 'RequestRefused'; readonly reason: string }
  /** The policy forbids the address; nothing was sent to it. */
  | {
      readonly _tag: 'AddressBlocked';
      readonly host: string;
      readonly address: string;
      readonly range: string;
    }
  | { readonly _tag: 'NameNotFound'; readonly host: string }
  | { readonly _tag: 'ConnectionRefused'; readonly host: string }
  /** No connection could be had, or it broke before the whole answer had come, or what came is not HTTP. May pass. */
  | { readonly _tag: 'ConnectionLost'; readonly host: string; readonly code: string }
  | { readonly _tag: 'TlsRejected'; readonly host: string; readonly code: string }
  | { readonly _tag: 'TimedOut'; readonly interval: TimedInterval; readonly afterMs: number }
  | { readonly _tag: 'BodyTooLarge'; readonly limitBytes: number }
  /** The content-encoding is unknown or its data is damaged. */
  | { readonly _tag: 'BodyUndecodable'; readonly encoding: string }
  | { readonly _tag: 'TooManyRedirects'; readonly limit: number }
  /** A redirect without a usable Location, or to something that is not http(s). */
  | { readonly _tag: 'RedirectRefused'; readonly reason: string }
  /**
   * A secret or a token could not be had; the request was not sent. `mayPass`: the store of secrets or the token endpoint was out
   * of reach or throttled, and was not clear that they do not exist or are refused. The reason holds names and codes, no values.
   */
  | { readonly _tag: 'CredentialsUnavailable'; readonly reason: string; readonly mayPass: boolean };

/**
 * The partner over the wire.
 * Guarantees: never follows a redirect or resolves a name to an address that the policy forbids; drops credentials when the
 * origin changes; ends within `wholeRequestMs`; holds no more than `maxBodyBytes` of a body. Repeatable: it keeps no state
 * that a second, same request could meet.
 */
export interface Partner {
  readonly fetch: (request: PageRequest) => TaskEither<PartnerFailure, PageResponse>;
}
