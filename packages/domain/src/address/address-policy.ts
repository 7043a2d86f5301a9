// Where requests may go: public addresses, and the hosts that the operator has named. Without look-ups: those are the
// adapter's, which asks `permitsAddress` for each address that it is about to connect to.
import * as E from 'fp-ts/lib/Either.js';
import { addressRange, type AddressRange } from './address-range.ts';
import { hostPortOf, showHostPort, type HostPort } from './host-port.ts';

/** An entry of `allow` permits exactly that host, as a url writes it, at that port, whatever address it resolves to. */
export interface AddressPolicy {
  readonly allow: ReadonlyArray<HostPort>;
}

/** Public addresses only. */
export const publicOnly: AddressPolicy = { allow: [] };

export interface AddressBlocked {
  readonly _tag: 'AddressBlocked';
  /** With its port, as in the url: `example.com:443`. */
  readonly host: string;
  readonly address: string;
  readonly range: Exclude<AddressRange, 'public'>;
}

/** Why a url is refused before any look-up. No variant repeats the url: its query may hold secrets. */
export type UrlRefusal =
  | { readonly _tag: 'UrlNotAbsolute' }
  | { readonly _tag: 'UrlNotHttp'; readonly protocol: string }
  | { readonly _tag: 'UrlHasCredentials'; readonly host: string }
  | AddressBlocked;

/** RFC 6761 6.3: these names mean loopback, whatever a resolver says. */
const isLocalhost = (host: string): boolean => host === 'localhost' || host.endsWith('.localhost');

/** WHATWG urls have only two kinds of hosts left once parsed: IP literals in canonical notation, and names. */
const isIpLiteral = (host: string): boolean => host.includes(':') || /^\d+\.\d+\.\d+\.\d+$/.test(host);

const isAllowed = (policy: AddressPolicy, place: HostPort): boolean =>
  policy.allow.some((entry) => entry.host === place.host && entry.port === place.port);

const blockedRange = (address: string): Exclude<AddressRange, 'public'> | null => {
  const range = addressRange(address);
  return range === 'public' ? null : range;
};

/**
 * Whether a connection to `address` may be made for a url that names `place`.
 * @param address what a resolver answered, or the literal in the url.
 * @returns the address itself, or the range that forbids it.
 * @example
 * permitsAddress(publicOnly, { host: 'example.com', port: 443 }, '10.0.0.1');
 * // left({ _tag: 'AddressBlocked', host: 'example.com:443', address: '10.0.0.1', range: 'private' })
 */
export const permitsAddress = (
  policy: AddressPolicy,
  place: HostPort,
  address: string,
): E.Either<AddressBlocked, string> => {
  const range = isAllowed(policy, place) ? null : blockedRange(address);
  return range === null
    ? E.right(address)
    : E.left({ _tag: 'AddressBlocked', host: showHostPort(place), address, range });
};

const judgeHost = (policy: AddressPolicy, place: HostPort): E.Either<AddressBlocked, unknown> => {
  if (isIpLiteral(place.host)) return permitsAddress(policy, place, place.host);
  if (!isLocalhost(place.host) || isAllowed(policy, place)) return E.right(place);
  return E.left({
    _tag: 'AddressBlocked',
    host: showHostPort(place),
    address: place.host,
    range: 'loopback',
  });
};

/**
 * All that can be said about a url without a look-up. IP literals need this: a resolver never sees them, in none of the
 * notations that a url accepts (`127.1`, `2130706433`, `0x7f.1`, `[::ffff:127.0.0.1]`).
 * @returns the parsed url without its fragment, or the first reason against it.
 */
export const judgeUrl = (policy: AddressPolicy, text: string): E.Either<UrlRefusal, URL> => {
  if (!URL.canParse(text)) return E.left({ _tag: 'UrlNotAbsolute' });
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return E.left({ _tag: 'UrlNotHttp', protocol: url.protocol });
  const place = hostPortOf(url);
  if (url.username !== '' || url.password !== '')
    return E.left({ _tag: 'UrlHasCredentials', host: showHostPort(place) });
  const judged = judgeHost(policy, place);
  if (E.isLeft(judged)) return judged;
  if (url.hash !== '') url.hash = '';
  return E.right(url);
};
