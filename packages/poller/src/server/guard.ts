// Who may speak to the server: a token where one is configured; without one nobody but programs of this machine, and no
// web page that a browser of this machine happens to show (RFC 6454; DNS rebinding).
import { createHash, timingSafeEqual } from 'node:crypto';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Compares in a time that says nothing about the token: digests of one length, all bytes always. */
export const bearerCheck = (token: string | null): ((header: string | null) => boolean) => {
  if (token === null) return () => true;
  const wanted = digest(`Bearer ${token}`);
  return (header) => timingSafeEqual(digest(header ?? ''), wanted);
};

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

export const isLoopbackHost = (host: string): boolean =>
  LOOPBACK.test(host.includes(':') && !host.startsWith('[') ? `[${host}]` : host);

/** Whether a request to a server without a token came from a program of this machine, by its Host and Origin headers. */
export const isLocalCaller = ({
  host,
  origin,
}: {
  readonly host: string | undefined;
  readonly origin: string | undefined;
}): boolean =>
  host !== undefined && LOOPBACK.test(host) && (origin === undefined || origin === `http://${host}`);
