import { describe, expect, it } from 'vitest';
import { carry, classify } from './classify.ts';

const before = { host: 'example.com:443', connected: false, connectMs: 3_000 };
const after = { ...before, connected: true };
const coded = (code: unknown): Error => Object.assign(new Error('a message with s3cret in it'), { code });
const host = 'example.com:443';

describe('the classification of a failure', () => {
  it.each([
    ['ENOTFOUND', { _tag: 'NameNotFound', host }],
    ['ENODATA', { _tag: 'NameNotFound', host }],
    ['EAI_AGAIN', { _tag: 'ConnectionLost', host, code: 'EAI_AGAIN' }],
    ['ECONNREFUSED', { _tag: 'ConnectionRefused', host }],
    ['EHOSTUNREACH', { _tag: 'ConnectionLost', host, code: 'EHOSTUNREACH' }],
    ['ENETUNREACH', { _tag: 'ConnectionLost', host, code: 'ENETUNREACH' }],
    ['ETIMEDOUT', { _tag: 'TimedOut', interval: 'connect', afterMs: 3_000 }],
    ['UND_ERR_CONNECT_TIMEOUT', { _tag: 'TimedOut', interval: 'connect', afterMs: 3_000 }],
    ['CERT_HAS_EXPIRED', { _tag: 'TlsRejected', host, code: 'CERT_HAS_EXPIRED' }],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', { _tag: 'TlsRejected', host, code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }],
    ['SELF_SIGNED_CERT_IN_CHAIN', { _tag: 'TlsRejected', host, code: 'SELF_SIGNED_CERT_IN_CHAIN' }],
    [
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      { _tag: 'TlsRejected', host, code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' },
    ],
    ['ERR_TLS_CERT_ALTNAME_INVALID', { _tag: 'TlsRejected', host, code: 'ERR_TLS_CERT_ALTNAME_INVALID' }],
    ['ERR_SSL_WRONG_VERSION_NUMBER', { _tag: 'TlsRejected', host, code: 'ERR_SSL_WRONG_VERSION_NUMBER' }],
    ['ERROR_IN_CERT_NOT_BEFORE_FIELD', { _tag: 'TlsRejected', host, code: 'ERROR_IN_CERT_NOT_BEFORE_FIELD' }],
    ['ERROR_IN_CRL_NEXT_UPDATE_FIELD', { _tag: 'TlsRejected', host, code: 'ERROR_IN_CRL_NEXT_UPDATE_FIELD' }],
    ['INVALID_CA', { _tag: 'TlsRejected', host, code: 'INVALID_CA' }],
    ['EPROTO', { _tag: 'TlsRejected', host, code: 'EPROTO' }],
    [
      'UND_ERR_INVALID_ARG',
      { _tag: 'RequestRefused', reason: 'a header or the path holds what HTTP forbids there' },
    ],
  ])('reads %s', (code, failure) => expect(classify(coded(code), before)).toEqual(failure));

  it.each([
    'ECONNRESET',
    'EPIPE',
    'ETIMEDOUT',
    'UND_ERR_SOCKET',
    'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
    'UND_ERR_HEADERS_OVERFLOW',
    'UND_ERR_CLOSED',
    'HPE_INVALID_CONSTANT',
  ])('reads %s on an open connection as its loss', (code) =>
    expect(classify(coded(code), after)).toEqual({ _tag: 'ConnectionLost', host, code }),
  );

  it.each([
    undefined,
    null,
    7,
    'text',
    new Error('s3cret'),
    coded('s3cret: a header'),
    coded(42),
    coded(''),
    Object.create(null),
  ])('is total and repeats no message: %s', (error) =>
    expect(classify(error, after)).toEqual({ _tag: 'ConnectionLost', host, code: 'UNKNOWN' }),
  );

  it('lets through what a guard of ours has decided', () => {
    expect(classify(carry({ _tag: 'TooManyRedirects', limit: 5 }), before)).toEqual({
      _tag: 'TooManyRedirects',
      limit: 5,
    });
  });
});
