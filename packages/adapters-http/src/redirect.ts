// What to do with a redirect, decided without sending anything: the next request, or why there is none.
import {
  harmlessHeaders,
  judgeUrl,
  type AddressPolicy,
  type PageRequest,
  type PartnerFailure,
} from '@api-poller/domain';
import * as E from 'fp-ts/lib/Either.js';

/** curl follows 50, browsers 20; an API that needs more than 5 is in a loop, and each costs the partner a request. */
export const redirectLimit = 5;

/** One request of the chain that ends in an answer. */
export interface Hop {
  readonly method: PageRequest['method'];
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** RFC 9110 15.4: the statuses that send elsewhere by themselves. 300, 304, 305 and 306 are answers. */
export const isRedirect = (status: number): boolean =>
  status === 301 || status === 302 || status === 303 || status === 307 || status === 308;

const withoutContentHeaders = (headers: Hop['headers']): Hop['headers'] =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !name.toLowerCase().startsWith('content-')));

const refused = (reason: string): E.Either<PartnerFailure, never> =>
  E.left({ _tag: 'RedirectRefused', reason });

/** Header values arrive as latin-1; a Location with raw UTF-8 in it (RFC 9110 10.2.2 forbids it, servers send it) is read as UTF-8. */
const asUtf8 = (location: string): string =>
  /[\u0080-\u00ff]/.test(location) ? Buffer.from(location, 'latin1').toString('utf8') : location;

/** Fetch standard, HTTP-redirect fetch, step 12: a POST becomes a GET after 301, 302 and 303, and loses its body. */
const turnsIntoGet = (hop: Hop, status: number): boolean =>
  hop.method === 'POST' && (status === 301 || status === 302 || status === 303);

const judgeNext = (policy: AddressPolicy, from: URL, location: string): E.Either<PartnerFailure, URL> => {
  if (!URL.canParse(asUtf8(location), from.href)) return refused('the Location is not a url');
  const judged = judgeUrl(policy, new URL(asUtf8(location), from).href);
  if (E.isRight(judged)) {
    return from.protocol === 'https:' && judged.right.protocol === 'http:'
      ? refused('it leads from https to http')
      : judged;
  }
  switch (judged.left._tag) {
    case 'AddressBlocked':
      return E.left(judged.left);
    case 'UrlHasCredentials':
      return refused('the Location holds credentials');
    case 'UrlNotAbsolute':
    case 'UrlNotHttp':
      return refused('the Location is not http or https');
  }
};

/**
 * The request that a redirect asks for.
 * To another origin go the method, the url and a few harmless headers, nothing else; a body cannot be left out of a 307 or
 * 308 without changing what is asked, so that is refused.
 * @param location the Location header as it came; undefined when there was none.
 * @param redirects "unchanged": one that would change the request, or its origin, is refused
 */
export const nextHop = (
  policy: AddressPolicy,
  hop: Hop,
  status: number,
  location: string | undefined,
  redirects: PageRequest['redirects'] = 'permitted',
): E.Either<PartnerFailure, Hop> => {
  if (location === undefined || location === '') return refused('there is no Location');
  const next = judgeNext(policy, hop.url, location);
  if (E.isLeft(next)) return next;
  const url = next.right;
  const sameOrigin = url.origin === hop.url.origin;
  const toGet = turnsIntoGet(hop, status);
  if (redirects === 'unchanged' && !sameOrigin) return refused('it leads to another origin');
  // What answers a GET has not taken what was posted.
  if (redirects === 'unchanged' && toGet) return refused(`the POST would become a GET after a ${status}`);
  const body = toGet ? null : hop.body;
  if (!sameOrigin && body !== null) return refused('a request body would go to another origin');
  const kept = sameOrigin ? hop.headers : harmlessHeaders(hop.headers);
  const headers = toGet ? withoutContentHeaders(kept) : kept;
  return E.right({ method: toGet ? 'GET' : hop.method, url, headers, body });
};
