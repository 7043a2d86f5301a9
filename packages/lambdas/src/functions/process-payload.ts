import type { SQSEvent } from 'aws-lambda';
import { openHome } from '../compose.ts';
import { log } from '../log.ts';
import { payloads } from '../parts.ts';
import { messageProcessor, type BatchFailures } from '../steps/process.ts';

const process = messageProcessor(openHome({ payloads }));

export const handler = ({ Records }: SQSEvent): Promise<BatchFailures> =>
  process(Records, (messageId, detail, of) => log.error('not processed', { ...of, messageId, detail }));
