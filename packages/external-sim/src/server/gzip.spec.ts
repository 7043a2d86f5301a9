import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { gzipped } from './gzip.ts';

describe('a body as gzip', () => {
  it('decodes to itself', () => {
    expect(gunzipSync(gzipped(Buffer.from('{"a":1}'))).toString()).toBe('{"a":1}');
  });

  it('is small and decodes to as many bytes as it is told, still the same JSON', () => {
    const bomb = gzipped(Buffer.from('{"a":1}'), 40_000_000);
    expect(bomb.length).toBeLessThan(60_000);
    const text = gunzipSync(bomb).toString();
    expect(text.length).toBe(40_000_000);
    expect(JSON.parse(text)).toEqual({ a: 1 });
  });
});
