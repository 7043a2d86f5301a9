// The partner over HTTP, for the functions that ask it.
import { undiciPartner } from '@api-poller/adapters-http';
import type { MakePartner } from './compose.ts';

/** One function asks with `sideBySide` requests at once; more connections than that would only stand open. */
const CONNECTIONS_PER_ORIGIN = 50;

export const httpPartner: MakePartner = (policy) =>
  undiciPartner({ policy, userAgent: 'api-poller/0.1', connections: CONNECTIONS_PER_ORIGIN });
