import { openHome } from '../compose.ts';
import { log } from '../log.ts';
import { observed } from '../observed.ts';
import { payloads } from '../parts.ts';
import { messagesOf } from '../steps/input.ts';
import { messageProcessor } from '../steps/process.ts';
import { ofMany } from '../whose.ts';

const home = openHome({ payloads });
const process = messageProcessor(home);

export const handler = observed('process-payload', home, messagesOf, ofMany, (received, _context, span) =>
  process(
    received,
    (messageId, detail, of) => log.error('not processed', { ...of, messageId, detail }),
    span,
  ),
);
