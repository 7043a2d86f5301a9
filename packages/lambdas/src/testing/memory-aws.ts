// A home in memory for the steps' specs: the domain's own, and what AWS adds to it.
import {
  fakeTime,
  memoryCheckpoints,
  memoryFingerprints,
  memoryJobs,
  memoryLimiter,
  memoryPartner,
  memoryPayloads,
  memoryProcessors,
  memoryQueue,
  memorySchedules,
  memorySigner,
  memoryTasks,
  type Answer,
  type Asked,
} from '@api-poller/domain/testing';
import type { Batch, Schedule } from '@api-poller/domain';
import * as E from 'fp-ts/lib/Either.js';
import type { Home } from '../compose.ts';
import { countedEvents, countedLimiter, countedTasks, newTally } from '../tally.ts';

const manifestInMemory = () => {
  const rounds = new Map<string, ReadonlyArray<Batch>>();
  const done = new Set<string>();
  return {
    rounds,
    manifest: {
      write: (jobId: string, round: string, batches: Iterable<Batch>) => async () => {
        const key = `${jobId}/${round}`;
        if (!rounds.has(key)) rounds.set(key, [...batches]);
        return E.right(undefined);
      },
      pending: (jobId: string) => async () => {
        const key = [...rounds.keys()].find((each) => each.startsWith(`${jobId}/`) && !done.has(each));
        return E.right(key === undefined ? null : { bucket: 'manifests', key });
      },
      finish: (key: string) => async () => {
        done.add(key);
        return E.right(undefined);
      },
    },
  };
};

export const memoryAws = (answer: (asked: Asked) => Answer, failing?: () => boolean) => {
  const { clock, sleep, waits } = fakeTime(1_795_478_400_000);
  const { processors, pages } = memoryProcessors(failing);
  const { manifest, rounds } = manifestInMemory();
  const claimed = new Map<string, string>();
  const started: string[] = [];
  const alarms: Schedule[] = [];
  const told: string[] = [];
  const queue = memoryQueue();
  const partner = memoryPartner(answer);
  const tally = newTally();
  const home: Home = {
    jobs: memoryJobs(),
    tasks: countedTasks(tally, memoryTasks()),
    payloads: memoryPayloads(),
    fingerprints: memoryFingerprints(),
    checkpoints: memoryCheckpoints(),
    manifest,
    queue,
    limiter: countedLimiter(tally, memoryLimiter()),
    claims: {
      claim: (jobId, execution) => async () => {
        if (!claimed.has(jobId)) claimed.set(jobId, execution);
        return E.right(claimed.get(jobId) === execution);
      },
      replace: (jobId, execution) => async () => {
        claimed.set(jobId, execution);
        return E.right(undefined);
      },
    },
    schedules: memorySchedules(),
    alarms: {
      set: (schedule) => async () => {
        alarms.push(schedule);
        return E.right(undefined);
      },
      remove: () => async () => E.right(undefined),
    },
    signer: memorySigner,
    executions: {
      start: (name) => async () => {
        started.push(name);
        return E.right(undefined);
      },
      stop: () => async () => E.right(undefined),
    },
    events: countedEvents(tally, {
      jobSettled:
        ({ id, status }) =>
        async () => {
          told.push(`${id} ${status}`);
          return E.right(undefined);
        },
    }),
    secrets: { get: () => async () => E.right('s3cret') },
    partner,
    processors,
    judgeRequest: E.right,
    environment: { sideBySide: 5, tokenSecret: 'token' },
    clock,
    random: () => 0.5,
    sleep,
    newId: () => 'new-id',
    tally,
  };
  return {
    home,
    alarms,
    clock,
    waits,
    pages,
    rounds,
    started,
    told,
    messages: queue.messages,
    asked: partner.asked,
  };
};
