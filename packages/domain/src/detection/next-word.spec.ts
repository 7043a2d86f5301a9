import { describe, expect, it } from 'vitest';
import { namesPlace } from './names-place.ts';
import { nextWord } from './next-word.ts';

describe('the word of a next page', () => {
  it.each<[string, unknown, Record<string, string>, ReturnType<typeof nextWord>]>([
    ['Link with next', [], { link: '<?page=2>; rel="next"' }, 'more'],
    ['Link without next', [], { link: '<?page=1>; rel="prev"' }, 'end'],
    ['has_more', { has_more: true, next: null }, {}, 'more'],
    ['no has_more', { has_more: false }, {}, 'end'],
    ['a next url', { next: 'https://api.example/?page=2' }, {}, 'more'],
    ['a next of null', { next: null, results: [] }, {}, 'end'],
    ['an empty cursor', { response_metadata: { next_cursor: '' } }, {}, 'end'],
    ['a cursor', { next_cursor: 'abc' }, {}, 'more'],
    ['a cursor in a header', [], { 'x-next-cursor': 'abc' }, 'more'],
    ['a Link that cannot be read, and nothing else', [], { link: '<' }, null],
    ['nothing', { data: [] }, {}, null],
    ['a body that is no object', null, {}, null],
  ])('of %s', (_, document, headers, word) => {
    expect(nextWord({ document, headers })).toBe(word);
  });
});

describe('a url', () => {
  it.each([
    ['https://api.example/rows?offset=100', true],
    ['https://api.example/rows?page=2&per_page=5', true],
    ['https://api.example/rows?cursor=100', false],
    ['https://api.example/rows?page=abc', false],
    ['https://api.example/rows/2', false],
  ])('%s names a place: %s', (url, names) => {
    expect(namesPlace(url)).toBe(names);
  });
});
