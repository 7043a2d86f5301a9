// The simulated partner as a local server on 127.0.0.1: counts the turns, tells the time, keeps the log.
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { checkConfig, type SimulatorConfig } from '../config/simulator-config.ts';
import { requestLog, type LogEntry, type SimulatorStats } from '../log/request-log.ts';
import { datasetAt, stableIdsAt } from '../partner/dataset.ts';
import { handler } from './handler.ts';
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
  /** How often a record was handed over in a whole answer; 2 stands for twice and more. */
  readonly servedCount: (id: number) => 0 | 1 | 2;
  /** The ids, in their order, that the n-th page request sees, from 1; the newest one unless given. */
  readonly dataset: (atRequest?: number) => Iterable<number>;
  /** The ids that were there at the first page request and still are: no run may end without them. */
  readonly stableIds: () => Iterable<number>;
  /** Ends every connection and timer at once; resolves when the port is free. May be called twice. */
  readonly close: () => Promise<void>;
}

/** Longer than clients keep idle connections, so that it is never the server that closes one under a request. */
const keepAliveMs = 120_000;

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
  const turns = countTurns();
  // As the newest page request saw it; before the first one, as that will.
  const newest = (): number => Math.max(1, turns.count());
  const open = new Set<ServerResponse>();
  const server = createServer(
    { keepAliveTimeout: keepAliveMs, requestTimeout: 0 },
    handler(checked.value, log, turns, open),
  );
  const port = await listen(server, wantedPort);
  let closed: Promise<void> | undefined;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    stats: log.stats,
    entries: log.entries,
    wasServed: log.wasServed,
    servedCount: log.servedCount,
    dataset: (atRequest = newest()) => datasetAt(checked.value, atRequest),
    stableIds: () => stableIdsAt(checked.value, newest()),
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
