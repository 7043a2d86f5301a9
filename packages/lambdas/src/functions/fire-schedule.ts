import { openHome } from '../compose.ts';
import { log } from '../log.ts';
import { executions } from '../parts.ts';
import { fire } from '../steps/fire.ts';
import { decoded, fireInput } from '../steps/input.ts';

const home = openHome({ executions });

export const handler = async (input: unknown): Promise<void> => {
  const planned = decoded(fireInput, input);
  const fired = await fire(home)(planned);
  if (fired.known) log.info('fired', { ...planned, jobId: fired.jobId });
  else log.warn('an alarm without its schedule', { ...planned });
};
