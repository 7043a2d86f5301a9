// From what undici, node:net, node:tls and node:dns report to the closed union of the port, in one total function.
// Only codes are read and passed on, never messages: those of a future version could quote a header or a url.
import type { PartnerFailure } from '@api-poller/domain';

const carried = Symbol('the failure that this error carries');

/** An error that carries a failure through undici's callbacks, so that what our own guards decide is not classified twice. */
export const carry = (failure: PartnerFailure): Error =>
  Object.assign(new Error(failure._tag), { [carried]: failure });

/** Where an exchange stood when it failed. */
export interface Where {
  /** As in the url, with its port. */
  readonly host: string;
  /** Whether a connection had been handed to the request. */
  readonly connected: boolean;
  readonly connectMs: number;
}

const property = (value: unknown, key: string | symbol): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string | symbol, unknown>)[key] : undefined;

/** Names of errors only: anything else in `code` is not repeated. undici 8.12.4 leaves the code of its parser's errors out. */
const codeOf = (error: unknown): string => {
  const code =
    property(error, 'code') ?? (property(error, 'name') === 'HTTPParserError' ? 'HPE_INVALID' : undefined);
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{0,63}$/.test(code) ? code : 'UNKNOWN';
};

/** getaddrinfo and c-ares: the name does not exist, or has no address. EAI_AGAIN is not here: a resolver that fails may recover. */
const nameNotFound: ReadonlySet<string> = new Set(['ENOTFOUND', 'ENODATA', 'EAI_NONAME', 'EAI_NODATA']);
const requestRefused: ReadonlySet<string> = new Set([
  'UND_ERR_INVALID_ARG',
  'UND_ERR_NOT_SUPPORTED',
  'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH',
]);
/** https://nodejs.org/api/tls.html#x509-certificate-error-codes, and what OpenSSL says of a handshake that is not one. */
const tlsRejected =
  /^(?:ERR_(?:TLS|SSL)_|CERT_|CRL_|UNABLE_TO_|ERROR_IN_CE?R|INVALID_(?:CA|PURPOSE)$|PATH_LENGTH_EXCEEDED$|HOSTNAME_MISMATCH$|EPROTO$)|SELF_SIGNED/;

/** Total: an error that nobody foresaw is a lost connection of code UNKNOWN. */
export const classify = (error: unknown, where: Where): PartnerFailure => {
  const failure = property(error, carried);
  if (failure !== undefined) return failure as PartnerFailure;
  const code = codeOf(error);
  const { host } = where;
  if (nameNotFound.has(code)) return { _tag: 'NameNotFound', host };
  if (code === 'ECONNREFUSED') return { _tag: 'ConnectionRefused', host };
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || (code === 'ETIMEDOUT' && !where.connected))
    return { _tag: 'TimedOut', interval: 'connect', afterMs: where.connectMs };
  if (tlsRejected.test(code)) return { _tag: 'TlsRejected', host, code };
  if (requestRefused.has(code))
    return { _tag: 'RequestRefused', reason: 'a header or the path holds what HTTP forbids there' };
  return { _tag: 'ConnectionLost', host, code };
};
