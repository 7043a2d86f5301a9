// The Signer port on node:crypto. The secret is read for each signature and kept nowhere.
import { createHmac } from 'node:crypto';
import type { Secrets, Signer } from '@api-poller/domain';
import * as E from 'fp-ts/lib/Either.js';

/** @example hmacSigner({ secrets }).sign('told', '1795478400.{}') */
export const hmacSigner = ({ secrets }: { readonly secrets: Secrets }): Signer => ({
  sign: (secretName, text) => async () =>
    E.map((secret: string) => createHmac('sha256', secret).update(text, 'utf8').digest('hex'))(
      await secrets.get(secretName)(),
    ),
});
