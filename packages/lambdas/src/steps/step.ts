// What a step of the workflow says to the state machine: what comes next, and what that needs.
import type { Home } from '../compose.ts';

export type Next =
  /** Map over the batches of a round. */
  | {
      readonly next: 'map';
      readonly bucket: string;
      readonly key: string;
      /** Functions at once; each fetches `sideBySide` tasks at the same time. */
      readonly functions: number;
    }
  /** Come back to the same step. */
  | { readonly next: 'wait'; readonly seconds: number; readonly waits: number }
  | { readonly next: 'settle' }
  | { readonly next: 'end'; readonly status: string };

export type Step = Next & { readonly jobId: string };

/** Step Functions waits whole seconds, and longer than a year it does not. */
export const secondsOf = (ms: number): number => Math.min(Math.ceil(ms / 1000), 31_536_000);

/** @throws Error for a failure of a store: the state machine tries the step again */
export const orThrow = <A>(
  result:
    | { readonly _tag: 'Left'; readonly left: { readonly _tag: string; readonly detail?: string } }
    | { readonly _tag: 'Right'; readonly right: A },
): A => {
  if (result._tag === 'Right') return result.right;
  const failure = new Error(result.left.detail ?? result.left._tag);
  failure.name = result.left._tag;
  throw failure;
};

/** What asking the partner takes. The ports are read one by one: a home opens each when it is asked for it. */
const toAsk = (home: Home, patienceMs: () => number) => ({
  tasks: home.tasks,
  fingerprints: home.fingerprints,
  checkpoints: home.checkpoints,
  limiter: home.limiter,
  partner: home.partner,
  clock: home.clock,
  random: home.random,
  sleep: home.sleep,
  patienceMs,
});

/** The ports of planning and settling. */
export const toPlan = (home: Home, patienceMs: () => number) => ({
  ...toAsk(home, patienceMs),
  jobs: home.jobs,
  manifest: home.manifest,
  sideBySide: home.environment.sideBySide,
});

/** The ports of fetching. */
export const toFetch = (home: Home, patienceMs: () => number) => ({
  ...toAsk(home, patienceMs),
  payloads: home.payloads,
  queue: home.queue,
});
