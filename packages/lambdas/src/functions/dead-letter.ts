import { deadLetter } from '../calls.ts';
import { openHome } from '../compose.ts';
import { log } from '../log.ts';
import { observed } from '../observed.ts';
import { payloads } from '../parts.ts';
import { buryMessages, type OnFailure } from '../steps/process.ts';

const home = openHome({ payloads });
const onFailure: OnFailure = (messageId, detail, of) => log.error('buried', { ...of, messageId, detail });

export const handler = observed(deadLetter, home, (messages, _, span) =>
  buryMessages(home, messages, onFailure, span),
);
