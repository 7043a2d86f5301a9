import { left, right, type Either } from 'fp-ts/lib/Either.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BodyFormat } from './body-format.ts';
import type { PageMalformed } from './page-malformed.ts';
import { readBody, readDocument, recordTextsOf } from './read-body.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const malformed = (detail: string): Either<PageMalformed, never> => left({ _tag: 'PageMalformed', detail });
const records = (format: BodyFormat, recordsAt: string, text: string) => {
  const read = readBody(format, recordsAt, bytes(text));
  return read._tag === 'Right' ? read.right.records : read.left.detail;
};
const texts = (format: BodyFormat, recordsAt: string, text: string) => {
  const cut = recordTextsOf(format, recordsAt, bytes(text));
  return cut._tag === 'Right' ? cut.right : cut.left.detail;
};

const nested = '{"meta":{"data":[0]},"data":{"items":[{"id":9007199254740993},{"id":2}],"more":false}}';
const groups = '{"data":[{"rows":[{"b":1,"a":1.50}]},{"rows":[]},{"rows":[{"id":12345678901234567890}]}]}';

describe('the place of records in JSON', () => {
  it.each([
    ['$', '[1,{"a":[2]}]', [1, { a: [2] }]],
    ['payload', '{"payload":[1]}', [1]],
    ['a b.c', '{"a b.c":[1]}', [1]],
    ['$.payload', '{"payload":[]}', []],
    ['$.data.items', nested, [{ id: 9007199254740992 }, { id: 2 }]],
    ["$['data'].items", nested, [{ id: 9007199254740992 }, { id: 2 }]],
    ['$.data[*].rows[*]', groups, [{ a: 1.5, b: 1 }, { id: 12345678901234567000 }]],
    ['$.data[0].rows', groups, [{ a: 1.5, b: 1 }]],
    ['$.data[-1].rows', groups, [{ id: 12345678901234567000 }]],
    ['$..rows[*]', groups, [{ a: 1.5, b: 1 }, { id: 12345678901234567000 }]],
    ['$.data[*].rows', groups, [[{ a: 1.5, b: 1 }], [], [{ id: 12345678901234567000 }]]],
    ['$.byId.*', '{"byId":{"z":{"n":1},"a":{"n":2}}}', [{ n: 1 }, { n: 2 }]],
    ['$.data[?@.on]', '{"data":[{"on":1},{"off":2}]}', [{ on: 1 }]],
    ['$.data[*]', '{"data":[]}', []],
  ])('is %s', (recordsAt, text, expected) => {
    expect(records('json', recordsAt, text)).toEqual(expected);
  });

  it.each([
    ['$', '[{"a": 1} ,2]', ['{"a": 1}', '2']],
    ['$.data.items', nested, ['{"id":9007199254740993}', '{"id":2}']],
    ['$.data[*].rows[*]', groups, ['{"b":1,"a":1.50}', '{"id":12345678901234567890}']],
    ['$.data[2].rows', groups, ['{"id":12345678901234567890}']],
    ['$.data[*].rows', groups, ['[{"b":1,"a":1.50}]', '[]', '[{"id":12345678901234567890}]']],
    ['$.byId.*', '{"byId":{"z": 1.0 ,"\\u0061":2}}', ['1.0', '2']],
    ['$.a.b', '{"a":{"b":[1]},"a":{"b":[2],"b":[3e1]}}', ['3e1']],
    ['$.a.b', '{"a":{"b":[1]},"a":{"c":[2]}}', 'the body has no array of records under "$.a.b"'],
    ['$.a.b', '{"a":{"b":[1]},"a":7}', 'the body has no array of records under "$.a.b"'],
    ['$..n', '{"a":{"n":{"n":-0}}}', ['{"n":-0}', '-0']],
    ['$.data[*]', '{\n "data": [\n  {"a": "x  y",\n "b": 1}\n ]\n}', ['{"a":"x  y","b":1}']],
  ])('gives the texts under %s as they came', (recordsAt, text, expected) => {
    expect(texts('json', recordsAt, text)).toEqual(expected);
  });

  it.each([
    ['payload', '{"payload":7}', 'the body has no array of records under "payload"'],
    ['payload', '[]', 'the body has no array of records under "payload"'],
    ['$', '{}', 'the body has no array of records under "$"'],
    ['$.a.b', '{"a":[]}', 'the body has no array of records under "$.a.b"'],
    ['$.data[0].rows', '{"data":[]}', 'the body has no array of records under "$.data[0].rows"'],
    ['$.data[*].rows[*]', '{"data":null}', 'the body has no array of records under "$.data[*].rows[*]"'],
    ['$.data[*]', '{}', 'the body has no array of records under "$.data[*]"'],
    ['toString', '{}', 'the body has no array of records under "toString"'],
    ['payload', '{"payload":[1', 'the body (13 bytes) is not JSON'],
    ['$.', '[]', 'the place of the records is neither a field name nor a JSONPath'],
  ])('may hold none: %s of %s', (recordsAt, text, detail) => {
    expect(records('json', recordsAt, text)).toBe(detail);
  });

  it('may begin with a byte order mark', () => {
    expect(records('json', 'payload', '\uFEFF{"payload":[1]}')).toEqual([1]);
    expect(texts('json', 'payload', '\uFEFF{"payload":[1]}')).toEqual(['1']);
    expect(texts('ndjson', '', '\uFEFF{"a":1}')).toEqual(['{"a":1}']);
    expect(texts('csv', '', '\uFEFFa\n1')).toEqual(['{"a":"1"}']);
    expect(texts('xml', '$.r.i', '\uFEFF<r><i>1</i></r>')).toEqual(['"1"']);
  });

  it('is read with the whole body beside it', () => {
    expect(readBody('json', 'payload', bytes('{"payload":[1],"total":2}'))).toEqual(
      right({ document: { payload: [1], total: 2 }, records: [1] }),
    );
    expect(readDocument('json', bytes('{"total":2}'))).toEqual(right({ total: 2 }));
    expect(readDocument('csv', bytes('a,b'))).toEqual(right(null));
  });
});

describe('an error under a good status', () => {
  it.each([
    ['payload', '{"error":"s3cret"}', 'error'],
    ['payload', '{"Errors":[{"message":"s3cret"}],"data":null}', 'Errors'],
    ['$.data.items', '{"data":null,"errors":[1]}', 'errors'],
    ['$.data[*].rows[*]', '{"message":"s3cret"}', 'message'],
    ['payload', '{"code":17}', 'code'],
    ['payload', '{"payload":[],"error":{"s3cret":1}}', 'error'],
    ['$.data[*]', '{"data":[],"fault":true}', 'fault'],
  ])('instead of records under %s is seen: %s', (recordsAt, text, member) => {
    expect(readBody('json', recordsAt, bytes(text))).toEqual(
      malformed(`the answer is an error (member "${member}") under status 200`),
    );
  });

  it.each([
    '{"payload":[1],"error":"one of two shards"}',
    '{"payload":[],"error":null,"errors":[],"message":"ok","code":200}',
  ])('is not what %s is', (text) => {
    expect(readBody('json', 'payload', bytes(text))._tag).toBe('Right');
  });

  it('that says nothing is a body without records', () => {
    expect(records('json', 'payload', '{"error":null,"errors":[],"code":0}')).toBe(
      'the body has no array of records under "payload"',
    );
  });
});

describe('a body of lines', () => {
  it('has a record a line, as it came', () => {
    const body = '{"id":9007199254740993}\r\n\n  \n [1,  2] \n"a\\u00e9"';
    expect(texts('ndjson', '', body)).toEqual(['{"id":9007199254740993}', '[1,  2]', '"a\\u00e9"']);
    expect(records('ndjson', '', body)).toEqual([{ id: 9007199254740992 }, [1, 2], 'aé']);
    expect(texts('ndjson', '', '')).toEqual([]);
  });

  it('names the line that is none, and not what it says', () => {
    expect(texts('ndjson', '', '{"a":1}\n\n{"s3cret":')).toBe('line 3 is not JSON');
  });
});

describe('a body nested too deep', () => {
  const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;

  it('is refused at 501 levels and read at 500', () => {
    expect(records('json', '$', deep(501))).toBe('the body is nested deeper than 500 levels');
    expect(texts('json', '$..*', deep(501))).toBe('the body is nested deeper than 500 levels');
    expect(records('ndjson', '', deep(501))).toBe('the body is nested deeper than 500 levels');
    expect(records('json', '$', deep(500))).toHaveLength(1);
    expect(texts('json', '$..*', deep(500))).toHaveLength(499);
    expect(records('json', '$', `["${'['.repeat(600)}\\"["]`)).toHaveLength(1);
  });

  it('does not overflow the stack', () => {
    for (const text of [deep(2_000_000), '['.repeat(2_000_000), '{"a":'.repeat(500_000)])
      for (const recordsAt of ['$', 'a', '$.a.a', '$..a', '$[*]']) {
        expect(records('json', recordsAt, text)).toBe('the body is nested deeper than 500 levels');
        expect(texts('json', recordsAt, text)).toBeDefined();
      }
  });

  it('nor does a string of many megabytes in a page with line breaks', () => {
    const long = 'x'.repeat(20_000_000);
    expect(texts('json', '$', `[\n{ "a":\n"${long}"}]`)).toEqual([`{"a":"${long}"}`]);
  });
});

describe('the texts of records', () => {
  const paths = ['payload', '$.payload', '$.payload[*]', "$['payload'][*]", '$..payload'] as const;

  it('parse to the very values that are read, and are as many', () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue()),
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.nat(2),
        fc.constantFrom(...paths),
        (payload, others, indent, path) => {
          const text = JSON.stringify({ ...others, payload }, null, indent);
          const read = records('json', path, text);
          // An empty list beside a member of "others" that is called "error" is one.
          fc.pre(Array.isArray(read));
          const cut = texts('json', path, text);
          const lines = typeof cut === 'string' ? [cut] : cut;
          expect(lines.map((line): unknown => JSON.parse(line))).toEqual(read);
          for (const line of lines) expect(line).not.toContain('\n');
        },
      ),
    );
  });

  it('keep integers of any length digit for digit', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt()), fc.constantFrom(...paths.slice(0, 4)), (integers, path) => {
        const digits = integers.map(String);
        expect(texts('json', path, `{"payload":[${digits.join(' , ')}]}`)).toEqual(digits);
        expect(texts('ndjson', '', digits.join('\n'))).toEqual(digits);
      }),
    );
  });

  it('are none of arbitrary bytes, which never throw', () => {
    const formats = fc.constantFrom<BodyFormat>('json', 'ndjson', 'csv', 'xml');
    const jsonish = fc.stringMatching(/^[[\]{}",:\\ab01\n <>/=&#;x!-]{0,60}$/).map(bytes);
    const places = fc.oneof(
      fc.constantFrom('$', 'a', '$.a.b', '$[*].a', '$..b', '$.a[0]', '$.a[?@.b]'),
      fc.string(),
    );
    fc.assert(
      fc.property(formats, places, fc.oneof(fc.uint8Array(), jsonish), (format, place, body) => {
        expect(readBody(format, place, body)._tag).toMatch(/^(?:Left|Right)$/);
        expect(recordTextsOf(format, place, body)._tag).toMatch(/^(?:Left|Right)$/);
        expect(readDocument(format, body)._tag).toMatch(/^(?:Left|Right)$/);
      }),
      { numRuns: 2000 },
    );
  });
});
