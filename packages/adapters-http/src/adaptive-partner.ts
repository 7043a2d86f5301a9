// A partner that has no more requests under way at once, per origin, than the origin bears: those beyond wait in line. How many
// that are is decided in the domain (adaptive.ts); this counts, and lets the next ones in.
import {
  judgeResponse,
  onAnswer,
  permitsOf,
  startAdaptive,
  type Adaptive,
  type Answered,
  type Clock,
  type PageRequest,
  type PageResponse,
  type Partner,
  type PartnerFailure,
} from '@api-poller/domain';
import * as E from 'fp-ts/lib/Either.js';

export interface AdaptiveOptions {
  readonly clock: Clock;
  /** The most requests under way at once per origin; where it starts. */
  readonly most: number;
  /** Calls `run` after so many milliseconds, unless what it answers is called before. Node's timers by default. */
  readonly after?: (ms: number, run: () => void) => () => void;
}

export interface AdaptivePartner extends Partner {
  /** How many requests to an origin may be under way at once now; `most` for one that was not asked yet. */
  readonly permits: (origin: string) => number;
}

const timer: NonNullable<AdaptiveOptions['after']> = (ms, run) => {
  const pending = setTimeout(run, ms);
  return () => clearTimeout(pending);
};

type Answer = E.Either<PartnerFailure, PageResponse>;

const answered = (answer: Answer, tookMs: number, nowMs: number): Answered => {
  if (E.isLeft(answer)) return { tookMs, throttled: false, failed: true };
  const { status } = answer.right;
  const throttled = status === 503 || judgeResponse(answer.right, nowMs)._tag === 'Throttled';
  return { tookMs, throttled, failed: !throttled && status >= 500 };
};

/** One that waits in line: `admit` says true when its turn has come. */
interface Waiter {
  readonly admit: () => void;
}

/** The line of one origin. */
interface Gate {
  /** Resolves true once the request may start, in the order of the calls; false when that took longer than `mostMs`. */
  readonly enter: (mostMs: number) => Promise<boolean>;
  /** A request that was let in has ended; null when it is not known how. */
  readonly leave: (how: Answered | null) => void;
  readonly permits: () => number;
}

const gate = ({ clock, most, after = timer }: AdaptiveOptions): Gate => {
  let state: Adaptive = startAdaptive(most);
  let underWay = 0;
  // A set keeps the order, and one that gives up is taken out of the middle without a search.
  const line = new Set<Waiter>();
  const letIn = (): void => {
    for (const waiter of line) {
      if (underWay >= permitsOf(state)) return;
      line.delete(waiter);
      underWay += 1;
      waiter.admit();
    }
  };
  return {
    permits: () => permitsOf(state),
    enter: (mostMs) => {
      // While any wait none is free: whoever leaves lets them in at once.
      if (underWay < permitsOf(state)) {
        underWay += 1;
        return Promise.resolve(true);
      }
      return new Promise((resolve) => {
        const stop = after(mostMs, () => {
          line.delete(waiter);
          resolve(false);
        });
        const waiter: Waiter = {
          admit: () => {
            stop();
            resolve(true);
          },
        };
        line.add(waiter);
      });
    },
    leave: (how) => {
      underWay -= 1;
      if (how !== null) state = onAnswer(state, how, clock.nowMs());
      letIn();
    },
  };
};

const originOf = (url: string): string => (URL.canParse(url) ? new URL(url).origin : '');

/** The deadline that the request names, and not what waiting left of it. */
const namingWhole =
  (wholeRequestMs: number) =>
  (failure: PartnerFailure): PartnerFailure =>
    failure._tag === 'TimedOut' && failure.interval === 'wholeRequest'
      ? { ...failure, afterMs: wholeRequestMs }
      : failure;

/**
 * The partner under adaptive concurrency. It starts at `most` per origin, halves that once a round trip while the origin throttles
 * (429, 503, a 403 that names a limit) or its answers become far slower than they were, and climbs back with good answers.
 * Whoever waits is let in first come, first served; the wait counts towards `wholeRequestMs`, after which it ends as TimedOut.
 * @example
 * const partner = adaptivePartner(undiciPartner(options), { clock, most: 25 });
 */
export const adaptivePartner = (partner: Partner, options: AdaptiveOptions): AdaptivePartner => {
  const { clock, most } = options;
  const gates = new Map<string, Gate>();
  const gateOf = (origin: string): Gate => {
    const known = gates.get(origin);
    if (known !== undefined) return known;
    const fresh = gate(options);
    gates.set(origin, fresh);
    return fresh;
  };

  const fetchPage = async (request: PageRequest): Promise<Answer> => {
    const { wholeRequestMs } = request.timeouts;
    const line = gateOf(originOf(request.url));
    const calledMs = clock.nowMs();
    if (!(await line.enter(wholeRequestMs)))
      return E.left({ _tag: 'TimedOut', interval: 'wholeRequest', afterMs: wholeRequestMs });
    const startedMs = clock.nowMs();
    const waitedMs = startedMs - calledMs;
    let how: Answered | null = null;
    try {
      const answer = await partner.fetch(
        waitedMs === 0
          ? request
          : {
              ...request,
              timeouts: { ...request.timeouts, wholeRequestMs: Math.max(1, wholeRequestMs - waitedMs) },
            },
      )();
      const endedMs = clock.nowMs();
      how = answered(answer, endedMs - startedMs, endedMs);
      return waitedMs > 0 ? E.mapLeft(namingWhole(wholeRequestMs))(answer) : answer;
    } finally {
      line.leave(how);
    }
  };

  return {
    fetch: (request) => () => fetchPage(request),
    permits: (origin) => gates.get(origin)?.permits() ?? most,
  };
};
