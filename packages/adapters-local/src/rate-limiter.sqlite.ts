// The pace of each partner. One process owns the file, so the pace is kept in memory and written down with each change.
import * as TE from 'fp-ts/lib/TaskEither.js';
import { blockUntil, freshPace, takeTurn, type Pace, type RateLimiter } from '@api-poller/domain';
import type { Database } from './database.ts';

export const sqliteRateLimiter = (db: Database): RateLimiter => {
  const all = db.prepare('SELECT partner, theoretical_ms, blocked_until_ms FROM paces');
  const store = db.prepare(
    'INSERT INTO paces (partner, theoretical_ms, blocked_until_ms) VALUES (?, ?, ?) ' +
      'ON CONFLICT DO UPDATE SET theoretical_ms = excluded.theoretical_ms, blocked_until_ms = excluded.blocked_until_ms',
  );
  const paces = new Map<string, Pace>();
  for (const row of all.all())
    paces.set(String(row['partner']), {
      theoreticalMs: Number(row['theoretical_ms']),
      blockedUntilMs: Number(row['blocked_until_ms']),
    });
  const paceOf = (partner: string): Pace => paces.get(partner) ?? freshPace;
  const keep = (partner: string, pace: Pace) => {
    if (pace === paceOf(partner)) return TE.right(undefined);
    paces.set(partner, pace);
    return db.write(() => void store.run(partner, pace.theoreticalMs, pace.blockedUntilMs));
  };
  return {
    // The pace moves before the write is awaited: that is what makes a turn one taker's alone.
    takeTurn: (partner, rate, nowMs) => () => {
      const { pace, waitMs } = takeTurn(paceOf(partner), rate, nowMs);
      return TE.map(() => waitMs)(keep(partner, pace))();
    },
    block: (partner, untilMs) => () => keep(partner, blockUntil(paceOf(partner), untilMs))(),
    blockedUntil: (partner) => TE.fromIO(() => paceOf(partner).blockedUntilMs || null),
  };
};
