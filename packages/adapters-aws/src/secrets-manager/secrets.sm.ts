// Secrets by name. What it reads is never logged, and never part of an error.
import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Secrets, SecretUnknown } from '@api-poller/domain';
import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { calling, isNamed } from '../store-failure.ts';

export interface SecretsManagerOptions {
  readonly client: SecretsManagerClient;
  /** Stands before each name: the function may read those secrets and no others. */
  readonly prefix?: string;
}

export const secretsManagerSecrets = ({ client, prefix = '' }: SecretsManagerOptions): Secrets => ({
  get: (name) =>
    TE.flatMap(
      calling('Secrets Manager', async (): Promise<E.Either<SecretUnknown, string>> => {
        try {
          const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: prefix + name }));
          return SecretString === undefined ? E.left({ _tag: 'SecretUnknown', name }) : E.right(SecretString);
        } catch (cause) {
          if (isNamed(cause, 'ResourceNotFoundException')) return E.left({ _tag: 'SecretUnknown', name });
          throw cause;
        }
      }),
      (found) => TE.fromEither<SecretUnknown, string>(found),
    ),
});
