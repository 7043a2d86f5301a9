import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { serverBench } from '../testing/server-bench.ts';

describe('a request that cannot be run', () => {
  const address = 'http://127.0.0.1:9/payload';
  const url = 'https://partner.example/payload';
  const notPublic = [
    {
      field: 'url',
      expected: 'a public address; if you trust this one, allow it with --allow-host HOST:PORT',
    },
  ];
  const noUrl = [{ field: 'url', expected: 'an absolute http or https url without credentials in it' }];
  it.each([
    ['malformed JSON', '{"url":', 400, undefined],
    ['no url', '{}', 422, noUrl],
    ['no object', '[]', 422, [{ field: '', expected: 'an object' }]],
    ['a url that is not http', '{"url":"ftp://partner.example/x"}', 422, noUrl],
    ['a file', '{"url":"file:///etc/passwd"}', 422, noUrl],
    ['credentials in the url', '{"url":"https://me:secret@partner.example/"}', 422, noUrl],
    [
      'an unknown field',
      `{"url":"${url}","spped":1}`,
      422,
      [
        {
          field: 'spped',
          expected:
            'no such field; there are: url, method, headers, body, credentials, pagination, limits, processor, webhook',
        },
      ],
    ],
    [
      'a negative limit',
      `{"url":"${url}","limits":{"concurrency":-1}}`,
      422,
      [{ field: 'limits.concurrency', expected: 'a whole number from 1 to 1000' }],
    ],
    ['a body of 10 MB', `{"url":"${url}","headers":{"x":"${'x'.repeat(10_000_000)}"}}`, 413, undefined],
    ['the metadata service', '{"url":"http://169.254.169.254/latest/meta-data"}', 422, notPublic],
    ['loopback', `{"url":"${address}"}`, 422, notPublic],
    ['loopback of IPv6', '{"url":"http://[::1]:9/"}', 422, notPublic],
    ['loopback as a decimal', '{"url":"http://2130706433/"}', 422, notPublic],
    ['loopback in octal', '{"url":"http://0177.0.0.1/"}', 422, notPublic],
    ['loopback by name', '{"url":"http://localhost:9/"}', 422, notPublic],
  ])(
    'for %s is answered with a problem, by POST and by PUT, and nothing is stored',
    async (_, body, status, errors) => {
      const { folder, serve } = serverBench();
      const server = await serve();
      for (const [method, path] of [
        ['POST', '/jobs'],
        ['PUT', '/jobs/mine'],
      ] as const) {
        const answered = await fetch(`${server.url}${path}`, { method, body });
        const problem = (await answered.json()) as Record<string, unknown>;
        expect([answered.status, answered.headers.get('content-type'), problem['errors']]).toEqual([
          status,
          'application/problem+json',
          errors,
        ]);
        expect(JSON.stringify(problem)).not.toContain('secret');
      }
      expect(await (await fetch(`${server.url}/jobs`)).json()).toEqual({ Jobs: [] });
      expect(existsSync(join(folder, 'records'))).toBe(false);
    },
  );
});
