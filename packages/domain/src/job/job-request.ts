// The job request as it is used: every default filled in. Only `url` has none.
import type { Credentials } from '../credentials/credentials.ts';
import type { DetectPagination, Pagination } from '../pagination/pagination.ts';
import type { Timeouts } from '../partner/partner.port.ts';
import type { Rate } from '../rate-limit/gcra.ts';

export interface Limits {
  /** Requests under way at once. */
  readonly concurrency: number;
  /** The pace at which the partner is asked; null for as fast as it answers. */
  readonly rate: Rate | null;
  /** Tries of one page before its task FAILED. */
  readonly attempts: number;
  readonly maxBodyBytes: number;
  readonly timeouts: Timeouts;
}

export type ProcessorChoice =
  | { readonly kind: 'discard' }
  | { readonly kind: 'ndjson' }
  | { readonly kind: 'custom'; readonly name: string };

/** Who is told when the job is over. */
export interface Webhook {
  readonly url: string;
  /** The name of the secret with which what is sent is signed. */
  readonly secret: string;
}

export interface JobRequest {
  readonly url: string;
  /** POST for partners that take their query as a JSON body. */
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  /** The JSON object that is posted; pagination adds its parameters. Null by GET. */
  readonly body: Readonly<Record<string, unknown>> | null;
  /** How to get in, by names of secrets; null when nothing is needed. Only the url's own origin sees them. */
  readonly credentials: Credentials | null;
  readonly pagination: Pagination | DetectPagination;
  readonly limits: Limits;
  readonly processor: ProcessorChoice;
  readonly webhook: Webhook | null;
}

export const defaultLimits: Limits = {
  // The original's. Fewer leave a slow partner idle; more make most partners throttle.
  concurrency: 25,
  rate: null,
  // At 10 % errors a page fails seven times in a row once in ten million; at 50 % once in 128, which the verdict then names.
  attempts: 7,
  // A page of 1,000 records of 10 kB is 10 MB; at 25 at once the worst case still fits a small machine.
  maxBodyBytes: 16 * 1024 * 1024,
  timeouts: { connectMs: 10_000, firstByteMs: 30_000, idleBodyMs: 15_000, wholeRequestMs: 120_000 },
};

/** All that a request has beside its url. */
export const defaultRequest: Omit<JobRequest, 'url'> = {
  method: 'GET',
  headers: {},
  body: null,
  credentials: null,
  pagination: { kind: 'detect' },
  limits: defaultLimits,
  processor: { kind: 'discard' },
  webhook: null,
};
