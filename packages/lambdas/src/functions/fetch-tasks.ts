import { openHome } from '../compose.ts';
import { log } from '../log.ts';
import { observed } from '../observed.ts';
import { partner, payloads, queue } from '../parts.ts';
import { fetchBatch } from '../steps/fetch.ts';
import { fetchInput, reads } from '../steps/input.ts';
import { timeLeft } from '../time-left.ts';
import { jobOf } from '../whose.ts';

const home = openHome({ partner, payloads, queue });

export const handler = observed(
  'fetch-tasks',
  home,
  reads(fetchInput),
  jobOf,
  async ({ jobId, batch }, context) => {
    const output = await fetchBatch(home, timeLeft(context))({ jobId, batch });
    log.info('fetched', { ...batch, ...output });
    return output;
  },
);
