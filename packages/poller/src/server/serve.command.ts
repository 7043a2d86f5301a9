// `serve`: the server until Ctrl-C. Logs are JSON lines on stderr; none holds a token, a header or a record.
import { resolve } from 'node:path';
import { pino } from 'pino';
import { EXIT } from '../exit-codes.ts';
import { say, stopRequested } from '../progress/show-progress.ts';
import { startServer, type ServerOptions } from './server.ts';

/** Ends once the user asks for it. @returns whether it was asked for already */
export const untilStopped = (): Promise<void> =>
  new Promise((done) => {
    // A timer keeps the process alive where nothing else would.
    const alive = setInterval(() => undefined, 60_000);
    stopRequested(() => {
      clearInterval(alive);
      done();
    });
  });

const codeOf = (cause: unknown): string | null =>
  cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : null;

/** Why the server did not start, and what to do. */
const explain = (cause: unknown, { host, port, dataDir }: Omit<ServerOptions, 'onTrouble'>): string => {
  switch (codeOf(cause)) {
    case 'EADDRINUSE':
      return `port ${port} of ${host} is taken; choose another with --port, or --port 0 for any`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is no address of this machine; choose another with --host`;
    case 'EACCES':
      return `port ${port} may not be used; choose one above 1023 with --port`;
    default: {
      const message = cause instanceof Error ? cause.message : 'unknown';
      return message.includes('database is locked')
        ? `${dataDir} is in use by another api-poller; end that one, or choose another --data`
        : message;
    }
  }
};

/** @returns the exit code */
export const serveCommand = async (
  options: Omit<ServerOptions, 'onTrouble' | 'onSchedulerTrouble'>,
): Promise<number> => {
  const log = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(2));
  const server = await startServer({
    ...options,
    onTrouble: (jobId, detail) =>
      log.error({ jobId, detail }, 'a job came to a halt; it goes on at the next start'),
    onSchedulerTrouble: (detail) => log.error({ detail }, 'the schedules could not be looked at; soon again'),
  }).catch((cause: unknown) => {
    say(explain(cause, options));
    return null;
  });
  if (server === null) return EXIT.usage;
  log.info({ url: server.url, data: resolve(options.dataDir), token: options.token !== null }, 'listening');
  await untilStopped();
  log.info('stopping; unfinished jobs go on at the next start');
  await server.stop();
  return EXIT.complete;
};
