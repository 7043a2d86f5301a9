// One request of the local server: reads it, counts its turn, has it answered, keeps the log.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SimulatorConfig } from '../config/simulator-config.ts';
import type { RequestLog } from '../log/request-log.ts';
import type { Asked } from '../partner/asked.ts';
import { methodOf, pathOf, readRequest } from '../partner/request.ts';
import { answer } from '../partner/respond.ts';
import { plainAnswer, type Simulated } from '../partner/simulated.ts';
import { placeOf, type Turn } from '../partner/turn.ts';
import { gzipped } from './gzip.ts';
import { limiter } from './limiter.ts';
import { pageCache } from './page-cache.ts';
import { send } from './send.ts';
import type { Turns } from './turns.ts';

/** Any cursor or credentials fit many times; more than that is not read on. */
const maxBodyBytes = 64 * 1024;

const readBody = (request: IncomingMessage, done: (body: string) => void): void => {
  const pieces: Buffer[] = [];
  let bytes = 0;
  request.on('data', (piece: Buffer) => {
    bytes += piece.length;
    if (bytes <= maxBodyBytes) pieces.push(piece);
  });
  request.once('end', () => done(Buffer.concat(pieces).toString()));
};

/** @param open holds the answers that are not whole yet. */
export const handler = (
  config: SimulatorConfig,
  log: RequestLog,
  turns: Turns,
  open: Set<ServerResponse>,
): ((request: IncomingMessage, response: ServerResponse) => void) => {
  const pages = pageCache();
  const limit = config.faults.find((fault) => fault._tag === 'rateLimit');
  const limited = limit === undefined ? undefined : limiter(limit.perSecond, limit.burst);
  let announcedUntilMs = 0;

  const turnOf = (asked: Asked): Turn => {
    const nowMs = Date.now();
    if (asked._tag !== 'Page')
      return { number: turns.count(), attempt: 0, nowMs, tokens: log.stats().tokens };
    if (nowMs < announcedUntilMs) log.countEarly();
    const turn = { ...turns.next(placeOf(asked)), nowMs };
    return limited === undefined ? turn : { ...turn, overLimitMs: limited.overLimitMs(nowMs) };
  };
  const bytesOf = ({ body, gzip }: Simulated): Buffer => {
    const plain = body._tag === 'Page' ? pages.rendered(body.page) : Buffer.from(body.text);
    return gzip === undefined ? plain : gzipped(plain, gzip.padToBytes);
  };

  const handle = (request: IncomingMessage, response: ServerResponse, body?: string): void => {
    const { url = '/', method = 'GET', headers } = request;
    const asked = readRequest(config, { method, url, headers, ...(body === undefined ? {} : { body }) });
    if (asked._tag === 'Log') {
      const answered = plainAnswer(200, {
        ...log.stats(),
        ...(asked.entries > 0 ? { entries: log.entries(asked.entries) } : {}),
      });
      return send(response, answered, bytesOf(answered), () => undefined);
    }
    const turn = turnOf(asked);
    const simulated = answer(config, asked, turn);
    const bytes = bytesOf(simulated);
    if (asked._tag === 'Health') return send(response, simulated, bytes, () => undefined);
    if (asked._tag === 'Token' && simulated.status === 200) log.countToken();
    log.begin();
    open.add(response);
    send(response, simulated, bytes, (outcome) => {
      open.delete(response);
      const { status, faults, served, retryAtMs = 0 } = simulated;
      if (outcome === 'answered') announcedUntilMs = Math.max(announcedUntilMs, retryAtMs);
      log.end({
        url,
        attempt: turn.attempt,
        status,
        outcome,
        faults,
        served: outcome === 'answered' ? served : null,
      });
    });
  };

  return (request, response) => {
    // A body is read only where one is meant to be: elsewhere the answer does not wait for it.
    if (request.method === 'POST' && methodOf(config, pathOf(request.url ?? '/')) === 'POST')
      return readBody(request, (body) => handle(request, response, body));
    handle(request, response);
  };
};
