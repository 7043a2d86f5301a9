import { fetchTasks } from '../calls.ts';
import { openHome } from '../compose.ts';
import { log } from '../log.ts';
import { observed } from '../observed.ts';
import { partner, payloads, queue } from '../parts.ts';
import { fetchBatch } from '../steps/fetch.ts';
import { timeLeft } from '../time-left.ts';

const home = openHome({ partner, payloads, queue });

export const handler = observed(fetchTasks, home, async (input, context) => {
  const output = await fetchBatch(home, timeLeft(context))(input);
  log.info('fetched', { ...input.batch, ...output });
  return output;
});
