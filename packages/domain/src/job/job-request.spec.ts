import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { decodeJobRequest } from './job-request.codec.ts';

const errorsOf = (input: unknown) => {
  const decoded = decodeJobRequest(input);
  return decoded._tag === 'Left' ? decoded.left.errors : 'accepted';
};

describe('a job request', () => {
  it("of the original's shape is enough", () => {
    const decoded = decodeJobRequest({ url: 'https://partner.example/payload' });
    expect(decoded).toMatchObject({
      right: {
        url: 'https://partner.example/payload',
        pagination: { kind: 'detect' },
        limits: { concurrency: 25, attempts: 7, timeouts: { connectMs: 10_000 } },
        processor: { kind: 'discard' },
      },
    });
  });

  it('keeps what it says and fills in the rest', () => {
    const decoded = decodeJobRequest({
      url: 'http://a.example',
      limits: { concurrency: 3, timeouts: { connectMs: 5 } },
    });
    expect(decoded).toMatchObject({
      right: { limits: { concurrency: 3, attempts: 7, timeouts: { connectMs: 5, firstByteMs: 30_000 } } },
    });
  });

  const url = 'https://a.example/p';
  it.each([
    ['no url', {}, 'url', 'an absolute http or https url without credentials in it'],
    [
      'not http',
      { url: 'ftp://a.example' },
      'url',
      'an absolute http or https url without credentials in it',
    ],
    [
      'credentials in the url',
      { url: 'https://u:p@a.example' },
      'url',
      'an absolute http or https url without credentials in it',
    ],
    [
      'an unknown field',
      { url, colour: 1 },
      'colour',
      'no such field; there are: url, method, headers, body, credentials, pagination, limits, processor, webhook',
    ],
    [
      'an unknown inner field',
      { url, limits: { speed: 1 } },
      'limits.speed',
      'no such field; there are: concurrency, requestsPerSecond, burst, attempts, maxBodyBytes, timeouts',
    ],
    [
      'a negative limit',
      { url, limits: { concurrency: -1 } },
      'limits.concurrency',
      'a whole number from 1 to 1000',
    ],
    [
      'a text for a number',
      { url, limits: { attempts: '3' } },
      'limits.attempts',
      'a whole number from 1 to 100',
    ],
    [
      'a header with a line break',
      { url, headers: { a: 'b\r\nc: d' } },
      'headers',
      'an object of header names and texts without line breaks',
    ],
    [
      'an unknown processor',
      { url, processor: { kind: 'magic' } },
      'processor.kind',
      '"discard", "ndjson" or "custom"',
    ],
    [
      'a custom processor without a name',
      { url, processor: { kind: 'custom' } },
      'processor.name',
      'the name of a processor that is defined here',
    ],
    ['an array', [], '', 'an object'],
    ['a text', 'x', '', 'an object'],
  ])('with %s is refused by its field', (_, input, field, expected) => {
    expect(errorsOf(input)).toEqual([{ field, expected }]);
  });

  it('takes a pace, one request at a time unless a burst is given', () => {
    const rateOf = (limits: object) => {
      const decoded = decodeJobRequest({ url: 'https://partner.example', limits });
      return E.isRight(decoded) ? decoded.right.limits.rate : decoded.left.errors;
    };
    expect(rateOf({})).toBeNull();
    expect(rateOf({ requestsPerSecond: 0.5 })).toEqual({ perSecond: 0.5, burst: 1 });
    expect(rateOf({ requestsPerSecond: 10, burst: 5 })).toEqual({ perSecond: 10, burst: 5 });
    expect(rateOf({ requestsPerSecond: 0 })).toEqual([
      { field: 'limits.requestsPerSecond', expected: 'a number from 0.001 to 1000' },
    ]);
    expect(rateOf({ burst: 5 })).toEqual([
      { field: 'limits.burst', expected: 'given together with "requestsPerSecond" only' },
    ]);
  });

  it('never quotes a value in its errors', () => {
    expect(
      JSON.stringify(errorsOf({ url: 'https://user:hunter2@a.example', limits: { attempts: 'hunter2' } })),
    ).not.toContain('hunter2');
  });
});
