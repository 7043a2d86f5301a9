import type { Context } from 'aws-lambda';
import { openHome } from '../compose.ts';
import { log } from '../log.ts';
import { httpPartner } from '../partner.ts';
import { fetchBatch, type FetchOutput } from '../steps/fetch.ts';
import { decoded, fetchInput } from '../steps/input.ts';
import { timeLeft } from '../time-left.ts';

const home = openHome(httpPartner);

export const handler = async (input: unknown, context: Context): Promise<FetchOutput> => {
  const { jobId, batch } = decoded(fetchInput, input);
  const output = await fetchBatch(home, timeLeft(context))({ jobId, batch });
  log.info('fetched', { jobId, ...batch, ...output });
  return output;
};
