// The delay before the next try: exponential with full jitter, so that many clients that failed together do not return together.
// Source: "Exponential Backoff And Jitter", AWS Architecture Blog.

export interface Backoff {
  readonly firstMs: number;
  readonly mostMs: number;
}

/** 200 ms lets a restarted process answer; 30 s keeps a dead partner from holding a worker for longer than a batch. */
export const usualBackoff: Backoff = { firstMs: 200, mostMs: 30_000 };

/**
 * Milliseconds to wait before the try after `triesSpent` (from 1) failed ones.
 * @param random uniform in [0, 1)
 */
export const backoffMs = ({ firstMs, mostMs }: Backoff, triesSpent: number, random: number): number =>
  Math.floor(random * Math.min(mostMs, firstMs * 2 ** Math.min(triesSpent - 1, 30)));
