// One request and its answer over an undici dispatcher, under all deadlines. It follows no redirect and retries nothing.
// A dispatch handler of its own instead of undici.request: no stream and no AbortController per page, and `abort` at hand.
import type { PartnerFailure, Timeouts } from '@api-poller/domain';
import * as E from 'fp-ts/lib/Either.js';
import type { Dispatcher } from 'undici';
import { codedBody, plainBody, unwantedBody, type Body, type BodyEvents } from './body.ts';
import { classify } from './classify.ts';
import { parseContentEncoding } from './content-coding.ts';
import { isRedirect } from './redirect.ts';

export interface Call {
  readonly origin: string;
  readonly path: string;
  readonly method: 'GET' | 'POST';
  /** Names and values by turns. */
  readonly headers: Array<string>;
  readonly body: string | null;
  /** As in the url, with its port: for failures. */
  readonly host: string;
  readonly timeouts: Timeouts;
  /** What earlier hops have left of `timeouts.wholeRequestMs`. */
  readonly wholeLeftMs: number;
  readonly maxBodyBytes: number;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** A redirect's body is thrown away; up to this size reading it costs less than a new connection (64 KiB, one read of a socket). */
const unwantedBytes = 65_536;

/** undici destroys the connection with it; it is never seen by a caller, who has got the failure already. */
const abandoned = new Error('abandoned');

type Head = Record<string, string | Array<string> | undefined>;

/**
 * Joins what came more than once (RFC 9110 5.2), in place: undici makes a new object per answer. Of several Locations, which
 * cannot be joined, the first one counts, as for node:http.
 */
const joined = (headers: Head): Answer['headers'] => {
  for (const name in headers) {
    const value = headers[name];
    if (Array.isArray(value)) headers[name] = name === 'location' ? value[0] : value.join(', ');
  }
  return headers as Record<string, string>;
};

const contentLength = (headers: Answer['headers']): number | null => {
  const length = headers['content-length'];
  return length !== undefined && /^\d+$/.test(length) ? Number(length) : null;
};

/** Chooses who takes the body, or says at once why nobody can. */
const bodyOf = (
  status: number,
  headers: Answer['headers'],
  maxBodyBytes: number,
  events: BodyEvents,
): E.Either<PartnerFailure, Body> => {
  if (isRedirect(status)) return E.right(unwantedBody(unwantedBytes, events));
  const expectedBytes = contentLength(headers);
  const encoding = headers['content-encoding'];
  if (encoding !== undefined) {
    const named = parseContentEncoding(encoding);
    if (named._tag === 'Unknown') return E.left({ _tag: 'BodyUndecodable', encoding: named.encoding });
    const [outer, ...inner] = named.codings;
    if (outer !== undefined) return E.right(codedBody(maxBodyBytes, [outer, ...inner], events));
  }
  if (expectedBytes !== null && expectedBytes > maxBodyBytes)
    return E.left({ _tag: 'BodyTooLarge', limitBytes: maxBodyBytes });
  return E.right(
    plainBody(maxBodyBytes, expectedBytes, !/gzip/i.test(headers['content-type'] ?? ''), events),
  );
};

/**
 * Sends `call` and collects its answer.
 * Resolves always, at the latest when `wholeLeftMs` have passed; on every failure after the request was sent the connection is
 * dropped, so that nothing of a late answer can reach another request.
 */
export const exchange = (dispatcher: Dispatcher, call: Call): Promise<E.Either<PartnerFailure, Answer>> =>
  new Promise((resolve) => {
    const { timeouts } = call;
    let settled = false;
    let controller: Dispatcher.DispatchController | null = null;
    let body: Body | null = null;
    let phaseTimer: NodeJS.Timeout | undefined;
    let events = 0;
    let ended = false;
    let status = 0;
    let headers: Answer['headers'] = {};

    const settle = (outcome: E.Either<PartnerFailure, Answer>): void => {
      if (settled) return;
      settled = true;
      clearTimeout(wholeTimer);
      clearTimeout(phaseTimer);
      body?.drop();
      resolve(outcome);
    };
    const fail = (failure: PartnerFailure): void => {
      settle(E.left(failure));
      controller?.abort(abandoned);
    };
    // A blocked event loop runs overdue timers before it reads its sockets: look once more before calling it silence.
    const startTimer = (
      interval: 'firstByte' | 'idleBody' | 'wholeRequest',
      afterMs: number,
      dueMs: number,
    ): NodeJS.Timeout =>
      setTimeout(() => {
        const seen = events;
        setImmediate(() => {
          if (seen === events || interval === 'wholeRequest') fail({ _tag: 'TimedOut', interval, afterMs });
        });
      }, dueMs);
    const wholeTimer = startTimer('wholeRequest', timeouts.wholeRequestMs, call.wholeLeftMs);

    const bodyEvents: BodyEvents = {
      onDrain: () => {
        phaseTimer?.refresh();
        controller?.resume();
      },
      onDone: (outcome) => {
        if (E.isLeft(outcome)) return fail(outcome.left);
        settle(E.right({ status, headers, body: outcome.right }));
        if (!ended) controller?.abort(abandoned);
      },
    };

    const handler: Dispatcher.DispatchHandler = {
      onRequestStart: (started) => {
        controller = started;
        if (settled) return started.abort(abandoned);
        phaseTimer = startTimer('firstByte', timeouts.firstByteMs, timeouts.firstByteMs);
      },
      onResponseStart: (_, statusCode, head) => {
        if (settled || statusCode < 200) return;
        events += 1;
        clearTimeout(phaseTimer);
        status = statusCode;
        headers = joined(head);
        const chosen = bodyOf(status, headers, call.maxBodyBytes, bodyEvents);
        if (E.isLeft(chosen)) return fail(chosen.left);
        body = chosen.right;
        phaseTimer = startTimer('idleBody', timeouts.idleBodyMs, timeouts.idleBodyMs);
      },
      onResponseData: (_, piece) => {
        events += 1;
        if (settled || body === null) return;
        phaseTimer?.refresh();
        if (!body.take(piece)) controller?.pause();
      },
      onResponseEnd: () => {
        events += 1;
        ended = true;
        clearTimeout(phaseTimer);
        if (!settled) body?.end();
      },
      onResponseError: (_, error) => {
        settle(
          E.left(
            classify(error, {
              host: call.host,
              connected: controller !== null,
              connectMs: timeouts.connectMs,
            }),
          ),
        );
      },
    };
    dispatcher.dispatch(
      // undici's own timers are off (0): they are coarse, and both intervals are bounded here.
      {
        origin: call.origin,
        path: call.path,
        method: call.method,
        headers: call.headers,
        body: call.body,
        headersTimeout: 0,
        bodyTimeout: 0,
      },
      handler,
    );
  });
