// For specs of hostile partners: a simulated partner, a home of its own, one job from its submission to its verdict, and what came
// of it. What is true of the records is asked of the partner's own log, never of our counters.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runToOutput } from '@api-poller/adapters-local';
import { getJob, submitJob, type Evidence, type Job, type JobResource } from '@api-poller/domain';
import { startSimulator, type Simulator, type SimulatorOptions } from '@api-poller/external-sim';
import * as E from 'fp-ts/lib/Either.js';
import { expect, onTestFinished } from 'vitest';
import { openHome, type Home } from '../compose.ts';

export interface Ran {
  readonly job: Job;
  readonly resource: JobResource;
  /** The records as they were delivered, one JSON text each, in the output's order. */
  readonly lines: ReadonlyArray<string>;
  /** Their numbers in the partner's data, in ascending order; a record that came twice is there twice. */
  readonly ids: ReadonlyArray<number>;
  /** The kinds of the evidence, each once. */
  readonly kinds: ReadonlyArray<Evidence['kind']>;
  /** Of each task that FAILED: its id and why, in order. */
  readonly failures: ReadonlyArray<string>;
  readonly partner: Simulator;
}

export interface Elsewhere {
  /** Query and all; `/payload` unless given. */
  readonly path?: string;
  /** Ports of this machine that may be reached beside the partner's. */
  readonly allow?: ReadonlyArray<number>;
}

const recordsOf = (path: string): ReadonlyArray<string> => {
  try {
    const text = readFileSync(path, 'utf8');
    return text === '' ? [] : text.trimEnd().split('\n');
  } catch {
    return [];
  }
};

/** Every record of the simulated partner says its number in words, with an id and without, in each format. */
const numberOf = (line: string): number =>
  Number(/Sample payload for record \\"(\d+)\\"/.exec(line)?.[1] ?? Number.NaN);

const right = <A>(either: E.Either<unknown, A>): A => {
  if (E.isLeft(either)) throw new Error(`refused: ${JSON.stringify(either.left)}`);
  return either.right;
};

/** The law of every case: COMPLETE, with or without drift, is said only of a record set that is exact. */
const expectLawful = (
  { resource, ids, partner }: Pick<Ran, 'resource' | 'ids' | 'partner'>,
  alone: boolean,
): void => {
  expect(ids.some(Number.isNaN)).toBe(false);
  if (resource.Verdict === null || resource.Verdict === 'INCOMPLETE') {
    expect(resource.Evidence.length > 0 || resource.Failure !== null).toBe(true);
    return;
  }
  const delivered = new Set(ids);
  expect([...partner.stableIds()].filter((id) => !delivered.has(id))).toEqual([]);
  expect(delivered.size).toBe(ids.length);
  // What another origin handed over the partner knows nothing of.
  if (alone) expect(ids.filter((id) => !partner.wasServed(id))).toEqual([]);
};

const runHome = async (
  home: Home,
  url: string,
  request: object,
): Promise<Pick<Ran, 'job' | 'resource' | 'failures'>> => {
  // No backoff: what is waited for is only what the partner asks.
  const env = { ...home.env, random: () => 0 };
  const { limits = {}, ...rest } = request as { readonly limits?: object };
  const whole = { url, processor: { kind: 'ndjson' }, ...rest, limits };
  const { job } = right(await submitJob('j', whole)({ ...env, judgeRequest: home.judgeRequest })());
  await runToOutput({ env, openOutput: home.openOutput }, job, () => true);
  const ended = right(await env.jobs.get('j')());
  if (ended === null) throw new Error('the job is gone');
  const failed = right(await env.tasks.list('j', { filter: 'FAILED', after: null, limit: 100 })());
  return {
    job: ended,
    resource: right(await getJob('j')(env)()),
    failures: failed.map(({ taskId, failure }) => `${taskId} ${failure?.reason}: ${failure?.detail}`),
  };
};

/**
 * Runs one job against a partner of its own, without errors and delays unless they are asked for, and holds it to the law.
 * @param request what the job request has beside its url
 */
export const runAgainst = async (
  options: SimulatorOptions,
  request: object = {},
  { path = '/payload', allow = [] }: Elsewhere = {},
): Promise<Ran> => {
  const folder = mkdtempSync(join(tmpdir(), 'api-poller-hostile-'));
  const partner = await startSimulator({ errorRate: 0, minDelayMs: 0, maxDelayMs: 0, ...options });
  const outputPath = join(folder, 'out.ndjson');
  const home = openHome({
    databasePath: ':memory:',
    policy: { allow: [partner.port, ...allow].map((port) => ({ host: '127.0.0.1', port })) },
    processors: [],
    outputPath: () => outputPath,
  });
  onTestFinished(async () => {
    await home.close();
    await partner.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const { job, resource, failures } = await runHome(home, `${partner.url}${path}`, request);
  const lines = recordsOf(outputPath);
  const ran: Ran = {
    job,
    resource,
    lines,
    ids: lines.map(numberOf).toSorted((a, b) => a - b),
    kinds: [...new Set(resource.Evidence.map(({ kind }) => kind))],
    failures,
    partner,
  };
  expectLawful(ran, allow.length === 0);
  return ran;
};

/** `count` whole numbers from `first` on. */
export const from = (first: number, count: number): ReadonlyArray<number> =>
  Array.from({ length: count }, (_, i) => first + i);
