import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { gathering } from './gathering.ts';

/** Requests that end when they are told to. */
const bench = (mostAtOnce: number, most = 3) => {
  const sent: Array<ReadonlyArray<string>> = [];
  const ends: Array<() => void> = [];
  const add = gathering<string, string>({
    most,
    quietMs: 5,
    mostMs: 12,
    mostAtOnce,
    send: async (items) => {
      sent.push(items);
      await new Promise<void>((resolve) => ends.push(resolve));
      return items.map((item) => `${item}!`);
    },
  });
  return { sent, add, end: () => ends.shift()?.() };
};

describe('calls of one moment', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('share a request once it is quiet, and each has its own answer', async () => {
    const { sent, add, end } = bench(1);
    const answers = Promise.all([add('a'), add('b')]);
    await vi.advanceTimersByTimeAsync(4);
    expect(sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(sent).toEqual([['a', 'b']]);
    end();
    expect(await answers).toEqual(['a!', 'b!']);
  });

  it('are sent at once when a request is full', async () => {
    const { sent, add } = bench(1);
    void Promise.all(['a', 'b', 'c', 'd'].map(add));
    expect(sent).toEqual([['a', 'b', 'c']]);
  });

  it('wait for those that come while it is not quiet', async () => {
    const { sent, add } = bench(1);
    void add('a');
    await vi.advanceTimersByTimeAsync(4);
    void add('b');
    await vi.advanceTimersByTimeAsync(4);
    expect(sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(sent).toEqual([['a', 'b']]);
  });

  it('that keep coming do not hold up the first for longer than the most', async () => {
    const { sent, add } = bench(1, 10);
    void add('a');
    await vi.advanceTimersByTimeAsync(4);
    void add('b');
    await vi.advanceTimersByTimeAsync(4);
    // Eight of twelve milliseconds are over: this one may not start the wait anew, or the first would wait for thirteen.
    void add('c');
    await vi.advanceTimersByTimeAsync(1);
    expect(sent).toEqual([['a', 'b', 'c']]);
  });

  it('share the next request when one is under way, without waiting again', async () => {
    const { sent, add, end } = bench(1);
    void add('a');
    await vi.advanceTimersByTimeAsync(5);
    void Promise.all(['b', 'c', 'd', 'e'].map(add));
    await vi.advanceTimersByTimeAsync(100);
    expect(sent).toEqual([['a']]);
    end();
    await vi.advanceTimersByTimeAsync(0);
    expect(sent).toEqual([['a'], ['b', 'c', 'd']]);
    end();
    await vi.advanceTimersByTimeAsync(0);
    expect(sent).toEqual([['a'], ['b', 'c', 'd'], ['e']]);
  });

  it('may have several requests under way', async () => {
    const { sent, add } = bench(2);
    void Promise.all(['a', 'b', 'c', 'd', 'e', 'f', 'g'].map(add));
    await vi.advanceTimersByTimeAsync(100);
    expect(sent).toEqual([
      ['a', 'b', 'c'],
      ['d', 'e', 'f'],
    ]);
  });
});
