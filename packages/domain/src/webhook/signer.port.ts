// Signs texts with a secret that it knows by name: nobody else sees the secret.
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { StoreUnavailable } from '../ambient/ambient.port.ts';
import type { SecretUnknown } from '../credentials/secrets.port.ts';

/** Guarantees: reads the secret anew each time, so that a rotated one is used; no failure repeats it. */
export interface Signer {
  /** HMAC-SHA256 (RFC 2104) of the text in UTF-8, as 64 lower-case hexadecimal digits. */
  readonly sign: (secretName: string, text: string) => TaskEither<StoreUnavailable | SecretUnknown, string>;
}
