// Opens connections for one origin, to permitted addresses only. Both ways to an address are judged: an IP literal, which
// node never looks up, and each address that a look-up answers; the socket then gets those very addresses and no name, so
// that nothing is resolved a second time (DNS rebinding).
import { lookup as dnsLookUp } from 'node:dns/promises';
import { ADDRCONFIG } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { getCACertificates } from 'node:tls';
import { hostPortOf, permitsAddress, showHostPort, type AddressPolicy } from '@api-poller/domain';
import * as E from 'fp-ts/lib/Either.js';
import { buildConnector } from 'undici';
import { carry } from './classify.ts';

export interface LookedUp {
  readonly address: string;
  readonly family: number;
}

/** All addresses of a name, in the order in which to try them; rejects with a node:dns error. */
export type LookUp = (name: string) => Promise<ReadonlyArray<LookedUp>>;

/** The system's resolver; ADDRCONFIG leaves out IPv6 answers on a machine that has no IPv6 address. */
export const systemLookUp: LookUp = (name) => dnsLookUp(name, { all: true, hints: ADDRCONFIG });

export interface ConnectorOptions {
  readonly policy: AddressPolicy;
  readonly lookUp: LookUp;
  /** Look-up, TCP and TLS together. */
  readonly connectMs: number;
  /** PEM texts trusted besides the authorities that node trusts. */
  readonly certificateAuthorities: ReadonlyArray<string>;
}

/**
 * One connector for the connections of `origin` (scheme, host, port).
 * Its errors: what node reports, or one that carries AddressBlocked (no permitted address) or TimedOut (connect).
 */
export const guardedConnector = (origin: URL, options: ConnectorOptions): buildConnector.connector => {
  const { policy, lookUp, connectMs } = options;
  const place = hostPortOf(origin);

  const permitted = async (name: string): Promise<ReadonlyArray<LookedUp>> => {
    const found = await lookUp(name);
    if (found.length === 0) throw carry({ _tag: 'NameNotFound', host: showHostPort(place) });
    const judged = found.map((each) => ({ each, verdict: permitsAddress(policy, place, each.address) }));
    const blocked = judged.find(({ verdict }) => E.isLeft(verdict))?.verdict;
    const usable = judged.filter(({ verdict }) => E.isRight(verdict)).map(({ each }) => each);
    if (usable.length === 0 && blocked !== undefined && E.isLeft(blocked)) throw carry(blocked.left);
    return usable;
  };

  const lookup: LookupFunction = (name, { all }, callback) => {
    permitted(name).then(
      (addresses) =>
        all === true
          ? callback(null, [...addresses])
          : callback(null, addresses[0]?.address ?? '', addresses[0]?.family),
      (error: unknown) => callback(error instanceof Error ? error : new Error('look-up failed'), []),
    );
  };

  const connect = buildConnector({
    lookup,
    allowH2: false,
    // undici's own timer is coarse (half a second); it only cleans up the socket after ours has given the answer.
    timeout: connectMs,
    autoSelectFamily: true,
    // node's 250 ms per address is less than a round trip to the other side of the world plus a lost SYN.
    autoSelectFamilyAttemptTimeout: Math.max(250, Math.floor(connectMs / 4)),
    ...(options.certificateAuthorities.length === 0
      ? {}
      : { ca: [...getCACertificates('default'), ...options.certificateAuthorities] }),
  });

  return (target, callback) => {
    const literal = isIP(target.hostname) === 0 ? null : permitsAddress(policy, place, target.hostname);
    if (literal !== null && E.isLeft(literal)) {
      const { left } = literal;
      process.nextTick(() => callback(carry(left), null));
      return;
    }
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      callback(carry({ _tag: 'TimedOut', interval: 'connect', afterMs: connectMs }), null);
    }, connectMs);
    connect(target, (...outcome) => {
      clearTimeout(timer);
      if (timedOut) outcome[1]?.destroy();
      else callback(...outcome);
    });
  };
};
