// The part of Papa Parse that csv-body.ts uses. Its published types bring those of Node along, which the domain must not see.
declare module 'papaparse' {
  export interface ParseError {
    readonly type: string;
    /** Index of the row, from 0, rows that were skipped not counted. */
    readonly row?: number;
  }
  const papa: {
    readonly parse: (
      text: string,
      options: { readonly delimiter: string; readonly header: false; readonly skipEmptyLines: true },
    ) => { readonly data: ReadonlyArray<ReadonlyArray<string>>; readonly errors: ReadonlyArray<ParseError> };
  };
  export default papa;
}
