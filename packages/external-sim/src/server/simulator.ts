// The simulated partner as a local server on 127.0.0.1: counts the turns, tells the time, keeps the log.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { checkConfig, type SimulatorConfig } from '../config/simulator-config.ts';
import { requestLog, type LogEntry, type RequestLog, type SimulatorStats } from '../log/request-log.ts';
import { readRequest, type Asked } from '../partner/request.ts';
import { answer } from '../partner/respond.ts';
import { plainAnswer, type Body } from '../partner/simulated.ts';
import { placeOf, type Turn } from '../partner/turn.ts';
import { pageCache } from './page-cache.ts';
import { send } from './send.ts';
import { countTurns } from './turns.ts';

export interface SimulatorOptions extends Partial<SimulatorConfig> {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** How many log entries are kept, 10,000 unless given (some 2 MB); counters are complete all the same. */
  readonly logEntries?: number;
}

export interface Simulator {
  /** `http://127.0.0.1:<port>`; the resource is at `<url>/payload`. */
  readonly url: string;
  readonly port: number;
  readonly stats: () => SimulatorStats;
  /** The newest log entries, oldest first. */
  readonly entries: (newest?: number) => readonly LogEntry[];
  /** Whether a record was handed over in a whole answer. */
  readonly wasServed: (id: number) => boolean;
  /** Ends every connection and timer at once; resolves when the port is free. May be called twice. */
  readonly close: () => Promise<void>;
}

/** Longer than clients keep idle connections, so that it is never the server that closes one under a request. */
const keepAliveMs = 120_000;

const noTurn: Turn = { number: 0, attempt: 0, nowMs: 0 };

/** @param open holds the answers that are not whole yet. */
const handler = (
  config: SimulatorConfig,
  log: RequestLog,
  open: Set<ServerResponse>,
): ((request: IncomingMessage, response: ServerResponse) => void) => {
  const turns = countTurns();
  const pages = pageCache();
  const bytesOf = (body: Body): Buffer =>
    body._tag === 'Page' ? pages.rendered(body.page) : Buffer.from(body.text);
  const turnOf = (asked: Asked): Turn =>
    asked._tag === 'Page' ? { ...turns.next(placeOf(asked)), nowMs: Date.now() } : noTurn;

  return (request, response) => {
    const url = request.url ?? '/';
    const asked = readRequest(config.maxPageSize, request.method ?? 'GET', url);
    if (asked._tag === 'Log') {
      const answered = plainAnswer(200, {
        ...log.stats(),
        ...(asked.entries > 0 ? { entries: log.entries(asked.entries) } : {}),
      });
      return send(response, answered, bytesOf(answered.body), () => undefined);
    }
    const turn = turnOf(asked);
    const simulated = answer(config, asked, turn);
    const body = bytesOf(simulated.body);
    if (asked._tag === 'Health') return send(response, simulated, body, () => undefined);
    log.begin();
    open.add(response);
    send(response, simulated, body, (outcome) => {
      open.delete(response);
      const { status, faults, served } = simulated;
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
};

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

/**
 * Starts the simulated partner in this process.
 * @param options anything left out is the original's: see `defaultConfig`.
 * @throws (rejects) if an option is wrong, naming each one, or if the port is taken.
 * @example const partner = await startSimulator({ records: 250, errorRate: 0, maxDelayMs: 0 });
 */
export const startSimulator = async (options: SimulatorOptions = {}): Promise<Simulator> => {
  const { port: wantedPort = 0, logEntries = 10_000, ...partner } = options;
  const checked = checkConfig(partner);
  if (!checked.ok) throw new TypeError(`The simulated partner cannot start: ${checked.problems.join('; ')}`);
  const log = requestLog(logEntries);
  const open = new Set<ServerResponse>();
  const server = createServer(
    { keepAliveTimeout: keepAliveMs, requestTimeout: 0 },
    handler(checked.value, log, open),
  );
  const port = await listen(server, wantedPort);
  let closed: Promise<void> | undefined;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    stats: log.stats,
    entries: log.entries,
    wasServed: log.wasServed,
    close: () => {
      closed ??= new Promise((resolve) => {
        // Node reports the server closed a moment before its answers, whose ends clear timers and are logged.
        const answersEnded = [...open].map((response) => once(response, 'close'));
        server.close(() => void Promise.all(answersEnded).then(() => resolve()));
        server.closeAllConnections();
      });
      return closed;
    },
  };
};
