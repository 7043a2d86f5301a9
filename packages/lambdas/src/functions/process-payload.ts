import type { SQSEvent } from 'aws-lambda';
import { openHome } from '../compose.ts';
import { log } from '../log.ts';
import { payloads } from '../parts.ts';
import { processMessages, type BatchFailures } from '../steps/process.ts';

const home = openHome({ payloads });

export const handler = ({ Records }: SQSEvent): Promise<BatchFailures> =>
  processMessages(home, Records, (messageId, detail) => log.error('not processed', { messageId, detail }));
