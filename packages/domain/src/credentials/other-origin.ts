// What may go along when a request leads to another origin, by a redirect or a next url: API keys have any name, so only
// headers that are known to be harmless.
import { sameOrigin } from './credentials.ts';

type Headers = Readonly<Record<string, string>>;

const HARMLESS: ReadonlySet<string> = new Set(['accept', 'accept-language', 'accept-encoding', 'user-agent']);

/** Those headers that tell another origin nothing. Names are compared in any case and kept as they are written. */
export const harmlessHeaders = (headers: Headers): Headers =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => HARMLESS.has(name.toLowerCase())));

/**
 * The headers of a request that follows a next url: all of them to the job's own origin, the harmless ones to another.
 * @param base the job's url; `url` the next one
 */
export const headersTowards = (base: string, url: string, headers: Headers): Headers =>
  sameOrigin(base, url) ? headers : harmlessHeaders(headers);
