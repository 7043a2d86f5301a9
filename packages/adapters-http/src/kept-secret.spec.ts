// How long a secret is kept, when it is read again, and what happens when it is not to be had.
import type { Credentials } from '@api-poller/domain';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { bearer, credentialsBench, status } from './testing/credentials-bench.ts';

describe('a secret', () => {
  it('is read once for many requests, and again after five minutes', async () => {
    const { api, read, clock, secrets, ask } = credentialsBench();
    await Promise.all([ask(bearer), ask(bearer), ask(bearer)]);
    clock.ms += 299_999;
    await ask(bearer);
    expect(read).toEqual(['token']);
    secrets.set('token', 'rotated');
    clock.ms += 1;
    await ask(bearer);
    expect(read).toEqual(['token', 'token']);
    expect(api.at(-1)?.headers['authorization']).toBe('Bearer rotated');
  });

  it('that was rotated is read again after a 401, and the request sent once more', async () => {
    const { api, secrets, ask } = credentialsBench({
      api: (_, time) => {
        secrets.set('token', 'new');
        return status(time === 1 ? 401 : 200);
      },
    });
    expect(await ask(bearer)).toMatchObject({ right: { status: 200 } });
    expect(api.map(({ headers }) => headers['authorization'])).toEqual(['Bearer s3cret', 'Bearer new']);
  });

  it('that is always refused costs three requests more, then one a minute', async () => {
    const { api, read, clock, ask } = credentialsBench({ api: () => status(401) });
    for (let i = 0; i < 10; i += 1) expect(await ask(bearer)).toMatchObject({ right: { status: 401 } });
    expect([api.length, read.length]).toEqual([13, 4]);
    clock.ms += 60_000;
    await ask(bearer);
    expect(api).toHaveLength(15);
  });

  it.each<[Credentials, string]>([
    [{ kind: 'bearer', secret: 'none' }, 'there is no secret "none"'],
    [{ kind: 'bearer', secret: 'blank' }, 'the secret "blank" is empty'],
    [{ kind: 'basic', usernameSecret: 'pass', passwordSecret: 'token' }, 'the user name holds a colon'],
    [{ kind: 'basic', username: 'u', passwordSecret: 'none' }, 'there is no secret "none"'],
  ])('that %j needs and is not to be had is final', async (credentials, reason) => {
    const { api, ask } = credentialsBench({}, { blank: '' });
    expect(await ask(credentials)).toEqual(
      E.left({ _tag: 'CredentialsUnavailable', reason, mayPass: false }),
    );
    expect(api).toEqual([]);
  });

  it('that cannot be read now may be read later; one that is known goes on', async () => {
    const { clock, ask, failStore, read } = credentialsBench();
    failStore(true);
    expect(await ask(bearer)).toEqual(
      E.left({
        _tag: 'CredentialsUnavailable',
        reason: 'the secret "token" could not be read: down',
        mayPass: true,
      }),
    );
    failStore(false);
    expect(await ask(bearer)).toMatchObject({ right: { status: 200 } });
    failStore(true);
    clock.ms += 300_000;
    expect(await ask(bearer)).toMatchObject({ right: { status: 200 } });
    expect(await ask(bearer)).toMatchObject({ right: { status: 200 } });
    expect(read).toHaveLength(3);
    clock.ms += 5_000;
    await ask(bearer);
    expect(read).toHaveLength(4);
  });
});
