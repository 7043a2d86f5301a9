// Records and pages of the simulated partner. Records are computed from their id, so ten million cost no memory.

/** A number that the partner states in its answer; faults make it wrong, text, null or absent (undefined). */
export type Stated = number | string | null | undefined;

/** A page as data: records `from` … `from + count - 1`, under a head that states what it states. */
export interface Page {
  readonly from: number;
  readonly count: number;
  readonly statedTotal: Stated;
  readonly statedPageSize: Stated;
}

const record = (id: number): string => `{"id":${id},"payload":"Sample payload for record \\"${id}\\""}`;

/**
 * The JSON of a page: `{maxRecordsPerPage, totalRecords, payload: [{id, payload}]}`, ASCII only, so that its length is
 * its number of bytes. Built by hand: twice as fast as JSON.stringify over record objects.
 */
export const renderPage = (page: Page): string => {
  const stated = JSON.stringify({ maxRecordsPerPage: page.statedPageSize, totalRecords: page.statedTotal });
  const head = stated === '{}' ? '{' : `${stated.slice(0, -1)},`;
  let records = '';
  for (let id = page.from; id < page.from + page.count; id += 1)
    records += records === '' ? record(id) : `,${record(id)}`;
  return `${head}"payload":[${records}]}`;
};

/** A page whose body is padded to exactly `bytes` bytes by a member "padding"; unchanged if it is that long already. */
export const renderPaddedPage = (page: Page, bytes: number): string => {
  const body = renderPage(page);
  const missing = bytes - body.length - ',"padding":""'.length;
  return missing < 0 ? body : `${body.slice(0, -1)},"padding":"${'x'.repeat(missing)}"}`;
};
