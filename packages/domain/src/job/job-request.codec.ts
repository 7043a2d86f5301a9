// Decodes a job request: unknown fields are refused by name, absent ones get their defaults.
// It does not judge the url's address: that depends on the policy of the place where the job runs.
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as t from 'io-ts';
import { oneOf } from '../codec/choices.ts';
import { numberFrom, wholeNumber } from '../codec/numbers.ts';
import { only } from '../codec/only.ts';
import { httpUrl } from '../codec/text-of.ts';
import { credentialsCodec, secretName } from '../credentials/credentials.codec.ts';
import type { Rate } from '../rate-limit/gcra.ts';
import { paginationCodec, shortText } from '../pagination/pagination.codec.ts';
import { reportErrors, type FieldError } from './report-errors.ts';
import { defaultLimits, type JobRequest } from './job-request.ts';

export interface RequestInvalid {
  readonly _tag: 'RequestInvalid';
  readonly errors: ReadonlyArray<FieldError>;
}

const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const headers = new t.Type<Record<string, string>>(
  'an object of header names and texts without line breaks',
  t.record(t.string, t.string).is,
  (u, c) =>
    typeof u === 'object' &&
    u !== null &&
    !Array.isArray(u) &&
    Object.entries(u).every(
      ([key, value]) => headerName.test(key) && typeof value === 'string' && !/[\r\n\0]/.test(value),
    )
      ? t.success(u as Record<string, string>)
      : t.failure(u, c),
  t.identity,
);

export const jsonObject = new t.Type<Record<string, unknown>>(
  'an object',
  (u): u is Record<string, unknown> => typeof u === 'object' && u !== null && !Array.isArray(u),
  (u, c) =>
    typeof u === 'object' && u !== null && !Array.isArray(u)
      ? t.success(u as Record<string, unknown>)
      : t.failure(u, c),
  t.identity,
);

/** Timeouts from 1 ms to 15 min: longer is longer than a Lambda lives. */
const timeout = wholeNumber(1, 900_000);

/** One request in a thousand seconds is the slowest pace that still is one; a thousand a second no partner allows. */
const requestsPerSecond = numberFrom(0.001, 1000);

const codec = only({
  url: httpUrl,
  method: oneOf('GET', 'POST'),
  headers,
  body: jsonObject,
  credentials: credentialsCodec,
  pagination: paginationCodec,
  limits: only({
    concurrency: wholeNumber(1, 1000),
    requestsPerSecond,
    burst: wholeNumber(1, 1000),
    attempts: wholeNumber(1, 100),
    maxBodyBytes: wholeNumber(1, 1024 * 1024 * 1024),
    timeouts: only({
      connectMs: timeout,
      firstByteMs: timeout,
      idleBodyMs: timeout,
      wholeRequestMs: timeout,
    }),
  }),
  processor: only({
    kind: oneOf('discard', 'ndjson', 'custom'),
    name: shortText,
  }),
  webhook: only({ url: httpUrl, secret: secretName }),
});

const invalid = (field: string, expected: string): RequestInvalid => ({
  _tag: 'RequestInvalid',
  errors: [{ field, expected }],
});

const withoutUndefined = <T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };

const processorOf = (
  choice:
    | { readonly kind?: 'discard' | 'ndjson' | 'custom' | undefined; readonly name?: string | undefined }
    | undefined,
): E.Either<RequestInvalid, JobRequest['processor']> => {
  const { kind = 'discard', name: chosen } = choice ?? {};
  if (kind === 'custom')
    return chosen === undefined
      ? E.left(invalid('processor.name', 'the name of a processor that is defined here'))
      : E.right({ kind, name: chosen });
  return chosen === undefined
    ? E.right({ kind })
    : E.left(invalid('processor.name', `left out beside "${kind}"`));
};

const webhookOf = (
  given: { readonly url?: string | undefined; readonly secret?: string | undefined } | undefined,
): E.Either<RequestInvalid, JobRequest['webhook']> => {
  if (given === undefined) return E.right(null);
  const { url, secret } = given;
  if (url === undefined) return E.left(invalid('webhook.url', httpUrl.name));
  return secret === undefined ? E.left(invalid('webhook.secret', secretName.name)) : E.right({ url, secret });
};

interface RateFields {
  readonly requestsPerSecond?: number | undefined;
  readonly burst?: number | undefined;
}

const rateOf = ({
  requestsPerSecond: perSecond,
  burst,
}: RateFields): E.Either<RequestInvalid, Rate | null> => {
  if (perSecond !== undefined) return E.right({ perSecond, burst: burst ?? 1 });
  return burst === undefined
    ? E.right(null)
    : E.left(invalid('limits.burst', 'given together with "requestsPerSecond" only'));
};

/** A body is posted, and a cursor that stands in the body needs one. */
const bodyOf = (
  method: JobRequest['method'],
  body: JobRequest['body'] | undefined,
  pagination: JobRequest['pagination'],
): E.Either<RequestInvalid, JobRequest['body']> => {
  if (method === 'POST') return E.right(body ?? {});
  if (body !== undefined && body !== null)
    return E.left(invalid('body', 'left out, or sent by "method": "POST"'));
  return pagination.kind === 'cursor' && pagination.in === 'body'
    ? E.left(invalid('method', '"POST" for a cursor that stands in the body'))
    : E.right(null);
};

const plainLimits = <L extends RateFields>({
  requestsPerSecond: _perSecond,
  burst: _burst,
  ...limits
}: L): Omit<L, keyof RateFields> => limits;

/** @example decodeJobRequest({ url: 'https://partner.example/payload' }) // the original's request is enough */
export const decodeJobRequest = (input: unknown): E.Either<RequestInvalid, JobRequest> =>
  pipe(
    codec.decode(input),
    E.mapLeft((errors): RequestInvalid => ({ _tag: 'RequestInvalid', errors: reportErrors(errors) })),
    E.bindTo('decoded'),
    E.bind('url', ({ decoded }) =>
      decoded.url === undefined ? E.left(invalid('url', httpUrl.name)) : E.right(decoded.url),
    ),
    E.bind('processor', ({ decoded }) => processorOf(decoded.processor)),
    E.bind('rate', ({ decoded: { limits = {} } }) => rateOf(limits)),
    E.bind('webhook', ({ decoded }) => webhookOf(decoded.webhook)),
    E.let('pagination', ({ decoded }) => decoded.pagination ?? ({ kind: 'detect' } as const)),
    E.let('method', ({ decoded }) => decoded.method ?? 'GET'),
    E.bind('body', ({ decoded, method, pagination }) => bodyOf(method, decoded.body, pagination)),
    E.map(
      ({
        decoded: { headers: extra = {}, credentials = null, limits = {} },
        url,
        method,
        body,
        pagination,
        processor,
        rate,
        webhook,
      }): JobRequest => ({
        url,
        method,
        headers: extra,
        body,
        credentials,
        pagination,
        limits: {
          ...defaultLimits,
          ...withoutUndefined(plainLimits(limits)),
          rate,
          timeouts: { ...defaultLimits.timeouts, ...withoutUndefined(limits.timeouts ?? {}) },
        } as JobRequest['limits'],
        processor,
        webhook,
      }),
    ),
  );
