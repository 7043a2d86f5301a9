import type { SQSEvent } from 'aws-lambda';
import { openHome } from '../compose.ts';
import { log } from '../log.ts';
import { messageProcessor, type BatchFailures } from '../steps/process.ts';

const process = messageProcessor(openHome());

export const handler = ({ Records }: SQSEvent): Promise<BatchFailures> =>
  process(Records, (messageId, detail, of) => log.error('not processed', { ...of, messageId, detail }));
