// From a request to what is asked. Nothing is answered here.
import type { SimulatorConfig } from '../config/simulator-config.ts';
import type { Asked, Incoming } from './asked.ts';
import { readTokenRequest } from './oauth.ts';
import { readPlace } from './place.ts';
import { wholeNumber } from './whole-number.ts';

/** The one method of a path; undefined if there is no such path. */
export const methodOf = (config: SimulatorConfig, path: string): 'GET' | 'POST' | undefined => {
  if (path === '/payload') return config.style === 'cursor' && config.cursorIn === 'body' ? 'POST' : 'GET';
  if (path === '/token') return config.oauth === null ? undefined : 'POST';
  return path === '/health' || path === '/_log' ? 'GET' : undefined;
};

export const pathOf = (url: string): string => {
  const mark = url.indexOf('?');
  return mark === -1 ? url : url.slice(0, mark);
};

/** @returns a Page whose count is never above maxPageSize, or why it is none. */
export const readRequest = (config: SimulatorConfig, incoming: Incoming): Asked => {
  const path = pathOf(incoming.url);
  const allow = methodOf(config, path);
  if (allow === undefined) return { _tag: 'UnknownPath' };
  if (incoming.method !== allow) return { _tag: 'WrongMethod', allow };
  if (path === '/health') return { _tag: 'Health' };
  if (path === '/token') return readTokenRequest(incoming);
  const query = new URLSearchParams(incoming.url.slice(path.length + 1));
  if (path === '/_log') return { _tag: 'Log', entries: wholeNumber(query.get('entries') ?? '0') ?? 0 };
  return readPlace(config, query, incoming);
};
