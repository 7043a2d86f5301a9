import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { decodeJobRequest } from './job-request.codec.ts';
import { judgeRequest } from './judge-request.ts';

const judged = (input: object, processors: ReadonlyArray<string> = []) =>
  E.chain(judgeRequest({ policy: { allow: [{ host: 'localhost', port: 4010 }] }, processors }))(
    decodeJobRequest(input),
  );
const notPublic = [
  { field: 'url', expected: 'a public address; if you trust this one, allow it with --allow-host HOST:PORT' },
];

describe('a request', () => {
  it.each([
    'http://169.254.169.254/latest/meta-data',
    'http://127.0.0.1/payload',
    'http://[::1]/payload',
    'http://2130706433/payload',
    'http://0x7f.1/payload',
    'http://0177.0.0.1/payload',
    'http://[::ffff:10.0.0.1]/payload',
    'http://localhost/payload',
  ])('to %s is refused by its url', (url) => {
    expect(judged({ url })).toEqual(E.left({ _tag: 'RequestInvalid', errors: notPublic }));
  });

  it('to an address that is allowed, or public, passes', () => {
    expect(E.isRight(judged({ url: 'http://localhost:4010/payload' }))).toBe(true);
    expect(E.isRight(judged({ url: 'https://partner.example/payload' }))).toBe(true);
  });

  it('whose webhook leads to a forbidden address is refused by that url', () => {
    const told = (url: string) => ({ url: 'https://partner.example', webhook: { url, secret: 'told' } });
    expect(judged(told('http://169.254.169.254/'))).toMatchObject({
      left: { errors: [{ field: 'webhook.url' }] },
    });
    expect(E.isRight(judged(told('http://localhost:4010/told')))).toBe(true);
    expect(E.isRight(judged(told('https://told.example/')))).toBe(true);
  });

  it('for a processor that is not defined is refused by its name', () => {
    const request = { url: 'https://partner.example', processor: { kind: 'custom', name: 'orders' } };
    expect(judged(request)).toMatchObject({
      left: {
        errors: [{ field: 'processor.name', expected: 'a processor that is defined here; there are none' }],
      },
    });
    expect(judged(request, ['invoices', 'people'])).toMatchObject({
      left: {
        errors: [
          {
            field: 'processor.name',
            expected: 'one of the processors that are defined here: invoices, people',
          },
        ],
      },
    });
    expect(E.isRight(judged(request, ['orders']))).toBe(true);
  });
});
