// The lines that a function writes, read as CloudWatch reads them.
import type { Context } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { log } from './log.ts';
import { observed } from './observed.ts';
import { newTally, type Tally } from './tally.ts';

const context = { functionName: 'Fetch', awsRequestId: 'request' } as Context;
let written: string[];

const lines = (): ReadonlyArray<Readonly<Record<string, unknown>>> =>
  written
    .join('')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

const call = (tally: Tally, run: () => Promise<string>) =>
  observed(
    { tally },
    (input) => input as { jobId: string },
    ({ jobId }) => ({ jobId }),
    run,
  )({ jobId: 'job' }, context);

describe('a call that is observed', () => {
  beforeEach(() => {
    written = [];
    const keep = (chunk: string | Uint8Array): boolean => written.push(String(chunk)) > 0;
    vi.spyOn(process.stdout, 'write').mockImplementation(keep);
    vi.spyOn(process.stderr, 'write').mockImplementation(keep);
  });
  afterEach(() => vi.restoreAllMocks());

  it('counts that it was the first in its environment, once', async () => {
    const tally = newTally();
    await call(tally, async () => 'done');
    await call(tally, async () => 'done');
    expect(lines()).toMatchObject([{ ColdStarts: 1, jobId: 'job', function_name: 'Fetch' }]);
  });

  it('publishes what was counted in one line a job, by service alone, with the job beside it', async () => {
    const tally = newTally();
    const answer = await call(tally, async () => {
      tally.add('job', 'PagesFetched', 2);
      tally.add('job', 'PagesFetched', 3);
      tally.add('job', 'RecordsFetched', 450);
      tally.add('other', 'PagesFetched', 1);
      return 'done';
    });
    expect(answer).toBe('done');
    expect(lines()).toEqual([
      {
        _aws: {
          Timestamp: expect.any(Number) as number,
          CloudWatchMetrics: [
            {
              Namespace: 'ApiPoller',
              Dimensions: [['service']],
              Metrics: [
                { Name: 'PagesFetched', Unit: 'Count' },
                { Name: 'RecordsFetched', Unit: 'Count' },
              ],
            },
          ],
        },
        service: 'api-poller',
        jobId: 'job',
        function_name: 'Fetch',
        PagesFetched: 5,
        RecordsFetched: 450,
      },
      expect.objectContaining({ jobId: 'other', PagesFetched: 1 }),
    ]);
  });

  it('publishes how a job ended by its outcome', async () => {
    const tally = newTally();
    await call(tally, async () => {
      tally.add('job', 'JobsEnded', 1, 'COMPLETE_WITH_DRIFT');
      return 'done';
    });
    expect(lines()).toMatchObject([
      {
        _aws: { CloudWatchMetrics: [{ Dimensions: [['service', 'Outcome']] }] },
        Outcome: 'COMPLETE_WITH_DRIFT',
        JobsEnded: 1,
        jobId: 'job',
      },
    ]);
  });

  it('publishes also when it fails, and says the kind of the failure without its message', async () => {
    const tally = newTally();
    const failing = call(tally, async () => {
      tally.add(null, 'PartnerWaits', 1);
      throw new TypeError('cannot read s3cret');
    });
    await expect(failing).rejects.toThrow('cannot read s3cret');
    expect(lines()).toMatchObject([
      {
        level: 'ERROR',
        message: 'failed',
        reason: 'TypeError',
        jobId: 'job',
        function_request_id: 'request',
      },
      { PartnerWaits: 1, jobId: 'job' },
    ]);
    expect(written.join('')).not.toContain('s3cret');
    expect(tally.take()).toEqual([]);
  });

  it('names its job on each line, and leaves it behind', async () => {
    const tally = newTally();
    await call(tally, async () => {
      log.info('in');
      return 'done';
    });
    log.info('out');
    expect(lines().map(({ message, jobId }) => [message, jobId])).toEqual([
      ['in', 'job'],
      ['out', undefined],
    ]);
  });
});
