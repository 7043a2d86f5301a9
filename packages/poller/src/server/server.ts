// The local server: the jobs API over HTTP, and the runner that works on its jobs. Everything it knows stands in one folder.
import { mkdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import { closeJob, startRunner } from '@api-poller/adapters-local';
import { noAlarms, type AddressPolicy } from '@api-poller/domain';
import { httpApi, scheduleRoutes } from '@api-poller/http-api';
import { Hono } from 'hono';
import { openHome, type Home } from '../compose.ts';
import type { DefinedProcessor } from '../processors/define-processor.ts';
import { bearerCheck, isLocalCaller, isLoopbackHost } from './guard.ts';
import { serverMetrics } from './metrics.ts';
import { startScheduler, watchedSchedules } from './scheduler.ts';

export interface ServerOptions {
  /** Holds poller.sqlite, and records/<job id>.ndjson of each job that writes NDJSON. */
  readonly dataDir: string;
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** Without one the server listens on this machine's own addresses only. */
  readonly token: string | null;
  readonly policy: AddressPolicy;
  /** A folder of files that hold secrets; null for the environment alone. */
  readonly secretsFolder?: string | null;
  readonly processors: ReadonlyArray<DefinedProcessor>;
  /** Told when a job stopped for a reason that is no verdict; it goes on at the next start. */
  readonly onTrouble: (jobId: string, detail: string) => void;
  /** Told when schedules could not be looked at; they are again half a minute later. */
  readonly onSchedulerTrouble?: (detail: string) => void;
}

export interface RunningServer {
  /** Without a slash at its end. */
  readonly url: string;
  readonly home: Home;
  /** Works on the job, if there is something to do. */
  readonly wake: (jobId: string) => void;
  readonly recordsPath: (jobId: string) => string;
  /** Takes no more requests and ends once every running job has come to a halt. Jobs go on at the next start. */
  readonly stop: () => Promise<void>;
}

/** Jobs that run at once; each has its own concurrency, and most partners are asked by one job at a time. */
const JOBS_AT_ONCE = 4;

const guarded = (options: ServerOptions, api: Hono, metrics: () => Promise<string>): Hono => {
  const app = new Hono();
  const authorized = bearerCheck(options.token);
  app.use('*', async (context, next) => {
    const { host, origin } = context.req.header();
    if (options.token !== null || isLocalCaller({ host, origin })) return next();
    return context.text('without a token this server answers programs of this machine only\n', 403);
  });
  app.get('/metrics', async (context) =>
    authorized(context.req.header('authorization') ?? null)
      ? context.text(await metrics())
      : context.text('a token is needed\n', 401),
  );
  app.route('/', api);
  app.notFound((context) => api.fetch(context.req.raw));
  return app;
};

const listen = (app: Hono, { host, port }: ServerOptions): Promise<ReturnType<typeof createAdaptorServer>> =>
  new Promise((resolve, reject) => {
    const server = createAdaptorServer({ fetch: app.fetch });
    server.once('error', reject);
    server.listen(port, host, () => resolve(server));
  });

/** @throws Error when the address needs a token, the port is taken, or another process has the folder */
export const startServer = async (options: ServerOptions): Promise<RunningServer> => {
  if (options.token === null && !isLoopbackHost(options.host))
    throw new Error(
      `${options.host} can be reached from other machines: set API_POLLER_TOKEN to a long random text, or listen on 127.0.0.1`,
    );
  mkdirSync(options.dataDir, { recursive: true });
  const recordsPath = (jobId: string): string => join(options.dataDir, 'records', `${jobId}.ndjson`);
  const metrics = serverMetrics();
  const home = openHome({
    databasePath: join(options.dataDir, 'poller.sqlite'),
    policy: options.policy,
    secretsFolder: options.secretsFolder ?? null,
    processors: options.processors,
    outputPath: ({ id }) => recordsPath(id),
    counting: metrics.counting,
  });
  try {
    const runner = await startRunner({
      ...home,
      jobsAtOnce: JOBS_AT_ONCE,
      afterEnd: closeJob(home.env),
      onTrouble: options.onTrouble,
    });
    const scheduler = startScheduler({
      env: { ...home.env, judgeRequest: home.judgeRequest, wake: runner.wake },
      onTrouble: options.onSchedulerTrouble ?? (() => undefined),
    });
    const stopWorking = async (): Promise<void> => {
      await scheduler.stop();
      await runner.stop();
    };
    const api = httpApi({
      ...home.env,
      ...home,
      more: scheduleRoutes({
        ...home.env,
        judgeRequest: home.judgeRequest,
        schedules: watchedSchedules(home.env.schedules, scheduler.look),
        alarms: noAlarms,
      }),
      wake: runner.wake,
      authorized: bearerCheck(options.token),
    });
    const server = await listen(guarded(options, api, metrics.text), options).catch(
      async (cause: unknown) => {
        await stopWorking();
        throw cause;
      },
    );
    const { address, port, family } = server.address() as AddressInfo;
    return {
      url: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`,
      home,
      wake: runner.wake,
      recordsPath,
      stop: async () => {
        const closed = new Promise((resolve) => server.close(resolve));
        if ('closeIdleConnections' in server) server.closeIdleConnections();
        await stopWorking();
        if ('closeAllConnections' in server) server.closeAllConnections();
        await closed;
        await home.close();
      },
    };
  } catch (cause) {
    await home.close();
    throw cause;
  }
};
