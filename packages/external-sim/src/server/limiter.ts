// A real rate limit: the generic cell rate algorithm (ITU-T I.371). Requests that are refused cost nothing.

export interface Limiter {
  /** @returns how many milliseconds too early a request of now is; 0: it may pass, and is counted. */
  readonly overLimitMs: (nowMs: number) => number;
}

/** @param burst how many may pass at once, 1 or more. */
export const limiter = (perSecond: number, burst: number): Limiter => {
  const intervalMs = 1000 / perSecond;
  let theoreticalMs = -Infinity;
  return {
    overLimitMs: (nowMs) => {
      const overMs = theoreticalMs - nowMs - (burst - 1) * intervalMs;
      if (overMs > 0) return overMs;
      theoreticalMs = Math.max(theoreticalMs, nowMs) + intervalMs;
      return 0;
    },
  };
};
