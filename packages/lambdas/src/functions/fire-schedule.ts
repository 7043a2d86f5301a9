import { fireSchedule } from '../calls.ts';
import { openHome } from '../compose.ts';
import { log } from '../log.ts';
import { observed } from '../observed.ts';
import { executions } from '../parts.ts';
import { fire } from '../steps/fire.ts';

const home = openHome({ executions });

export const handler = observed(fireSchedule, home, async (planned) => {
  const fired = await fire(home)(planned);
  if (fired.known) log.info('fired', { ...planned, jobId: fired.jobId });
  else log.warn('an alarm without its schedule', { ...planned });
});
