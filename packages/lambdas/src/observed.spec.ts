// The lines that a function writes, read as CloudWatch reads them.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
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
    {
      name: 'fetch-tasks',
      reads: (input) => input as { jobId: string },
      whoseOf: ({ jobId }) => ({ jobId }),
    },
    { tally },
    run,
  )({ jobId: 'job' }, context);

describe('a call that is observed', () => {
  beforeEach(() => {
    written = [];
    const keep = (chunk: string | Uint8Array): boolean => written.push(String(chunk)) > 0;
    vi.spyOn(process.stdout, 'write').mockImplementation(keep);
    vi.spyOn(process.stderr, 'write').mockImplementation(keep);
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
  });

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

  it('is traced by its name with its job, also when it fails, and its lines name the trace', async () => {
    const daemon = createSocket('udp4');
    await new Promise<void>((resolve) => daemon.bind(0, '127.0.0.1', resolve));
    try {
      vi.stubEnv('AWS_XRAY_DAEMON_ADDRESS', `127.0.0.1:${daemon.address().port}`);
      vi.stubEnv(
        '_X_AMZN_TRACE_ID',
        'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=557abcec3ee5a047;Sampled=1',
      );
      const sent = once(daemon, 'message');
      const tally = newTally();
      const failing = call(tally, async () => {
        tally.add('job', 'PagesFailed', 1);
        throw new TypeError('cannot read s3cret');
      });
      await expect(failing).rejects.toThrow('cannot read s3cret');
      const [datagram] = (await sent) as ReadonlyArray<Buffer>;
      expect(JSON.parse(String(datagram).split('\n')[1] ?? '')).toMatchObject({
        name: 'fetch-tasks',
        parent_id: '557abcec3ee5a047',
        annotations: { jobId: 'job' },
        fault: true,
      });
      const xray_trace_id = '1-5759e988-bd862e3fe1be46a994272793';
      expect(lines()).toMatchObject([
        { message: 'failed', xray_trace_id },
        { PagesFailed: 1, xray_trace_id },
      ]);
    } finally {
      daemon.close();
    }
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
