// What the benchmark finds, as it stands in counted.json and becomes docs/reference/cost.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Of one job, everything per page. */
export interface Counted {
  readonly date: string;
  readonly engine: string;
  readonly pages: number;
  readonly perPage: {
    readonly transitions: number;
    readonly fetchingInvocations: number;
    readonly processingInvocations: number;
    readonly gigabyteSeconds: number;
    readonly loggedBytes: number;
    readonly dynamoWriteUnits: number;
    readonly dynamoReadUnits: number;
    readonly s3Writes: number;
    readonly s3Reads: number;
    /** The batches that were sent, and as many to receive and to delete as messages need, ten at a time. */
    readonly sqsRequests: number;
  };
}

/** List prices, without free tiers and discounts. */
export interface Prices {
  readonly region: string;
  readonly asOf: string;
  readonly perMillion: Readonly<
    Record<
      | 'stepFunctionsTransitions'
      | 'lambdaInvocations'
      | 'lambdaGigabyteSeconds'
      | 'dynamoWriteUnits'
      | 'dynamoReadUnits'
      | 's3Writes'
      | 's3Reads'
      | 'sqsRequests',
      number
    >
  >;
  readonly logsPerGigabyte: number;
}

const countedFile = join(import.meta.dirname, 'counted.json');
export const costPage = join(import.meta.dirname, '..', '..', '..', 'docs', 'reference', 'cost.md');

export const readCounted = (): Counted => JSON.parse(readFileSync(countedFile, 'utf8')) as Counted;
export const writeCounted = (counted: Counted): void =>
  writeFileSync(countedFile, `${JSON.stringify(counted, null, 2)}\n`);
export const readPrices = (): Prices =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'prices.json'), 'utf8')) as Prices;
