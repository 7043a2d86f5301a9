// Which round comes next: the oldest that nobody has worked through.
import type { Job } from '@api-poller/domain';
import type { Home } from '../compose.ts';
import { orThrow, type Next } from './step.ts';

export interface Shares {
  /** At once. */
  readonly functions: number;
  /** Tasks at once in each of them. */
  readonly sideBySide: number;
}

/** How the requests that may be under way at once are shared out: few functions, and never more requests than that in all. */
export const sharesOf = (concurrency: number, mostSideBySide: number): Shares => {
  const functions = Math.max(1, Math.ceil(concurrency / mostSideBySide));
  return { functions, sideBySide: Math.max(1, Math.floor(concurrency / functions)) };
};

export const nextRound = async ({ manifest, environment }: Home, job: Job): Promise<Next | null> => {
  const round = orThrow(await manifest.pending(job.id)());
  return round === null
    ? null
    : {
        next: 'map',
        ...round,
        functions: sharesOf(job.request.limits.concurrency, environment.sideBySide).functions,
      };
};
