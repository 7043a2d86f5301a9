// The home and the steps of the workflow, for tests that run them in a process of their own. The functions import the files.
export { openHome, type Home, type MakeClients } from './compose.ts';
export { allParts } from './parts.ts';
export { fetchBatch } from './steps/fetch.ts';
export { prepare } from './steps/prepare.ts';
export { buryMessages, messageProcessor, type ReceivedMessage } from './steps/process.ts';
export { settle } from './steps/settle.ts';
