import { processPayload } from '../calls.ts';
import { openHome } from '../compose.ts';
import { log } from '../log.ts';
import { observed } from '../observed.ts';
import { payloads } from '../parts.ts';
import { messageProcessor, type OnFailure } from '../steps/process.ts';

const home = openHome({ payloads });
const process = messageProcessor(home);
const onFailure: OnFailure = (messageId, detail, of) =>
  log.error('not processed', { ...of, messageId, detail });

export const handler = observed(processPayload, home, (messages, _, span) =>
  process(messages, onFailure, span),
);
