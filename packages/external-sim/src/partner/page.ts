// Records and pages of the simulated partner. Records are computed from their id, so ten million cost no memory.
import type { Format } from '../config/style-config.ts';
import { writings, type IdKind } from './record.ts';
import type { IdRange } from './timeline.ts';

/** A number that the partner states in its answer; faults make it wrong, text, null or absent (undefined). */
export type Stated = number | string | null | undefined;

/** What stands around the records of a page, and how they are written. */
export interface Shape {
  readonly open: string;
  readonly close: string;
  readonly format: Format;
  readonly idKind: IdKind;
}

/** A page as data: the records at the positions `from` … `from + count - 1`, under a head that states what it states. */
export interface Page {
  readonly from: number;
  readonly count: number;
  /** The records' ids; without it they are their positions. */
  readonly ids?: readonly IdRange[];
  readonly statedTotal: Stated;
  readonly statedPageSize: Stated;
  /** Without it: the object described at {@link renderPage}. */
  readonly shape?: Shape;
}

const record = (id: number): string => `{"id":${id},"payload":"Sample payload for record \\"${id}\\""}`;

const renderShaped = (shape: Shape, ranges: readonly IdRange[]): string => {
  const { between, record: write } = writings[shape.format];
  let records = '';
  for (const { from, count } of ranges)
    for (let id = from; id < from + count; id += 1)
      records += records === '' ? write(id, shape.idKind) : between + write(id, shape.idKind);
  return shape.open + records + shape.close;
};

/**
 * The JSON of a page: `{maxRecordsPerPage, totalRecords, payload: [{id, payload}]}`, ASCII only, so that its length is
 * its number of bytes. Built by hand: twice as fast as JSON.stringify over record objects. With a shape, whatever that says.
 */
export const renderPage = (page: Page): string => {
  const ranges = page.ids ?? [page];
  if (page.shape !== undefined) return renderShaped(page.shape, ranges);
  const stated = JSON.stringify({ maxRecordsPerPage: page.statedPageSize, totalRecords: page.statedTotal });
  const head = stated === '{}' ? '{' : `${stated.slice(0, -1)},`;
  let records = '';
  for (const { from, count } of ranges)
    for (let id = from; id < from + count; id += 1) records += records === '' ? record(id) : `,${record(id)}`;
  return `${head}"payload":[${records}]}`;
};

/**
 * A page whose body is padded to exactly `bytes` bytes, by a member "padding" or, where the body is no object, by line
 * ends; unchanged if it is that long already.
 */
export const renderPaddedPage = (page: Page, bytes: number): string => {
  const body = renderPage(page);
  if (!body.endsWith('}')) return body.padEnd(bytes, '\n');
  const missing = bytes - body.length - ',"padding":""'.length;
  return missing < 0 ? body : `${body.slice(0, -1)},"padding":"${'x'.repeat(missing)}"}`;
};
