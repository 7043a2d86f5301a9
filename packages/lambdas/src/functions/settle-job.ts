import { settleJob } from '../calls.ts';
import { openHome } from '../compose.ts';
import { log } from '../log.ts';
import { observed } from '../observed.ts';
import { events, manifest, partner, signer } from '../parts.ts';
import { settle } from '../steps/settle.ts';
import { timeLeft } from '../time-left.ts';

const home = openHome({ partner, manifest, events, signer });

export const handler = observed(settleJob, home, async (input, context) => {
  const step = await settle(home, timeLeft(context))(input);
  log.info('settled', { ...step });
  return step;
});
