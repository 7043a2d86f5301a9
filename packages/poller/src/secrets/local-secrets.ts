// The Secrets port on this machine: environment variables first, then files of a folder. It reads anew each time and writes nothing.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isSecretName, type Secrets, type SecretUnknown, type StoreUnavailable } from '@api-poller/domain';
import * as E from 'fp-ts/lib/Either.js';

export interface LocalSecretsOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Each file is a secret, its name the file's; null for none. Docker and Kubernetes lay secrets out like this. */
  readonly folder: string | null;
}

const PREFIX = 'API_POLLER_SECRET_';

/**
 * The variable that holds a secret: in capitals, with `_` for all that is no letter or digit.
 * @example variableOf('partner/api-key') // 'API_POLLER_SECRET_PARTNER_API_KEY'
 */
export const variableOf = (name: string): string => PREFIX + name.toUpperCase().replace(/[^A-Z0-9]/g, '_');

const unknown = (name: string): E.Either<SecretUnknown, never> => E.left({ _tag: 'SecretUnknown', name });

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'UNKNOWN';

/** There is no such file: the name, or a folder in it, leads nowhere, or to a folder. */
const ABSENT: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'EISDIR']);

const fromFile = async (
  folder: string,
  name: string,
): Promise<E.Either<StoreUnavailable | SecretUnknown, string>> => {
  try {
    // Editors and `echo` end a file with a line break that belongs to no secret.
    return E.right((await readFile(join(folder, name), 'utf8')).replace(/\r?\n$/, ''));
  } catch (error) {
    const code = codeOf(error);
    return ABSENT.has(code)
      ? unknown(name)
      : E.left({ _tag: 'StoreUnavailable', detail: `the file of the secret "${name}" (${code})` });
  }
};

/** @example localSecrets({ env: process.env, folder: '/run/secrets' }) */
export const localSecrets = ({ env, folder }: LocalSecretsOptions): Secrets => ({
  get: (name) => async () => {
    // Names have no way out of the folder.
    if (!isSecretName(name)) return unknown(name);
    const value = env[variableOf(name)];
    if (value !== undefined && value !== '') return E.right(value);
    return folder === null ? unknown(name) : fromFile(folder, name);
  },
});
