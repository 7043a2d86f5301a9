// A whole job through all use cases, in memory: what a home's engine does, one step after the other.
import * as E from 'fp-ts/lib/Either.js';
import { jobResource } from '../job/job-resource.ts';
import { settleJob } from '../settle/settle-job.use-case.ts';
import { submitJob } from '../job/submit-job.use-case.ts';
import type { PageRequest, Partner } from '../partner/partner.port.ts';
import { prepareJob } from '../plan/prepare-job.use-case.ts';
import { processPayload } from '../processor/process-payload.use-case.ts';
import { fetchTasks } from '../task/fetch-tasks.use-case.ts';
import { right } from './expect-right.ts';
import {
  fakeTime,
  memoryCheckpoints,
  memoryFingerprints,
  memoryJobs,
  memoryLimiter,
  memoryManifest,
  memoryPartner,
  memoryPayloads,
  memoryProcessors,
  memoryQueue,
  memoryTasks,
  scriptedPartner,
  type Answer,
  type Asked,
} from './memory-home.ts';

/** An answer with these records. */
export const ok = (total: number, ids: ReadonlyArray<number>, pageSize: unknown = 100): Answer =>
  E.right({
    status: 200,
    body: JSON.stringify({
      maxRecordsPerPage: pageSize,
      totalRecords: total,
      payload: ids.map((id) => ({ id })),
    }),
  });
/** The page of an honest partner with so many records. */
export const page = (total: number, { startAt, count }: Asked): Answer =>
  ok(
    total,
    Array.from({ length: Math.min(count, 100, total - startAt) }, (_, i) => startAt + i),
  );
export const status = (code: number, headers: Readonly<Record<string, string>> = {}): Answer =>
  E.right({ status: code, headers, body: '{}' });

/** By offset, as the original pages: nothing is to be detected. */
export const offsetRequest = { url: 'https://partner.example/payload', pagination: { kind: 'offset' } };

export const always = (): boolean => true;

/** A home whose partner is a function of the place that is asked for; its one job is `j`. */
export const wholeHome = (answer: (asked: Asked) => Answer, failing?: () => boolean) =>
  homeWith(memoryPartner(answer), failing);

/** A home whose partner is a function of the whole request. */
export const homeAsking = (answer: (request: PageRequest, time: number) => Answer, failing?: () => boolean) =>
  homeWith(scriptedPartner(answer), failing);

const homeWith = <P extends Partner>(partner: P, failing?: () => boolean) => {
  const { clock, sleep, waits } = fakeTime(1_795_478_400_000);
  const { processors, pages } = memoryProcessors(failing);
  const env = {
    jobs: memoryJobs(),
    tasks: memoryTasks(),
    payloads: memoryPayloads(),
    fingerprints: memoryFingerprints(),
    checkpoints: memoryCheckpoints(),
    queue: memoryQueue(),
    manifest: memoryManifest(),
    partner,
    processors,
    limiter: memoryLimiter(),
    clock,
    sleep,
    random: () => 0.5,
    patienceMs: () => Number.POSITIVE_INFINITY,
    judgeRequest: E.right,
  };
  const job = async () => right(await env.jobs.get('j')());
  const resource = async () => {
    const stored = await job();
    if (stored === null) throw new Error('no job');
    return jobResource(stored, right(await env.tasks.counters('j')()));
  };
  /** One round: fetch the planned batches, process the sent messages, settle. */
  const round = async () => {
    const running = await job();
    if (running === null) throw new Error('no job');
    for (const batch of env.manifest.batches.splice(0))
      right(await fetchTasks(running, batch, always)(env)());
    for (const message of env.queue.messages.splice(0)) right(await processPayload(running, message)(env)());
    return right(await settleJob('j', always)(env)());
  };
  const submit = (request: unknown = offsetRequest) => submitJob('j', request)(env)();
  const prepare = async () => right(await prepareJob('j', always)(env)()).job;
  const run = async () => {
    right(await submit());
    await prepare();
    for (let rounds = 0; rounds < 30 && !(await round()).settled; rounds += 1);
    return resource();
  };
  const records = () =>
    pages.flatMap((processed) => processed.records.map((text) => (JSON.parse(text) as { id: number }).id));
  return { env, waits, submit, prepare, run, round, resource, records };
};

export const firstIds = (count: number) => Array.from({ length: count }, (_, i) => i);
