import { failBatch } from '@api-poller/domain';
import { openHome } from '../compose.ts';
import { log } from '../log.ts';
import { decoded, failInput } from '../steps/input.ts';
import { orThrow } from '../steps/step.ts';

const home = openHome();

export const handler = async (input: unknown): Promise<void> => {
  const { jobId, batch, error } = decoded(failInput, input);
  log.error('a batch failed', { jobId, ...batch, error });
  const detail = 'its worker failed again and again; the logs of FetchTasks say why';
  orThrow(await failBatch(jobId, batch, { reason: error, detail })(home)());
};
