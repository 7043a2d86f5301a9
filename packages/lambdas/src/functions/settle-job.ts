import type { Context } from 'aws-lambda';
import { openHome } from '../compose.ts';
import { log } from '../log.ts';
import { events, manifest, partner, signer } from '../parts.ts';
import { decoded, settleInput } from '../steps/input.ts';
import { settle } from '../steps/settle.ts';
import type { Step } from '../steps/step.ts';
import { timeLeft } from '../time-left.ts';

const home = openHome({ partner, manifest, events, signer });

export const handler = async (input: unknown, context: Context): Promise<Step> => {
  const step = await settle(home, timeLeft(context))(decoded(settleInput, input));
  log.info('settled', { ...step });
  return step;
};
