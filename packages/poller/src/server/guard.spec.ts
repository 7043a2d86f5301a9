import { describe, expect, it } from 'vitest';
import { bearerCheck, isLocalCaller, isLoopbackHost } from './guard.ts';

describe('a server with a token', () => {
  const check = bearerCheck('s3cret');
  it.each([
    ['Bearer s3cret', true],
    ['Bearer s3cre', false],
    ['Bearer s3cretx', false],
    ['bearer s3cret', false],
    ['s3cret', false],
    ['', false],
    [null, false],
  ])('to "%s" answers %s', (header, passes) => {
    expect(check(header)).toBe(passes);
  });
});

describe('a server without a token', () => {
  it.each([
    ['127.0.0.1:4000', undefined, true],
    ['localhost:4000', undefined, true],
    ['[::1]:4000', undefined, true],
    ['localhost:4000', 'http://localhost:4000', true],
    // A web page that the browser of this machine shows.
    ['127.0.0.1:4000', 'https://evil.example', false],
    ['127.0.0.1:4000', 'null', false],
    // A name of somebody else that was made to resolve to this machine.
    ['evil.example:4000', 'http://evil.example:4000', false],
    ['127.0.0.1.evil.example', undefined, false],
    [undefined, undefined, false],
  ])('lets Host %s with Origin %s pass: %s', (host, origin, passes) => {
    expect(isLocalCaller({ host, origin })).toBe(passes);
  });

  it.each([
    ['127.0.0.1', true],
    ['127.8.8.8', true],
    ['localhost', true],
    ['::1', true],
    ['0.0.0.0', false],
    ['::', false],
    ['192.168.1.5', false],
    ['example.org', false],
  ])('may listen on %s: %s', (host, may) => {
    expect(isLoopbackHost(host)).toBe(may);
  });
});
