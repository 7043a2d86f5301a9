import { failBatch as failTasks } from '@api-poller/domain';
import { failBatch } from '../calls.ts';
import { openHome } from '../compose.ts';
import { log } from '../log.ts';
import { observed } from '../observed.ts';
import { orThrow } from '../steps/step.ts';

const home = openHome();
const detail = 'its worker failed again and again; the logs of FetchTasks say why';

export const handler = observed(failBatch, home, async ({ jobId, batch, error }) => {
  log.error('a batch failed', { ...batch, error });
  orThrow(await failTasks(jobId, batch, { reason: error, detail })(home)());
});
