// When a job's records get their final name, as whoever watches the job sees it.
import { newJob, discard, decodeJobRequest } from '@api-poller/domain';
import { fakeTime, memoryPartner } from '@api-poller/domain/testing';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import {
  openDatabase,
  runToOutput,
  sqliteCheckpoints,
  sqliteFingerprints,
  sqliteJobs,
  sqliteManifest,
  sqlitePayloads,
  sqliteQueue,
  sqliteRateLimiter,
  sqliteTasks,
} from './index.ts';

const partner = memoryPartner(({ startAt, count }) =>
  E.right({
    status: 200,
    body: JSON.stringify({
      maxRecordsPerPage: 100,
      totalRecords: 150,
      payload: Array.from({ length: Math.min(count, 150 - startAt) }, (_, i) => ({ id: startAt + i })),
    }),
  }),
);

const bench = () => {
  const db = openDatabase(':memory:');
  const { clock } = fakeTime(1_795_478_400_000);
  const env = {
    jobs: sqliteJobs(db),
    tasks: sqliteTasks(db),
    payloads: sqlitePayloads(db),
    fingerprints: sqliteFingerprints(db),
    checkpoints: sqliteCheckpoints(db),
    manifest: sqliteManifest(db),
    queue: sqliteQueue(db),
    limiter: sqliteRateLimiter(db),
    partner,
    clock,
    sleep: () => () => new Promise<void>((resolve) => void setImmediate(resolve)),
    random: () => 0.5,
    patienceMs: () => Number.POSITIVE_INFINITY,
  };
  const request = decodeJobRequest({ url: 'https://partner.example/', pagination: { kind: 'offset' } });
  if (E.isLeft(request)) throw new Error('a request');
  return { env, job: newJob('j', request.right, 0) };
};

describe('the records of a job', () => {
  it('have their final name before anybody can see the job settled', async () => {
    const { env, job } = bench();
    await env.jobs.create(job)();
    const seen: unknown[] = [];
    const output = {
      processor: discard,
      finish: () => {
        void env.jobs
          .get('j')()
          .then((read) => seen.push(E.isRight(read) ? read.right?.status : read));
      },
      close: () => void seen.push('closed'),
    };
    await runToOutput({ env, openOutput: () => output }, job, () => true);
    expect(seen).toEqual(['RUNNING', 'closed']);
    expect(await env.jobs.get('j')()).toMatchObject({ right: { status: 'SETTLED', verdict: 'COMPLETE' } });
  });

  it('have none while the job is not settled', async () => {
    const { env, job } = bench();
    await env.jobs.create({ ...job, status: 'PAUSED' })();
    const seen: unknown[] = [];
    const output = {
      processor: discard,
      finish: () => void seen.push('finished'),
      close: () => void seen.push('closed'),
    };
    await runToOutput({ env, openOutput: () => output }, job, () => true);
    expect(seen).toEqual(['closed']);
  });
});
