// Secrets by name. What it reads is never logged, and never part of an error.
import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { StoreUnavailable } from '@api-poller/domain';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { calling, isNamed } from '../store-failure.ts';

export interface Secrets {
  /** Null when there is no secret of that name. */
  readonly get: (name: string) => TaskEither<StoreUnavailable, string | null>;
}

export const secretsManagerSecrets = ({ client }: { readonly client: SecretsManagerClient }): Secrets => ({
  get: (name) =>
    calling('Secrets Manager', async () => {
      try {
        const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: name }));
        return SecretString ?? null;
      } catch (cause) {
        if (isNamed(cause, 'ResourceNotFoundException')) return null;
        throw cause;
      }
    }),
});
