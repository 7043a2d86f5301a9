// The Partner port on undici: HTTP/1.1, one pool of kept connections per origin, addresses guarded, redirects by hand.
// Proxies named in the environment are not used: the proxy would look names up, behind the guard's back.
import {
  hostPortOf,
  judgeUrl,
  showHostPort,
  type AddressPolicy,
  type PageRequest,
  type PageResponse,
  type Partner,
  type PartnerFailure,
  type UrlRefusal,
} from '@api-poller/domain';
import * as E from 'fp-ts/lib/Either.js';
import { Agent, Pool, type Dispatcher } from 'undici';
import { acceptEncoding } from './content-coding.ts';
import { exchange, type Answer } from './exchange.ts';
import { guardedConnector, systemLookUp, type LookUp } from './guarded-connector.ts';
import { isRedirect, nextHop, redirectLimit, type Hop } from './redirect.ts';

export interface UndiciPartnerOptions {
  readonly policy: AddressPolicy;
  /** Sent unless a request brings its own. */
  readonly userAgent: string;
  /** The most connections per origin; requests beyond wait, which only `wholeRequestMs` bounds. */
  readonly connections: number;
  /** The system's resolver by default. */
  readonly lookUp?: LookUp;
  /** PEM texts trusted besides the authorities that node trusts. */
  readonly certificateAuthorities?: ReadonlyArray<string>;
}

export interface UndiciPartner extends Partner {
  /** Waits for the requests under way, then closes all connections. From the call on, new requests and hops are ConnectionLost (CLOSED). */
  readonly close: () => Promise<void>;
}

/** No reason repeats the url: its query may hold secrets. */
const asFailure = (refusal: UrlRefusal): PartnerFailure => {
  switch (refusal._tag) {
    case 'AddressBlocked':
      return refusal;
    case 'UrlHasCredentials':
      return { _tag: 'RequestRefused', reason: 'the url holds credentials' };
    case 'UrlNotAbsolute':
      return { _tag: 'RequestRefused', reason: 'the url is not absolute' };
    case 'UrlNotHttp':
      return { _tag: 'RequestRefused', reason: 'the url is not http or https' };
  }
};

const headerList = ({ headers }: Hop, userAgent: string): Array<string> => {
  const list: Array<string> = [];
  let namesAgent = false;
  let namesEncoding = false;
  for (const name in headers) {
    const lower = name.toLowerCase();
    namesAgent ||= lower === 'user-agent';
    namesEncoding ||= lower === 'accept-encoding';
    list.push(name, headers[name] ?? '');
  }
  if (!namesAgent) list.push('user-agent', userAgent);
  if (!namesEncoding) list.push('accept-encoding', acceptEncoding);
  return list;
};

/**
 * A Partner over HTTP/1.1.
 * Policies, limits and deadlines hold for each hop of a redirect alike; see the README for what is deliberately left out.
 * @example
 * const partner = undiciPartner({ policy: publicOnly, userAgent: 'api-poller/0.1', connections: 25 });
 * const page = await partner.fetch(request)(); // Either<PartnerFailure, PageResponse>
 * await partner.close();
 */
export const undiciPartner = (options: UndiciPartnerOptions): UndiciPartner => {
  const { policy, userAgent, connections, lookUp = systemLookUp, certificateAuthorities = [] } = options;
  // By connect deadline, because a connection is opened for whichever request comes next and not for one of them.
  const agents = new Map<number, Agent>();
  let closed: Promise<void> | null = null;
  const agentFor = (connectMs: number): Dispatcher => {
    const known = agents.get(connectMs);
    if (known !== undefined) return known;
    const agent = new Agent({
      factory: (origin) => {
        const connect = guardedConnector(new URL(origin), {
          policy,
          lookUp,
          connectMs,
          certificateAuthorities,
        });
        return new Pool(origin, { connections, connect, allowH2: false });
      },
    });
    agents.set(connectMs, agent);
    return agent;
  };

  const send = async (
    request: PageRequest,
    hop: Hop,
    startedMs: number,
  ): Promise<E.Either<PartnerFailure, Answer>> => {
    const host = showHostPort(hostPortOf(hop.url));
    if (closed !== null) return E.left({ _tag: 'ConnectionLost', host, code: 'CLOSED' });
    return exchange(agentFor(request.timeouts.connectMs), {
      origin: hop.url.origin,
      path: hop.url.pathname + hop.url.search,
      method: hop.method,
      headers: headerList(hop, userAgent),
      body: hop.body,
      host,
      timeouts: request.timeouts,
      wholeLeftMs: Math.max(1, request.timeouts.wholeRequestMs - (performance.now() - startedMs)),
      maxBodyBytes: request.maxBodyBytes,
    });
  };

  const fetchPage = async (request: PageRequest): Promise<E.Either<PartnerFailure, PageResponse>> => {
    const startedMs = performance.now();
    const first = judgeUrl(policy, request.url);
    if (E.isLeft(first)) return E.left(asFailure(first.left));
    let hop: Hop = { method: request.method, url: first.right, headers: request.headers, body: request.body };
    for (let redirects = 0; ; redirects += 1) {
      const answer = await send(request, hop, startedMs);
      if (E.isLeft(answer)) return answer;
      const { status, headers, body } = answer.right;
      if (!isRedirect(status))
        return E.right({ status, headers, body, url: hop.url.href, tookMs: performance.now() - startedMs });
      if (redirects === redirectLimit) return E.left({ _tag: 'TooManyRedirects', limit: redirectLimit });
      const next = nextHop(policy, hop, status, headers['location'], request.redirects);
      if (E.isLeft(next)) return next;
      hop = next.right;
    }
  };

  return {
    fetch: (request) => () => fetchPage(request),
    close: () =>
      (closed ??= Promise.all([...agents.values()].map((agent) => agent.close())).then(() => undefined)),
  };
};
