import type { Secrets } from '@api-poller/domain';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { hmacSigner } from './hmac-signer.ts';

const known: Readonly<Record<string, string>> = { told: 'Jefe', other: 'other' };
const secrets: Secrets = {
  get: (name) => async () => {
    const value = known[name];
    return value === undefined ? E.left({ _tag: 'SecretUnknown', name }) : E.right(value);
  },
};

describe('a signature', () => {
  it('is the HMAC-SHA256 of the text', async () => {
    // RFC 4231, test case 2.
    expect(await hmacSigner({ secrets }).sign('told', 'what do ya want for nothing?')()).toEqual(
      E.right('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'),
    );
  });

  it('of a text beyond ASCII is that of its UTF-8', async () => {
    // printf 'ü' | openssl dgst -sha256 -hmac other
    expect(await hmacSigner({ secrets }).sign('other', 'ü')()).toEqual(
      E.right('f2992b41e372c6cfa503648450dede1313ac4059d65e4fc76ffeb7756a0c6846'),
    );
  });

  it('without its secret is none', async () => {
    expect(await hmacSigner({ secrets }).sign('absent', 'x')()).toEqual(
      E.left({ _tag: 'SecretUnknown', name: 'absent' }),
    );
  });
});
