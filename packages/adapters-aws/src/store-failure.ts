// Whatever AWS throws, as the one failure that the ports know. It names the error and never quotes it: messages repeat requests.
import * as E from 'fp-ts/lib/Either.js';
import type { StoreUnavailable } from '@api-poller/domain';

interface Named {
  readonly name: string;
  readonly status: number | null;
}

const named = (cause: unknown): Named => {
  if (!(cause instanceof Error)) return { name: 'unknown', status: null };
  const { $metadata: metadata } = cause as Error & {
    readonly $metadata?: { readonly httpStatusCode?: number };
  };
  return { name: cause.name, status: metadata?.httpStatusCode ?? null };
};

export const isNamed = (cause: unknown, ...names: ReadonlyArray<string>): boolean =>
  names.includes(named(cause).name);

export const unavailable = (service: string, cause: unknown): StoreUnavailable => {
  const { name, status } = named(cause);
  return {
    _tag: 'StoreUnavailable',
    detail: `${service} failed: ${name}${status === null ? '' : ` (${status})`}`,
  };
};

/** Runs calls of a service; anything that they throw is StoreUnavailable. */
export const calling =
  <A>(service: string, work: () => Promise<A>) =>
  async (): Promise<E.Either<StoreUnavailable, A>> => {
    try {
      return E.right(await work());
    } catch (cause) {
      return E.left(unavailable(service, cause));
    }
  };
