// For specs: one job from its submission to its verdict, in a home of its own that ends with the test, and what came of it.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runToOutput } from '@api-poller/adapters-local';
import { getJob, submitJob, type Job, type JobResource } from '@api-poller/domain';
import * as E from 'fp-ts/lib/Either.js';
import { onTestFinished } from 'vitest';
import { openHome, type Home } from '../compose.ts';

export interface RanAt {
  readonly job: Job;
  readonly resource: JobResource;
  /** The records as they were delivered, one JSON text each, in the output's order. */
  readonly lines: ReadonlyArray<string>;
  /** Of each task that FAILED: its id and why, in order. */
  readonly failures: ReadonlyArray<string>;
}

const recordsOf = (path: string): ReadonlyArray<string> => {
  try {
    const text = readFileSync(path, 'utf8');
    return text === '' ? [] : text.trimEnd().split('\n');
  } catch {
    return [];
  }
};

const right = <A>(either: E.Either<unknown, A>): A => {
  if (E.isLeft(either)) throw new Error(`refused: ${JSON.stringify(either.left)}`);
  return either.right;
};

const runHome = async (home: Home, url: string, request: object): Promise<Omit<RanAt, 'lines'>> => {
  // No backoff: what is waited for is only what the partner asks.
  const env = { ...home.env, random: () => 0 };
  const whole = { url, processor: { kind: 'ndjson' }, ...request };
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
 * @param request what the job request has beside its url
 * @param ports of this machine that may be reached
 */
export const runAt = async (url: string, request: object, ports: ReadonlyArray<number>): Promise<RanAt> => {
  const folder = mkdtempSync(join(tmpdir(), 'api-poller-run-'));
  const outputPath = join(folder, 'out.ndjson');
  const home = openHome({
    databasePath: ':memory:',
    policy: { allow: ports.map((port) => ({ host: '127.0.0.1', port })) },
    processors: [],
    outputPath: () => outputPath,
  });
  onTestFinished(async () => {
    await home.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const ran = await runHome(home, url, request);
  return { ...ran, lines: recordsOf(outputPath) };
};
