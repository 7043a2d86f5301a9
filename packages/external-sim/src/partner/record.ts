// How single records are written, in each format. ASCII only, so that the length of a text is its number of bytes.
import type { Format } from '../config/style-config.ts';

/** number: as it is · big: 9007199254740993 + n, which no double holds · none: records have no id. */
export type IdKind = 'number' | 'big' | 'none';

/** 2^53 + 1, the first whole number that a double cannot hold. */
export const firstBigId = 9_007_199_254_740_993n;

const idText = (id: number, kind: IdKind): string =>
  kind === 'big' ? String(firstBigId + BigInt(id)) : String(id);

const jsonRecord = (id: number, kind: IdKind): string =>
  `{${kind === 'none' ? '' : `"id":${idText(id, kind)},`}"payload":"Sample payload for record \\"${id}\\""}`;

interface Writing {
  readonly contentType: string;
  /** What stands between two records. */
  readonly between: string;
  readonly record: (id: number, kind: IdKind) => string;
}

export const writings: Readonly<Record<Format, Writing>> = {
  json: { contentType: 'application/json', between: ',', record: jsonRecord },
  ndjson: {
    contentType: 'application/x-ndjson',
    between: '',
    record: (id, kind) => `${jsonRecord(id, kind)}\n`,
  },
  csv: {
    contentType: 'text/csv',
    between: '',
    // RFC 4180: lines end with CRLF, a quote in a quoted field is doubled.
    record: (id, kind) =>
      `${kind === 'none' ? '' : `${idText(id, kind)},`}"Sample payload for record ""${id}"""\r\n`,
  },
  xml: {
    contentType: 'application/xml',
    between: '',
    record: (id, kind) =>
      `<record>${kind === 'none' ? '' : `<id>${idText(id, kind)}</id>`}<payload>Sample payload for record &quot;${id}&quot;</payload></record>`,
  },
};
