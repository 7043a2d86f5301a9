// What gets a request in, once its secrets are known: put onto the request here, and taken off the answer again where a
// partner repeats it. Whatever holds a value of it must not be logged.
import {
  withoutApiKey,
  withoutParameter,
  type Credentials,
  type PageRequest,
  type PageResponse,
} from '@api-poller/domain';

export type Proof =
  | { readonly _tag: 'Header'; readonly name: string; readonly value: string }
  | { readonly _tag: 'Parameter'; readonly name: string; readonly value: string };

export const bearer = (token: string): Proof => ({
  _tag: 'Header',
  name: 'authorization',
  value: `Bearer ${token}`,
});

/** RFC 7617, in UTF-8. */
export const basic = (username: string, password: string): Proof => ({
  _tag: 'Header',
  name: 'authorization',
  value: `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`,
});

const withParameter = (url: string, name: string, value: string): string => {
  const { href, hash } = new URL(withoutParameter(url, name));
  const bare = href.slice(0, href.length - hash.length);
  const pair = `${encodeURIComponent(name)}=${encodeURIComponent(value)}`;
  return `${bare}${bare.includes('?') ? '&' : '?'}${pair}`;
};

/** The request with the proof in place of a header or parameter of that name; the rest of the url stays as it is written. */
export const prove = (request: PageRequest, { _tag, name, value }: Proof): PageRequest => {
  if (_tag === 'Parameter') return { ...request, url: withParameter(request.url, name, value) };
  const others = Object.entries(request.headers).filter(
    ([other]) => other.toLowerCase() !== name.toLowerCase(),
  );
  return { ...request, headers: { ...Object.fromEntries(others), [name]: value } };
};

const escapeForPattern = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/** A Link or Location that repeats the key loses its value; the body is the partner's own and stays as it came. */
const withoutValue = (header: string, name: string): string => {
  const names = [...new Set([name, encodeURIComponent(name)])].map(escapeForPattern).join('|');
  return header.replace(new RegExp(`([?&](?:${names})=)[^&#<>"'\\s,;]*`, 'g'), '$1');
};

/** The answer without an API key in its url and in urls of its headers. */
export const hideKey = (response: PageResponse, credentials: Credentials): PageResponse => {
  if (credentials.kind !== 'apiKey' || credentials.in !== 'query') return response;
  return {
    ...response,
    url: withoutApiKey(response.url, credentials),
    headers: Object.fromEntries(
      Object.entries(response.headers).map(([name, value]) => [name, withoutValue(value, credentials.name)]),
    ),
  };
};
