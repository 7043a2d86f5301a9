import { left, right } from 'fp-ts/lib/Either.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countRecords, recordTexts } from './read-page.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('the records of a page', () => {
  it('keep big integers, escapes, spacing and key order as they came', () => {
    const body = bytes(
      '{"a":[{"b":"]"}], "payload": [ {"id": 9007199254740993, "t":"\\u00e9\\"}"} ,1.0,"x,y",[1,[2]], null ],"z":{}}',
    );
    expect(recordTexts(body, 'payload')).toEqual(
      right(['{"id": 9007199254740993, "t":"\\u00e9\\"}"}', '1.0', '"x,y"', '[1,[2]]', 'null']),
    );
  });

  it('stand on one line each, even in a pretty-printed page', () => {
    expect(
      recordTexts(bytes('{\n "payload": [\n  {\n   "id": 1,\n   "t": "a  b"\n  }\n ]\n}'), 'payload'),
    ).toEqual(right(['{"id":1,"t":"a  b"}']));
  });

  it('are those of the last member of that name, however it is written', () => {
    expect(recordTexts(bytes('{"payload":[1],"p\\u0061yload":[2,3],"payloads":[4]}'), 'payload')).toEqual(
      right(['2', '3']),
    );
  });

  it('end where a text ends that was cut off', () => {
    for (const text of ['{"payload":["a', '{"payload":[{"a":"\\', '{"payload":[1,', '{"payload', '{'])
      expect(recordTexts(bytes(text), 'payload')._tag).toMatch(/Left|Right/);
  });

  it('of an empty page are none', () => {
    expect(recordTexts(bytes('{"payload":[ ]}'), 'payload')).toEqual(right([]));
  });

  it('say the same as a JSON parser does, for any records', () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue()),
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.nat(2),
        (records, others, indent) => {
          const text = JSON.stringify({ ...others, payload: records }, null, indent);
          const texts = recordTexts(bytes(text), 'payload');
          expect(
            texts._tag === 'Right' ? texts.right.map((record) => JSON.stringify(JSON.parse(record))) : texts,
          ).toEqual(records.map((record) => JSON.stringify(record)));
        },
      ),
    );
  });

  it.each([
    ['{"payload":[1', 'the body (13 bytes) is not JSON'],
    ['[]', 'the body is not a JSON object'],
    ['{"payload":7}', 'the body has no array of records under "payload"'],
    ['{"error":"no"}', 'the body has no array of records under "payload"'],
  ])('of %s are malformed', (text, detail) => {
    expect(countRecords(bytes(text), 'payload')).toEqual(left({ _tag: 'PageMalformed', detail }));
  });

  it('of bytes that are not UTF-8 are malformed', () => {
    expect(countRecords(new Uint8Array([0x22, 0xff]), 'payload')).toEqual(
      left({ _tag: 'PageMalformed', detail: 'the body is not UTF-8' }),
    );
  });
});
