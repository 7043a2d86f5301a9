import type { Context } from 'aws-lambda';
import { openHome } from '../compose.ts';
import { log } from '../log.ts';
import { partner, payloads, queue } from '../parts.ts';
import { fetchBatch, type FetchOutput } from '../steps/fetch.ts';
import { decoded, fetchInput } from '../steps/input.ts';
import { timeLeft } from '../time-left.ts';

const home = openHome({ partner, payloads, queue });

export const handler = async (input: unknown, context: Context): Promise<FetchOutput> => {
  const { jobId, batch } = decoded(fetchInput, input);
  const output = await fetchBatch(home, timeLeft(context))({ jobId, batch });
  log.info('fetched', { jobId, ...batch, ...output });
  return output;
};
