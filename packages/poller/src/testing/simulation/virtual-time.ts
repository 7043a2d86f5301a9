// Time that passes only when everything waits for it: sleepers are woken in the order in which they are due, and hours take
// no time. Whatever is done between two wakings must need no real timer and no socket.
import type { Clock, Sleep } from '@api-poller/domain';

export interface VirtualTime {
  readonly clock: Clock;
  readonly sleep: Sleep;
  /** Ends with the work, or null when `mostWakings` were not enough. */
  readonly run: <A>(work: Promise<A>, mostWakings: number) => Promise<A | null>;
}

interface Sleeper {
  readonly dueMs: number;
  readonly number: number;
  readonly wake: () => void;
}

const before = (a: Sleeper, b: Sleeper): boolean =>
  a.dueMs === b.dueMs ? a.number < b.number : a.dueMs < b.dueMs;

/** A binary heap: the next sleeper first. */
const heapOf = () => {
  const heap: Sleeper[] = [];
  const swap = (i: number, j: number): void => {
    const [a, b] = [heap[i], heap[j]];
    if (a === undefined || b === undefined) return;
    heap[i] = b;
    heap[j] = a;
  };
  const isBefore = (i: number, j: number): boolean => {
    const [a, b] = [heap[i], heap[j]];
    return a !== undefined && b !== undefined && before(a, b);
  };
  return {
    add: (sleeper: Sleeper): void => {
      heap.push(sleeper);
      for (let i = heap.length - 1; i > 0 && isBefore(i, (i - 1) >> 1); i = (i - 1) >> 1)
        swap(i, (i - 1) >> 1);
    },
    take: (): Sleeper | undefined => {
      swap(0, heap.length - 1);
      const first = heap.pop();
      for (let i = 0; ;) {
        const least = [i, 2 * i + 1, 2 * i + 2].reduce((a, b) => (isBefore(b, a) ? b : a));
        if (least === i) return first;
        swap(i, least);
        i = least;
      }
    },
  };
};

/** Lets everything run that waits for nothing but other promises. */
const settle = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

export const virtualTime = (startMs: number): VirtualTime => {
  const sleepers = heapOf();
  let nowMs = startMs;
  let number = 0;
  return {
    clock: { nowMs: () => nowMs },
    sleep: (ms) => () =>
      new Promise((resolve) => {
        number += 1;
        sleepers.add({ dueMs: nowMs + Math.max(0, ms), number, wake: resolve });
      }),
    run: async <A>(work: Promise<A>, mostWakings: number): Promise<A | null> => {
      let ended: { readonly value: A } | null = null;
      let failure: { readonly cause: unknown } | null = null;
      work.then(
        (value) => {
          ended = { value };
        },
        (cause: unknown) => {
          failure = { cause };
        },
      );
      const isOver = (): boolean => ended !== null || failure !== null;
      for (let wakings = 0; wakings < mostWakings; wakings += 1) {
        await settle();
        if (isOver()) break;
        const next = sleepers.take();
        // Nobody sleeps and the work has not ended: it waits for something that never comes.
        if (next === undefined) break;
        nowMs = Math.max(nowMs, next.dueMs);
        next.wake();
      }
      const [failed, done] = [
        failure as { readonly cause: unknown } | null,
        ended as { readonly value: A } | null,
      ];
      if (failed !== null) throw failed.cause;
      return done === null ? null : done.value;
    },
  };
};
