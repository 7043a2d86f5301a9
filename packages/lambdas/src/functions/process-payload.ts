import type { SQSEvent } from 'aws-lambda';
import { openHome } from '../compose.ts';
import { log } from '../log.ts';
import { processMessages, type BatchFailures } from '../steps/process.ts';

const home = openHome();

export const handler = ({ Records }: SQSEvent): Promise<BatchFailures> =>
  processMessages(home, Records, (messageId, detail) => log.error('not processed', { messageId, detail }));
