// The composition root of the embedded home: one SQLite file, the partner over HTTP, the outputs, the clock.
// It binds; what is bound knows nothing of it.
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import {
  adaptivePartner,
  hmacSigner,
  undiciPartner,
  withCredentials,
  type UndiciPartner,
} from '@api-poller/adapters-http';
import {
  ndjsonOutput,
  openDatabase,
  sqliteCheckpoints,
  sqliteFingerprints,
  sqliteJobs,
  sqliteManifest,
  sqlitePayloads,
  sqliteQueue,
  sqliteRateLimiter,
  sqliteSchedules,
  sqliteTasks,
  type Database,
  type EngineEnvironment,
  type Output,
} from '@api-poller/adapters-local';
import {
  discard,
  judgeRequest,
  type AddressPolicy,
  type Job,
  type JobRequest,
  type Partner,
  type Processor,
  type RequestInvalid,
  type Schedules,
  type Secrets,
  type Signer,
} from '@api-poller/domain';
import * as E from 'fp-ts/lib/Either.js';
import { Container, type ServiceIdentifier } from 'inversify';
import { localSecrets } from './secrets/local-secrets.ts';
import { toProcessor, type DefinedProcessor } from './processors/define-processor.ts';

export interface HomeOptions {
  readonly databasePath: string;
  readonly policy: AddressPolicy;
  readonly processors: ReadonlyArray<DefinedProcessor>;
  /** A folder of files that hold secrets; null for the environment alone. */
  readonly secretsFolder?: string | null;
  /** Where the records of a job go that writes NDJSON. */
  readonly outputPath: (job: Job) => string;
  /** The same partner, watched. */
  readonly counting?: (partner: Partner) => Partner;
}

/** All that a command needs of the embedded home. */
export interface Home {
  readonly env: Omit<EngineEnvironment, 'processors'> & {
    readonly schedules: Schedules;
    readonly signer: Signer;
  };
  readonly newId: () => string;
  readonly judgeRequest: (request: JobRequest) => E.Either<RequestInvalid, JobRequest>;
  /** @throws Error when the output was changed by somebody else */
  readonly openOutput: (job: Job) => Output;
  /** Tries that the partner did not answer with a page, so far. */
  readonly retries: () => number;
  readonly close: () => Promise<void>;
}

interface CountingPartner extends Partner {
  readonly retries: () => number;
}

const token = <T>(name: string): ServiceIdentifier<T> => Symbol.for(`api-poller/${name}`);

const Tokens = {
  options: token<HomeOptions>('options'),
  database: token<Database>('database'),
  http: token<UndiciPartner>('http'),
  counted: token<CountingPartner>('counted'),
  secrets: token<Secrets>('secrets'),
  partner: token<Partner>('partner'),
  env: token<Home['env']>('env'),
  home: token<Home>('home'),
};

/** More than any job's concurrency times the jobs that run at once: the job's own limit is the one that counts. */
const CONNECTIONS_PER_ORIGIN = 1000;

const clock = { nowMs: Date.now };

const unwatched = (partner: Partner): Partner => partner;

const countingRetries = (http: Partner): CountingPartner => {
  let retries = 0;
  return {
    retries: () => retries,
    fetch: (request) => async () => {
      const answer = await http.fetch(request)();
      if (E.isLeft(answer) || answer.right.status >= 300) retries += 1;
      return answer;
    },
  };
};

const noOutput = (processor: Processor | null): Output => ({
  processor,
  finish: () => undefined,
  close: () => undefined,
});

const outputs =
  (db: Database, { outputPath, processors }: HomeOptions): Home['openOutput'] =>
  (job) => {
    const { processor } = job.request;
    switch (processor.kind) {
      case 'discard':
        return noOutput(discard);
      case 'custom': {
        const defined = processors.find(({ name }) => name === processor.name);
        return noOutput(defined === undefined ? null : toProcessor(defined));
      }
      case 'ndjson': {
        const output = ndjsonOutput(db, job.id, outputPath(job));
        return { processor: output, finish: output.finish, close: output.close };
      }
    }
  };

/** @throws Error when the database is in use by another process */
export const openHome = (options: HomeOptions): Home => {
  const container = new Container({ defaultScope: 'Singleton' });
  container.bind(Tokens.options).toConstantValue(options);
  container
    .bind(Tokens.database)
    .toResolvedValue(({ databasePath }) => openDatabase(databasePath), [Tokens.options]);
  container
    .bind(Tokens.http)
    .toResolvedValue(
      ({ policy }) =>
        undiciPartner({ policy, userAgent: 'api-poller/0.1', connections: CONNECTIONS_PER_ORIGIN }),
      [Tokens.options],
    );
  container
    .bind(Tokens.counted)
    .toResolvedValue(
      (http, { counting = unwatched }) => countingRetries(counting(http)),
      [Tokens.http, Tokens.options],
    );
  container
    .bind(Tokens.secrets)
    .toResolvedValue(
      ({ secretsFolder: folder = null }) => localSecrets({ env: process.env, folder }),
      [Tokens.options],
    );
  container.bind(Tokens.partner).toResolvedValue(
    (counted, secrets) =>
      withCredentials(adaptivePartner(counted, { clock, most: CONNECTIONS_PER_ORIGIN }), {
        secrets,
        clock,
      }),
    [Tokens.counted, Tokens.secrets],
  );
  container.bind(Tokens.env).toResolvedValue(
    (db, partner, secrets) => ({
      jobs: sqliteJobs(db),
      tasks: sqliteTasks(db),
      payloads: sqlitePayloads(db),
      fingerprints: sqliteFingerprints(db),
      checkpoints: sqliteCheckpoints(db),
      manifest: sqliteManifest(db),
      queue: sqliteQueue(db),
      schedules: sqliteSchedules(db),
      signer: hmacSigner({ secrets }),
      partner,
      limiter: sqliteRateLimiter(db),
      patienceMs: () => Number.POSITIVE_INFINITY,
      clock,
      random: Math.random,
      sleep: (ms: number) => () => wait(ms),
    }),
    [Tokens.database, Tokens.partner, Tokens.secrets],
  );
  container.bind(Tokens.home).toResolvedValue(
    (env, db, counted, http, chosen) => ({
      env,
      newId: randomUUID,
      judgeRequest: judgeRequest({
        policy: chosen.policy,
        processors: chosen.processors.map(({ name }) => name),
      }),
      openOutput: outputs(db, chosen),
      retries: counted.retries,
      close: async () => {
        await http.close();
        db.close();
      },
    }),
    [Tokens.env, Tokens.database, Tokens.counted, Tokens.http, Tokens.options],
  );
  return container.get(Tokens.home);
};
