// The scheduler: wakes at the next planned time of all schedules and fires what is due. What passed while no server ran is due at
// the start, and each schedule's own policy says what becomes of it.
import { fireDue, type FireEnvironment, type Schedules } from '@api-poller/domain';
import * as E from 'fp-ts/lib/Either.js';

export interface Scheduler {
  /** A schedule was changed: look at once. */
  readonly look: () => void;
  /** Ends once the look under way has come to its end. */
  readonly stop: () => Promise<void>;
}

export interface SchedulerOptions {
  readonly env: FireEnvironment;
  /** Told when the store failed; it looks again half a minute later. */
  readonly onTrouble: (detail: string) => void;
}

/**
 * It looks again after so long whatever is planned: the machine may have slept, or its clock may have been set. A tenth of what a
 * planned time may be late before it counts as missed.
 */
const MOST_WAIT_MS = 30_000;

/** The same store; `changed` is told of each write that may have moved a planned time. */
export const watchedSchedules = (schedules: Schedules, changed: () => void): Schedules => {
  const telling =
    <I, L, R>(write: (input: I) => () => Promise<E.Either<L, R>>) =>
    (input: I) =>
    async (): Promise<E.Either<L, R>> => {
      const written = await write(input)();
      if (E.isRight(written)) changed();
      return written;
    };
  return { ...schedules, create: telling(schedules.create), replace: telling(schedules.replace) };
};

export const startScheduler = ({ env, onTrouble }: SchedulerOptions): Scheduler => {
  let timer: NodeJS.Timeout | null = null;
  let looking: Promise<void> | null = null;
  let again = false;
  let stopped = false;

  const lookOnce = async (): Promise<number> => {
    const fired = await fireDue(env)();
    if (E.isRight(fired))
      return Math.min(MOST_WAIT_MS, Math.max(0, (fired.right.nextMs ?? Infinity) - env.clock.nowMs()));
    onTrouble(fired.left.detail);
    return MOST_WAIT_MS;
  };

  const look = (): void => {
    if (stopped) return;
    // What is written by a look is looked at by the next one.
    if (looking !== null) {
      again = true;
      return;
    }
    if (timer !== null) clearTimeout(timer);
    looking = lookOnce()
      .catch((cause: unknown) => {
        onTrouble(cause instanceof Error ? cause.message : 'unknown');
        return MOST_WAIT_MS;
      })
      .then((waitMs) => {
        looking = null;
        if (stopped) return;
        const soon = again;
        again = false;
        timer = setTimeout(look, soon ? 0 : waitMs);
      });
  };

  look();
  return {
    look,
    stop: async () => {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
      await looking;
    },
  };
};
