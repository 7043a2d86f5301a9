import { left, right } from 'fp-ts/lib/Either.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBody, readDocument, recordTextsOf } from './read-body.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const csv = (text: string) => recordTextsOf('csv', '', bytes(text));
const xml = (recordsAt: string, text: string) => {
  const read = readBody('xml', recordsAt, bytes(text));
  return read._tag === 'Right' ? read.right.records : read.left.detail;
};
const malformed = (detail: string) => left({ _tag: 'PageMalformed', detail });

describe('a table', () => {
  it.each([
    ['id,name\n007,"Zoë, ""Z"""\n', ['{"id":"007","name":"Zoë, \\"Z\\""}']],
    ['id;name\r\n1;a,b\r\n2;\r\n', ['{"id":"1","name":"a,b"}', '{"id":"2","name":""}']],
    ['id\tname\n9007199254740993\tx', ['{"id":"9007199254740993","name":"x"}']],
    ['a|b\n1|2', ['{"a":"1","b":"2"}']],
    ['"a,1";b\n1;2', ['{"a,1":"1","b":"2"}']],
    ['only\n1\n\n2', ['{"only":"1"}', '{"only":"2"}']],
    ['10,9\nx,y', ['{"10":"x","9":"y"}']],
    ['a,b\n"line\nbreak",2', ['{"a":"line\\nbreak","b":"2"}']],
    ['\r\n \n\tname\n1\tx', ['{"":"1","name":"x"}']],
    ['a,b', []],
    [' \n', []],
  ])('%j has its records', (text, expected) => {
    expect(csv(text)).toEqual(right(expected));
  });

  it.each([
    ['a,b\n1,2\n3', 'row 3 has 1 values, the header 2 names'],
    ['a,b\n1,2,3', 'row 2 has 3 values, the header 2 names'],
    ['a,b\n1,"2', 'row 2 is not CSV'],
    ['a,b,a\n1,2,3', 'columns 1 and 3 have the same name'],
    ['{"error":"s3cret"}', 'the body is not CSV: it begins like JSON or XML'],
    [' \n <html>', 'the body is not CSV: it begins like JSON or XML'],
  ])('%j is malformed', (text, detail) => {
    expect(csv(text)).toEqual(malformed(detail));
  });

  it('may name a column as it likes', () => {
    const read = readBody('csv', '', bytes('__proto__,constructor\n1,2'));
    expect(read).toMatchObject({ right: { document: null } });
    expect(JSON.stringify(read)).toContain('[{"__proto__":"1","constructor":"2"}]');
  });

  it('keeps every value, however it is written', () => {
    const value = fc.string().map((text) => text.replaceAll('\r', ''));
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value)), (rows) => {
        const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const text = ['"x","y"', ...rows.map((row) => row.map(quote).join(','))].join('\n');
        expect(readBody('csv', '', bytes(text))).toEqual(
          right({ document: null, records: rows.map(([x, y]) => ({ x, y })) }),
        );
      }),
    );
  });
});

describe('a tree', () => {
  const feed =
    '<?xml version="1.0"?><!-- c --><feed total="2"><entry id="007"><t>a &amp; &#233;&#x1F600; &#0;b</t></entry>' +
    '<entry id="2"><t><![CDATA[<b> &amp;]]></t><t>two</t></entry></feed>';

  it.each([
    [
      '$.feed.entry',
      [
        { '@id': '007', t: 'a & é😀 \0b' },
        { '@id': '2', t: ['<b> &amp;', 'two'] },
      ],
    ],
    [
      '$.feed.entry[*]',
      [
        { '@id': '007', t: 'a & é😀 \0b' },
        { '@id': '2', t: ['<b> &amp;', 'two'] },
      ],
    ],
    ['$.feed.entry[*].t[*]', ['a & é😀 \0b', '<b> &amp;', 'two']],
  ])('has its records under %s', (recordsAt, expected) => {
    expect(xml(recordsAt, feed)).toEqual(expected);
  });

  it.each([
    ['$.feed.entry', '<feed><entry id="1"/></feed>', [{ '@id': '1' }]],
    ['$.feed.entry[*]', '<feed><entry id="1"/></feed>', [{ '@id': '1' }]],
    ['$.feed.entry', '<feed total="0"></feed>', []],
    ['$.feed.entry[*]', '<feed/>', []],
    ['$.r.l.i', '<r><l></l></r>', []],
    ['$.feed.*', '<feed><a>1</a><b>&#x110000;</b></feed>', ['1', '&#x110000;']],
    ['$.r.l.i', '<r><x/></r>', 'the body has no array of records under "$.r.l.i"'],
    ['$.r.j', '<r><i/><i/></r>', 'the body has no array of records under "$.r.j"'],
    ['feed', '<feed><entry/></feed>', 'the body has no array of records under "feed"'],
    [
      '$.r.i',
      '<Error><Code>s3cret</Code></Error>',
      'the answer is an error (member "Error") under status 200',
    ],
    ['$.r.i', '<r><error>s3cret</error></r>', 'the answer is an error (member "error") under status 200'],
    ['$.r.i', '<r><i>1</i>', 'the body (11 bytes) is not XML'],
    ['$.r.i', 'plain', 'the body (5 bytes) is not XML'],
    ['$.r.i', '<!DOCTYPE r [<!ENTITY x "y">]><r><i>&x;</i></r>', 'the body has a document type definition'],
    ['$.r.i', '<r><__proto__><x>1</x></__proto__></r>', 'the body (38 bytes) is not XML that can be read'],
    ['$.r.i', `${'<r>'.repeat(600)}${'</r>'.repeat(600)}`, 'the body is nested deeper than 500 levels'],
  ])('under %s of %s', (recordsAt, text, expected) => {
    expect(xml(recordsAt, text)).toEqual(expected);
  });

  it('is no way to an object’s prototype', () => {
    xml('$.r.i', '<r><i><constructor><prototype><polluted>1</polluted></prototype></constructor></i></r>');
    xml('$.r.i', '<r><i __proto__="1"/></r>');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('is read whole for whoever looks for its records', () => {
    expect(readDocument('xml', bytes('<r><i>1</i><i>2</i></r>'))).toEqual(right({ r: { i: ['1', '2'] } }));
  });
});
