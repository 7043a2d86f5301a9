// What was asked of the simulated partner and what it gave: the oracle of tests that must account for every record.
// Counters and sets see everything; single entries are kept for the newest requests only.
import type { Fault } from '../fault/fault.ts';
import type { Served } from '../partner/simulated.ts';
import { idSet } from './id-set.ts';

/**
 * answered: handed over whole · cut: broken off on purpose · unanswered: left hanging on purpose, until the client went away ·
 * abandoned: the client went away before the answer was whole.
 */
export type Outcome = 'answered' | 'cut' | 'unanswered' | 'abandoned';

export interface LogEntry {
  /** Path and query as they came. */
  readonly url: string;
  /** The n-th request for this place, from 1; 0 for what is no page. */
  readonly attempt: number;
  /** The status sent or, unless answered or cut, the one that would have been. */
  readonly status: number;
  readonly outcome: Outcome;
  readonly faults: readonly Fault['_tag'][];
  /** The records that were handed over whole; null if none were. */
  readonly served: Served | null;
}

/** A summary since the start; /health and /_log are not in it. */
export interface SimulatorStats {
  readonly requests: number;
  /** Answers of which at least the head was sent. */
  readonly byStatus: Readonly<Record<string, number>>;
  readonly byOutcome: Readonly<Record<Outcome, number>>;
  /** How many answers each configured fault touched. */
  readonly byFault: Readonly<Partial<Record<Fault['_tag'], number>>>;
  /** Different startAt whose records were handed over. */
  readonly distinctPages: number;
  /** Different records handed over. */
  readonly servedRecords: number;
  /** Records handed over, repeats included. */
  readonly servedRecordsWithRepeats: number;
  /** Different records handed over twice or more. */
  readonly doubledRecords: number;
  /** Page requests that came before the time that an earlier answer had told, counted from when that was sent. */
  readonly early: number;
  /** OAuth tokens given out. */
  readonly tokens: number;
  /** Requests not yet answered or given up. */
  readonly inFlight: number;
  readonly highestConcurrency: number;
}

export interface RequestLog {
  /** A request came in; each one ends with exactly one call of `end`. */
  readonly begin: () => void;
  /** It is over, in whichever way. */
  readonly end: (entry: LogEntry) => void;
  /** It came before its announced time. */
  readonly countEarly: () => void;
  /** A token was given out. */
  readonly countToken: () => void;
  readonly stats: () => SimulatorStats;
  /** The newest entries that are kept, oldest first. */
  readonly entries: (newest?: number) => readonly LogEntry[];
  readonly wasServed: (id: number) => boolean;
  /** How often a record was handed over; 2 stands for twice and more. */
  readonly servedCount: (id: number) => 0 | 1 | 2;
}

const increment = (counts: Map<string, number>, key: string): void =>
  void counts.set(key, (counts.get(key) ?? 0) + 1);

/** @param keep how many entries are kept; the counters know no such limit. */
export const requestLog = (keep: number): RequestLog => {
  const ring: LogEntry[] = [];
  const byStatus = new Map<string, number>();
  const byFault = new Map<string, number>();
  const byOutcome: Record<Outcome, number> = { answered: 0, cut: 0, unanswered: 0, abandoned: 0 };
  const records = idSet();
  const again = idSet();
  const pages = idSet();
  let [requests, ended, inFlight, highestConcurrency, servedRecordsWithRepeats] = [0, 0, 0, 0, 0];
  let [early, tokens] = [0, 0];
  const addAgain = (id: number): void => again.addRange(id, 1);

  return {
    begin: () => {
      requests += 1;
      inFlight += 1;
      highestConcurrency = Math.max(highestConcurrency, inFlight);
    },
    end: (entry) => {
      inFlight -= 1;
      byOutcome[entry.outcome] += 1;
      if (entry.outcome === 'answered' || entry.outcome === 'cut') increment(byStatus, String(entry.status));
      for (const tag of entry.faults) increment(byFault, tag);
      if (entry.served !== null && entry.served.count > 0) {
        for (const { from, count } of entry.served.ids ?? [entry.served])
          records.addRange(from, count, addAgain);
        pages.addRange(entry.served.from, 1);
        servedRecordsWithRepeats += entry.served.count;
      }
      if (keep > 0) ring[ended % keep] = entry;
      ended += 1;
    },
    countEarly: () => {
      early += 1;
    },
    countToken: () => {
      tokens += 1;
    },
    stats: () => ({
      requests,
      byStatus: Object.fromEntries(byStatus),
      byOutcome: { ...byOutcome },
      byFault: Object.fromEntries(byFault),
      distinctPages: pages.size(),
      servedRecords: records.size(),
      servedRecordsWithRepeats,
      doubledRecords: again.size(),
      early,
      tokens,
      inFlight,
      highestConcurrency,
    }),
    entries: (newest = keep) => {
      const oldest = ended > keep ? ended % keep : 0;
      const inOrder = [...ring.slice(oldest), ...ring.slice(0, oldest)];
      return inOrder.slice(Math.max(0, inOrder.length - newest));
    },
    wasServed: (id) => records.has(id),
    servedCount: (id) => (again.has(id) ? 2 : records.has(id) ? 1 : 0),
  };
};
