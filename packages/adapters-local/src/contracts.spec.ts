// Every port on SQLite passes the domain's contract suites.
import {
  checkpointsContract,
  fingerprintsContract,
  jobsContract,
  manifestContract,
  payloadsContract,
  rateLimiterContract,
  schedulesContract,
  taskQueueContract,
  tasksContract,
} from '@api-poller/domain/testing';
import * as E from 'fp-ts/lib/Either.js';
import {
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
} from './index.ts';

const fresh = () => openDatabase(':memory:');

jobsContract('SQLite', () => sqliteJobs(fresh()));
tasksContract('SQLite', () => sqliteTasks(fresh()));
payloadsContract('SQLite', () => sqlitePayloads(fresh()));
fingerprintsContract('SQLite', () => sqliteFingerprints(fresh()));
checkpointsContract('SQLite', () => sqliteCheckpoints(fresh()));
rateLimiterContract('SQLite', () => sqliteRateLimiter(fresh()));
schedulesContract('SQLite', () => sqliteSchedules(fresh()));
taskQueueContract('SQLite', () => {
  const queue = sqliteQueue(fresh());
  return {
    queue,
    receive: async (jobId, count) => {
      const received = await queue.receive(jobId, 0, count)();
      return E.isRight(received) ? received.right.map(({ message }) => message) : [];
    },
  };
});
manifestContract('SQLite', () => {
  const manifest = sqliteManifest(fresh());
  return {
    manifest,
    waiting: async (jobId) => {
      const batches = [];
      for (let claim = manifest.next(jobId, 0); claim !== null; claim = manifest.next(jobId, claim.number))
        batches.push(claim.batch);
      return batches;
    },
  };
});
