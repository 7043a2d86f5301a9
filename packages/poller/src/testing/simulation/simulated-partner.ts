// The simulated partner behind the Partner port, without a socket: it answers in virtual time, fails as it is told, and keeps
// the log that is the oracle: what the data were, and what was handed out.
import {
  datasetAt,
  placeOf,
  readRequest,
  renderBody,
  respond,
  stableIdsAt,
  type SimulatorConfig,
} from '@api-poller/external-sim';
import type { PageRequest, PageResponse, Partner, PartnerFailure } from '@api-poller/domain';
import * as E from 'fp-ts/lib/Either.js';
import type { VirtualTime } from './virtual-time.ts';

export interface SimulatedPartner {
  readonly partner: Partner;
  readonly requests: () => number;
  /** Ids of the records that were there from the first request to the last. */
  readonly stable: () => ReadonlySet<number>;
  /** Ids at the last request, in their order. */
  readonly dataset: () => ReadonlyArray<number>;
}

export interface Mischief {
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Share of requests that find no connection, or lose it. */
  readonly brokenShare: number;
  readonly mostLatencyMs: number;
}

const HOST = 'partner.example';

export const simulatedPartner = (
  config: SimulatorConfig,
  { clock, sleep }: VirtualTime,
  { random, brokenShare, mostLatencyMs }: Mischief,
): SimulatedPartner => {
  const attempts = new Map<string, number>();
  let number = 0;
  const encoder = new TextEncoder();

  const fetchPage = async (request: PageRequest): Promise<E.Either<PartnerFailure, PageResponse>> => {
    const { pathname, search } = new URL(request.url);
    const incoming = {
      method: request.method,
      url: pathname + search,
      headers: { ...request.headers, host: HOST },
      ...(request.body === null ? {} : { body: request.body }),
    };
    await sleep(random() * mostLatencyMs)();
    if (random() < brokenShare) return E.left({ _tag: 'ConnectionLost', host: HOST, code: 'ECONNRESET' });
    const asked = readRequest(config, incoming);
    const place = asked._tag === 'Page' ? placeOf(asked) : '';
    const attempt = (attempts.get(place) ?? 0) + 1;
    attempts.set(place, attempt);
    number += 1;
    const { status, headers, body, fault } = respond(config, {
      ...incoming,
      number,
      attempt,
      nowMs: clock.nowMs(),
    });
    await sleep(random() * mostLatencyMs)();
    if (fault?._tag === 'neverAnswer')
      return E.left({ _tag: 'TimedOut', interval: 'firstByte', afterMs: request.timeouts.firstByteMs });
    if (fault?._tag === 'resetMidBody')
      return E.left({ _tag: 'ConnectionLost', host: HOST, code: 'ECONNRESET' });
    return E.right({
      status,
      headers,
      body: encoder.encode(renderBody(body)),
      url: request.url,
      tookMs: 1,
    });
  };

  return {
    partner: { fetch: (request) => () => fetchPage(request) },
    requests: () => number,
    stable: () => new Set(stableIdsAt(config, number)),
    dataset: () => [...datasetAt(config, number)],
  };
};
