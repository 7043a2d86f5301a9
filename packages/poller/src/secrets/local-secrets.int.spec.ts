import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { left, right } from 'fp-ts/lib/Either.js';
import { describe, expect, it, onTestFinished } from 'vitest';
import { localSecrets, variableOf } from './local-secrets.ts';

const folderOf = (files: Readonly<Record<string, string>>): string => {
  const home = mkdtempSync(join(tmpdir(), 'secrets-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const folder = join(home, 'inside');
  mkdirSync(join(folder, 'team'), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
};
const unknown = (name: string) => left({ _tag: 'SecretUnknown', name });

describe('a secret on this machine', () => {
  it('comes from the environment, under its name in capitals', async () => {
    expect(variableOf('team/partner.api-key')).toBe('API_POLLER_SECRET_TEAM_PARTNER_API_KEY');
    const secrets = localSecrets({
      env: { API_POLLER_SECRET_TEAM_PARTNER_API_KEY: ' v\n', API_POLLER_SECRET_: 'x', TOKEN: 'x' },
      folder: null,
    });
    expect(await secrets.get('team/partner.api-key')()).toEqual(right(' v\n'));
    expect(await secrets.get('TOKEN')()).toEqual(unknown('TOKEN'));
    expect(await secrets.get('')()).toEqual(unknown(''));
  });

  it('comes from a file of its name, without the line break at its end', async () => {
    const folder = folderOf({ a: 'v\n', b: 'v\r\n', c: ' v \n\n', d: '', 'team/e': 'v' });
    const { get } = localSecrets({ env: { API_POLLER_SECRET_D: '' }, folder });
    expect(await Promise.all(['a', 'b', 'c', 'd', 'team/e'].map((name) => get(name)()))).toEqual([
      right('v'),
      right('v'),
      right(' v \n'),
      right(''),
      right('v'),
    ]);
  });

  it('of the environment stands before that of a file', async () => {
    const { get } = localSecrets({ env: { API_POLLER_SECRET_A: 'env' }, folder: folderOf({ a: 'file' }) });
    expect(await get('a')()).toEqual(right('env'));
  });

  it('is read anew each time', async () => {
    const folder = folderOf({ a: 'old' });
    const { get } = localSecrets({ env: {}, folder });
    await get('a')();
    writeFileSync(join(folder, 'a'), 'new');
    expect(await get('a')()).toEqual(right('new'));
  });

  it.each(['none', 'none/a', 'a/b', 'team'])('%s that is not there is unknown', async (name) => {
    expect(await localSecrets({ env: {}, folder: folderOf({ a: 'v' }) }).get(name)()).toEqual(unknown(name));
  });

  it.each(['../outside', 'team/../../outside', '/etc/hostname', '..', './a', ''])(
    'is never read from outside of the folder: %s',
    async (name) => {
      const folder = folderOf({ a: 'v' });
      writeFileSync(join(folder, '..', 'outside'), 's3cret');
      expect(await localSecrets({ env: {}, folder }).get(name)()).toEqual(unknown(name));
    },
  );

  it('that cannot be read is not said to be unknown', async () => {
    const folder = folderOf({});
    symlinkSync('a', join(folder, 'a'));
    expect(await localSecrets({ env: {}, folder }).get('a')()).toEqual(
      left({ _tag: 'StoreUnavailable', detail: 'the file of the secret "a" (ELOOP)' }),
    );
  });
});
