import type { SQSEvent } from 'aws-lambda';
import { openHome } from '../compose.ts';
import { log } from '../log.ts';
import { payloads } from '../parts.ts';
import { buryMessages } from '../steps/process.ts';

const home = openHome({ payloads });

export const handler = ({ Records }: SQSEvent): Promise<void> =>
  buryMessages(home, Records, (messageId, detail, of) => log.error('buried', { ...of, messageId, detail }));
