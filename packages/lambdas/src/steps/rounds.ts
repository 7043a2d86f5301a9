// Which round comes next: the oldest that nobody has worked through.
import type { Job } from '@api-poller/domain';
import type { Home } from '../compose.ts';
import { orThrow, type Next } from './step.ts';

export const nextRound = async ({ manifest, environment }: Home, job: Job): Promise<Next | null> => {
  const round = orThrow(await manifest.pending(job.id)());
  return round === null
    ? null
    : {
        next: 'map',
        ...round,
        functions: Math.max(1, Math.ceil(job.request.limits.concurrency / environment.sideBySide)),
      };
};
