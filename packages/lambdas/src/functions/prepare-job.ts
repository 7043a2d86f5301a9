import { prepareJob } from '../calls.ts';
import { openHome } from '../compose.ts';
import { log } from '../log.ts';
import { observed } from '../observed.ts';
import { events, manifest, partner } from '../parts.ts';
import { prepare } from '../steps/prepare.ts';
import { timeLeft } from '../time-left.ts';

const home = openHome({ partner, manifest, events });

export const handler = observed(prepareJob, home, async (input, context) => {
  const step = await prepare(home, timeLeft(context))(input);
  log.info('prepared', { ...step });
  return step;
});
