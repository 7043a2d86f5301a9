// A home whose process ends at certain calls, and whose stores fail now and then. What was written stays, whatever was under
// way never comes back: its promises stay open for ever, as those of a killed process do.
import type { EngineEnvironment, Output } from '@api-poller/adapters-local';
import {
  type Fingerprints,
  type Payloads,
  type ProcessedPage,
  type ProcessingFailed,
  type StoreUnavailable,
} from '@api-poller/domain';
import {
  memoryCheckpoints,
  memoryFingerprints,
  memoryJobs,
  memoryLimiter,
  memoryPayloads,
  memoryTasks,
} from '@api-poller/domain/testing';
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { memoryLocalManifest, memoryLocalQueue } from './memory-lines.ts';
import type { SimulatedPartner } from './simulated-partner.ts';
import type { VirtualTime } from './virtual-time.ts';
import type { World } from './world.ts';

export interface BreakingHome {
  /** Starts the process: all ports, until it ends. `died` is fulfilled when it does. */
  readonly start: () => { readonly env: EngineEnvironment; readonly died: Promise<void> };
  /** The stores without mischief, to look into. */
  readonly stores: Pick<EngineEnvironment, 'jobs' | 'tasks' | 'limiter' | 'clock'> & {
    readonly payloads: Payloads;
    readonly fingerprints: Fingerprints;
  };
  /** What was delivered, by task: a processor that is idempotent by task. */
  readonly delivered: ReadonlyMap<string, ReadonlyArray<string>>;
}

type Call = TaskEither<unknown, unknown>;
type Ports = Readonly<Record<string, unknown>>;

const UNAVAILABLE: E.Either<StoreUnavailable, never> = E.left({
  _tag: 'StoreUnavailable',
  detail: 'the simulated store failed',
});

/** One each: what waits for a promise that stays open is held by it for ever. */
const never = (): Promise<never> => new Promise(() => undefined);

export const breakingHome = (
  world: World,
  { partner }: SimulatedPartner,
  { clock, sleep }: VirtualTime,
): BreakingHome => {
  const { random, storeFailures, processingFailures } = world;
  const crashes = world.crashesAt.values();
  const delivered = new Map<string, ReadonlyArray<string>>();
  const durable = {
    jobs: memoryJobs(),
    tasks: memoryTasks(),
    payloads: memoryPayloads(),
    fingerprints: memoryFingerprints(),
    checkpoints: memoryCheckpoints(),
    limiter: memoryLimiter(),
    manifest: memoryLocalManifest().manifest,
  };
  const queue = memoryLocalQueue();

  const start = (): ReturnType<BreakingHome['start']> => {
    let left = crashes.next().value ?? Number.POSITIVE_INFINITY;
    let dead = false;
    let die: () => void = () => undefined;
    const died = new Promise<void>((resolve) => {
      die = resolve;
    });
    /** Counts a call; true when the process ends with it. */
    const ends = (): boolean => {
      left -= 1;
      if (left <= 0 && !dead) {
        dead = true;
        die();
      }
      return dead;
    };
    const broken =
      (call: Call): Call =>
      async () => {
        if (ends()) return never();
        const dice = random();
        if (dice < storeFailures / 2) return UNAVAILABLE;
        const answer = await call();
        // Written, and the process that would have heard of it is gone; or it hears that it failed.
        if (ends()) return never();
        return dice < storeFailures ? UNAVAILABLE : answer;
      };
    /** Every function of the port that answers with a TaskEither, broken; what answers at once stays as it is. */
    const breaking = <P extends object>(port: P, atOnce: ReadonlyArray<keyof P> = []): P =>
      Object.fromEntries(
        Object.entries(port as Ports).map(([name, member]) => [
          name,
          typeof member === 'function' && !atOnce.includes(name as keyof P)
            ? (...args: ReadonlyArray<unknown>) => broken((member as (...a: typeof args) => Call)(...args))
            : member,
        ]),
      ) as P;
    const alive =
      <A>(work: () => Promise<A>) =>
      (): Promise<A> =>
        dead ? never() : work().then((value) => (dead ? never() : value));

    const process = ({ taskId, records }: ProcessedPage): TaskEither<ProcessingFailed, void> =>
      alive(async () => {
        const failure: E.Either<ProcessingFailed, void> = E.left({
          _tag: 'ProcessingFailed',
          detail: 'the simulated processor failed',
        });
        if (random() < processingFailures) return failure;
        delivered.set(taskId, records);
        return E.right(undefined);
      });
    return {
      died,
      env: {
        jobs: breaking(durable.jobs),
        tasks: breaking(durable.tasks),
        payloads: breaking(durable.payloads, ['size' as never]),
        fingerprints: breaking(durable.fingerprints, ['size' as never]),
        checkpoints: breaking(durable.checkpoints),
        limiter: breaking(durable.limiter),
        manifest: breaking(durable.manifest, ['next']),
        queue: breaking(queue.open(), ['isEmpty', 'onSent']),
        partner: { fetch: (request) => alive(partner.fetch(request)) },
        processors: () => ({ process }),
        clock,
        random,
        sleep: (ms) => alive(sleep(ms)),
        patienceMs: () => Number.POSITIVE_INFINITY,
      },
    };
  };
  return { start, stores: { ...durable, clock }, delivered };
};

export type { Output };
