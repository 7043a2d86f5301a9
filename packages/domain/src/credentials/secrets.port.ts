// Secrets by name. Requests, stores and logs know the names alone.
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { StoreUnavailable } from '../ambient/ambient.port.ts';

/** There is no secret of that name here. */
export interface SecretUnknown {
  readonly _tag: 'SecretUnknown';
  readonly name: string;
}

/**
 * Guarantees: reads anew each time, so that a rotated secret is seen; no failure repeats what was read. A name that
 * `isSecretName` refuses is unknown, whatever the store could make of it.
 */
export interface Secrets {
  readonly get: (name: string) => TaskEither<StoreUnavailable | SecretUnknown, string>;
}
