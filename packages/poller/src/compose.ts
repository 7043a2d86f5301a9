// The composition root of one embedded job: a SQLite file, the partner over HTTP, the processors, the clock.
import { setTimeout as wait } from 'node:timers/promises';
import { undiciPartner } from '@api-poller/adapters-http';
import {
  ndjsonOutput,
  openDatabase,
  sqliteJobs,
  sqliteManifest,
  sqlitePayloads,
  sqliteQueue,
  sqliteTasks,
  type EngineEnvironment,
} from '@api-poller/adapters-local';
import type { AddressPolicy, Partner, Processor } from '@api-poller/domain';
import * as TE from 'fp-ts/lib/TaskEither.js';

export interface EmbeddedOptions {
  readonly databasePath: string;
  readonly jobId: string;
  /** Where the records go; null discards them. */
  readonly out: string | null;
  readonly policy: AddressPolicy;
  readonly connections: number;
}

export interface Embedded {
  readonly env: EngineEnvironment;
  /** Tries that the partner did not answer with a page, so far. */
  readonly retries: () => number;
  /** Gives the records their final name. */
  readonly finish: () => void;
  readonly close: () => Promise<void>;
}

const discard: Processor = { process: () => TE.right(undefined) };

const counting = (partner: Partner): { readonly partner: Partner; readonly retries: () => number } => {
  let retries = 0;
  return {
    retries: () => retries,
    partner: {
      fetch: (request) => async () => {
        const answer = await partner.fetch(request)();
        if (answer._tag === 'Left' || answer.right.status >= 300) retries += 1;
        return answer;
      },
    },
  };
};

/** @throws Error when the database is in use by another process or the output was changed by somebody else */
export const embedded = ({ databasePath, jobId, out, policy, connections }: EmbeddedOptions): Embedded => {
  const db = openDatabase(databasePath);
  const http = undiciPartner({ policy, userAgent: 'api-poller/0.1', connections });
  const output = out === null ? null : ndjsonOutput(db, jobId, out);
  const { partner, retries } = counting(http);
  return {
    env: {
      jobs: sqliteJobs(db),
      tasks: sqliteTasks(db),
      payloads: sqlitePayloads(db),
      manifest: sqliteManifest(db),
      queue: sqliteQueue(db),
      processors: ({ request: { processor } }) =>
        processor.kind === 'discard' ? discard : processor.kind === 'ndjson' ? output : null,
      partner,
      clock: { nowMs: Date.now },
      random: Math.random,
      sleep: (ms) => () => wait(ms),
    },
    retries,
    finish: () => output?.finish(),
    close: async () => {
      await http.close();
      output?.close();
      db.close();
    },
  };
};
