import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { costPageOf, rowsOf } from './cost-page.ts';
import { costPage, readCounted, readPrices, type Counted, type Prices } from './figures.ts';

const counted: Counted = {
  date: '1 January 2026',
  engine: 'an emulator',
  pages: 1_000,
  perPage: {
    transitions: 0.1,
    fetchingInvocations: 0.02,
    processingInvocations: 0.1,
    gigabyteSeconds: 0.01,
    loggedBytes: 200,
    dynamoWriteUnits: 8,
    dynamoReadUnits: 2,
    s3Writes: 1,
    s3Reads: 1,
    sqsRequests: 0.3,
  },
};
const prices: Prices = {
  region: 'somewhere',
  asOf: '2026-01-01',
  perMillion: {
    stepFunctionsTransitions: 25,
    lambdaInvocations: 0.2,
    lambdaGigabyteSeconds: 13,
    dynamoWriteUnits: 0.625,
    dynamoReadUnits: 0.125,
    s3Writes: 5,
    s3Reads: 0.4,
    sqsRequests: 0.4,
  },
  logsPerGigabyte: 0.5,
};

describe('the page of costs', () => {
  it('multiplies what was counted by what it costs', () => {
    const dollars = rowsOf(counted, prices).map((row) => Number(row.dollars.toFixed(4)));
    expect(dollars).toEqual([2.5, 0.024, 0.13, 5, 0.25, 5, 0.4, 0.12, 0.1]);
    const page = costPageOf(counted, prices);
    expect(page).toContain('| **together** | | **$13.5** |');
    expect(page).toContain('| transitions | 11 | 0.1 | $275.0 | $2.5 |');
  });

  it('in the documentation is made from the counts and prices beside it', () => {
    expect(readFileSync(costPage, 'utf8')).toBe(costPageOf(readCounted(), readPrices()));
  });

  it('rests on counts that keep what was promised a page', () => {
    const { transitions, fetchingInvocations, processingInvocations } = readCounted().perPage;
    expect(transitions).toBeLessThanOrEqual(0.3);
    expect(fetchingInvocations).toBeLessThanOrEqual(0.1);
    expect(fetchingInvocations + processingInvocations).toBeLessThanOrEqual(0.2);
  });
});
