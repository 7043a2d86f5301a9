// A host and a port as a url names them, normalised so that two notations of one place are equal.
import * as E from 'fp-ts/lib/Either.js';

export interface HostPort {
  /** Lower case, no brackets, no trailing dot, IP literals in their canonical notation: `127.0.0.1`, `::1`, `localhost`. */
  readonly host: string;
  /** 1 to 65535. */
  readonly port: number;
}

export interface HostPortInvalid {
  readonly _tag: 'HostPortInvalid';
  readonly text: string;
  readonly reason: 'noPort' | 'portOutOfRange' | 'notAHost';
  /** For a person: what was wrong and what would be right. */
  readonly message: string;
}

const example = 'write host:port, such as localhost:4010, 127.0.0.1:4010 or [::1]:4010';
const messages: Readonly<Record<HostPortInvalid['reason'], string>> = {
  noPort: `has no port; ${example}`,
  portOutOfRange: 'has a port outside 1 to 65535',
  notAHost: `is not a host and a port; ${example}`,
};
const invalid = (text: string, reason: HostPortInvalid['reason']): E.Either<HostPortInvalid, HostPort> =>
  E.left({ _tag: 'HostPortInvalid', text, reason, message: `"${text}" ${messages[reason]}` });

/** The host and port that a http(s) url names; the scheme's own port (80, 443) when it names none. */
export const hostPortOf = (url: URL): HostPort => ({
  host: url.hostname.replace(/^\[|\]$|\.+$/g, ''),
  port: url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port),
});

/** As a url writes it: brackets around IPv6, the port always there. */
export const showHostPort = ({ host, port }: HostPort): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`;

/**
 * Reads `host:port`. The port is required: an entry without one would open every service of that host.
 * @example
 * parseHostPort('LOCALHOST:4010'); // right({ host: 'localhost', port: 4010 })
 * parseHostPort('[::1]:80');       // right({ host: '::1', port: 80 })
 * parseHostPort('localhost');      // left({ _tag: 'HostPortInvalid', reason: 'noPort', … })
 */
export const parseHostPort = (text: string): E.Either<HostPortInvalid, HostPort> => {
  const [, host, digits] = /^(\[[^\]]*\]|[^:[\]/?#@\\\s]+)(?::(\d*))?$/.exec(text.trim()) ?? [];
  if (host === undefined || !URL.canParse(`http://${host}/`)) return invalid(text, 'notAHost');
  if (digits === undefined || digits === '') return invalid(text, 'noPort');
  const port = Number(digits);
  if (port < 1 || port > 65_535) return invalid(text, 'portOutOfRange');
  const normalised = hostPortOf(new URL(`http://${host}/`)).host;
  return normalised === '' ? invalid(text, 'notAHost') : E.right({ host: normalised, port });
};
