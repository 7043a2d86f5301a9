// The two ports that the embedded engine takes from, in memory: what is durable outlives a crash, what is in flight does not.
import type { Claim, Delivery, LocalManifest, LocalQueue } from '@api-poller/adapters-local';
import type { Batch, Message } from '@api-poller/domain';
import * as E from 'fp-ts/lib/Either.js';

const done = async (): Promise<E.Either<never, void>> => E.right(undefined);

export interface DurableManifest {
  readonly manifest: LocalManifest;
}

export const memoryLocalManifest = (): DurableManifest => {
  const rounds = new Set<string>();
  const batches = new Map<number, { readonly jobId: string; readonly batch: Batch }>();
  let number = 0;
  return {
    manifest: {
      write: (jobId, round, added) => async () => {
        if (rounds.has(round)) return E.right(undefined);
        rounds.add(round);
        for (const batch of added) {
          number += 1;
          batches.set(number, { jobId, batch });
        }
        return E.right(undefined);
      },
      next: (jobId, after) => {
        for (const [at, entry] of batches)
          if (at > after && entry.jobId === jobId) return { number: at, batch: entry.batch };
        return null;
      },
      finish: ({ number: finished }: Claim) => {
        batches.delete(finished);
        return done;
      },
    },
  };
};

interface Line {
  readonly message: Message;
  deliveries: number;
  failures: number;
  visibleAtMs: number;
}

export interface DurableQueue {
  /** Opened anew after a crash: what was in flight is there again. */
  readonly open: () => LocalQueue;
}

export const memoryLocalQueue = (): DurableQueue => {
  const lines = new Map<number, Line>();
  let number = 0;
  return {
    open: () => {
      const inFlight = new Set<number>();
      const listeners = new Set<() => void>();
      return {
        send: (message) => async () => {
          number += 1;
          lines.set(number, { message, deliveries: 0, failures: 0, visibleAtMs: 0 });
          for (const listener of listeners) listener();
          return E.right(undefined);
        },
        receive: (_, nowMs, limit) => async () => {
          const deliveries: Delivery[] = [];
          for (const [at, line] of lines) {
            if (inFlight.has(at) || line.visibleAtMs > nowMs || deliveries.length >= limit) continue;
            const crashes = line.deliveries - line.failures;
            // One that may have ended the process comes alone.
            if (crashes > 0 && deliveries.length > 0) break;
            inFlight.add(at);
            line.deliveries += 1;
            deliveries.push({ number: at, message: line.message, failures: line.failures, crashes });
            if (crashes > 0) break;
          }
          return E.right(deliveries);
        },
        acknowledge: (delivery) => async () => {
          lines.delete(delivery.number);
          inFlight.delete(delivery.number);
          return E.right(undefined);
        },
        giveBack: (delivery, visibleAtMs) => async () => {
          const line = lines.get(delivery.number);
          if (line !== undefined) {
            line.failures += 1;
            line.visibleAtMs = visibleAtMs;
          }
          inFlight.delete(delivery.number);
          return E.right(undefined);
        },
        isEmpty: () => lines.size === 0,
        onSent: (listener) => {
          listeners.add(listener);
          return () => void listeners.delete(listener);
        },
      };
    },
  };
};
