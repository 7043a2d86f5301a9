import { openHome } from '../compose.ts';
import { log } from '../log.ts';
import { observed } from '../observed.ts';
import { payloads } from '../parts.ts';
import { messagesOf } from '../steps/input.ts';
import { buryMessages } from '../steps/process.ts';
import { ofMany } from '../whose.ts';

const home = openHome({ payloads });

export const handler = observed('dead-letter', home, messagesOf, ofMany, (received, _context, span) =>
  buryMessages(
    home,
    received,
    (messageId, detail, of) => log.error('buried', { ...of, messageId, detail }),
    span,
  ),
);
