import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { fingerprintKeys } from '../fingerprint/fingerprint.ts';
import { defaultsOf } from '../pagination/pagination.ts';
import { fingerprintsIn, ownAnswer, readAnswer } from './read-answer.ts';

const read = (names: ReadonlyArray<string>) => {
  const body = new TextEncoder().encode(JSON.stringify({ data: names.map((name) => ({ name })) }));
  const answer = readAnswer(defaultsOf.page, {
    status: 200,
    headers: {},
    body,
    url: 'https://a.example/',
    tookMs: 1,
  });
  if (E.isLeft(answer)) throw new Error(answer.left.detail);
  return answer.right;
};

describe('a part of a page', () => {
  it('by number has the fingerprints of its own records, also where nothing but their content tells them apart', () => {
    const part = ownAnswer(defaultsOf.page, { startAt: 12, count: 2 }, 5, read(['a', 'b', 'c', 'd', 'e']));
    if (E.isLeft(part)) throw new Error(part.left.detail);
    expect(part.right.records).toEqual([{ name: 'c' }, { name: 'd' }]);
    expect(fingerprintKeys(fingerprintsIn(defaultsOf.page, part.right))).toEqual(
      fingerprintKeys(fingerprintsIn(defaultsOf.page, read(['c', 'd']))),
    );
  });
});
