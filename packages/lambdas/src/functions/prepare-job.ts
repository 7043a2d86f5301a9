import type { Context } from 'aws-lambda';
import { openHome } from '../compose.ts';
import { log } from '../log.ts';
import { events, manifest, partner } from '../parts.ts';
import { decoded, prepareInput } from '../steps/input.ts';
import { prepare } from '../steps/prepare.ts';
import type { Step } from '../steps/step.ts';
import { timeLeft } from '../time-left.ts';

const home = openHome({ partner, manifest, events });

export const handler = async (input: unknown, context: Context): Promise<Step> => {
  const step = await prepare(home, timeLeft(context))(decoded(prepareInput, input));
  log.info('prepared', { ...step });
  return step;
};
