import { failBatch } from '@api-poller/domain';
import { openHome } from '../compose.ts';
import { log } from '../log.ts';
import { observed } from '../observed.ts';
import { failInput, reads } from '../steps/input.ts';
import { orThrow } from '../steps/step.ts';
import { jobOf } from '../whose.ts';

const home = openHome();

export const handler = observed(
  'fail-batch',
  home,
  reads(failInput),
  jobOf,
  async ({ jobId, batch, error }) => {
    log.error('a batch failed', { ...batch, error });
    const detail = 'its worker failed again and again; the logs of FetchTasks say why';
    orThrow(await failBatch(jobId, batch, { reason: error, detail })(home)());
  },
);
