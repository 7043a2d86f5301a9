// Runs the whole domain and the embedded engine through one seeded world, crashes and restarts included, in virtual time.
import { runJob } from '@api-poller/adapters-local';
import { getJob, isOver, submitJob, type JobResource, type Task } from '@api-poller/domain';
import * as E from 'fp-ts/lib/Either.js';
import { breakingHome, type BreakingHome } from './breaking-home.ts';
import { brokenLaws, type Ended } from './laws.ts';
import { simulatedPartner } from './simulated-partner.ts';
import { virtualTime } from './virtual-time.ts';
import { worldOf } from './world.ts';

export interface Simulation {
  readonly ended: Ended;
  readonly broken: ReadonlyArray<string>;
  readonly requests: number;
  /** How often the process ended, or a store made the engine stop. */
  readonly restarts: number;
}

const JOB = 'simulated';
/** 28 November 2026, 00:00 UTC. */
const START_MS = 1_795_824_000_000;
/** A hundred times what the longest world takes: it never comes to its end. */
const MOST_WAKINGS = 2_000_000;
const MOST_RESTARTS = 500;

const idIn = (text: string): number => Number(/record \\"(\d+)\\"/.exec(text)?.[1] ?? Number.NaN);

const resourceOf = async ({ stores }: BreakingHome): Promise<JobResource | null> =>
  E.getOrElse((): JobResource | null => null)(await getJob(JOB)(stores)());

const tasksOf = async ({ stores }: BreakingHome): Promise<ReadonlyArray<Task>> =>
  E.getOrElse((): ReadonlyArray<Task> => [])(
    await stores.tasks.list(JOB, { filter: null, after: null, limit: 1_000_000 })(),
  );

export const simulate = async (seed: number): Promise<Simulation> => {
  const world = worldOf(seed);
  const time = virtualTime(START_MS);
  const partner = simulatedPartner(world.config, time, world);
  const home = breakingHome(world, partner, time);
  const submitted = await submitJob(
    JOB,
    world.request,
  )({
    jobs: home.stores.jobs,
    clock: time.clock,
    judgeRequest: E.right,
  })();
  if (E.isLeft(submitted))
    throw new Error(`the simulated request is not valid: ${JSON.stringify(submitted.left)}`);

  let restarts = -1;
  let stuck = false;
  for (let over = false; !over && !stuck && restarts < MOST_RESTARTS;) {
    restarts += 1;
    const { env, died } = home.start();
    // A store that fails makes the engine throw; the next start goes on from there, as after a crash.
    const run = runJob(env, JOB, () => true).then(
      () => 'ended' as const,
      () => 'stopped' as const,
    );
    stuck = (await time.run(Promise.race([run, died.then(() => 'died' as const)]), MOST_WAKINGS)) === null;
    const job = await resourceOf(home);
    over = job !== null && isOver(job.Status);
  }
  const ended: Ended = {
    world,
    job: stuck || restarts >= MOST_RESTARTS ? null : await resourceOf(home),
    tasks: await tasksOf(home),
    delivered: new Map([...home.delivered].map(([taskId, texts]) => [taskId, texts.map(idIn)])),
    stable: partner.stable(),
    payloadsLeft: (home.stores.payloads as { readonly size?: () => number }).size?.() ?? 0,
  };
  return { ended, broken: brokenLaws(ended), requests: partner.requests(), restarts };
};
