// What an engine carries, found out by asking it: a version or a name would only be a guess.
import type { Carries } from './kinds.ts';

/** Of each service that the deployed system needs beside the adapters' own, a call that only lists. */
const PROBES: ReadonlyArray<readonly [service: string, method: string, path: string]> = [
  ['apigateway', 'GET', '/v2/apis'],
  ['lambda', 'GET', '/2015-03-31/functions/'],
];
const MOST_MS = 10_000;

/** Emulators find the service in the signature, and do not check it. */
const signedFor = (service: string): string =>
  `AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;

export const carriedBy = async (endpoint: string): Promise<Carries> => {
  for (const [service, method, path] of PROBES) {
    const answered = await fetch(`${endpoint}${path}`, {
      method,
      headers: { authorization: signedFor(service) },
      signal: AbortSignal.timeout(MOST_MS),
    }).catch(() => null);
    if (answered?.ok !== true) return 'adapters';
  }
  return 'system';
};
