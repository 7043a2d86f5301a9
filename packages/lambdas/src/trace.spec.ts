// What X-Ray's daemon is sent; here it is a socket of the spec.
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import * as E from 'fp-ts/lib/Either.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { messageProcessor } from './steps/process.ts';
import { memoryAws } from './testing/memory-aws.ts';
import { openTrace } from './trace.ts';

const HEADER = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=557abcec3ee5a047;Sampled=1;Lineage=a:0';
const id = expect.stringMatching(/^[0-9a-f]{16}$/) as string;
const time = expect.any(Number) as number;

let daemon: Socket;
let sent: string[];
let port: number;

const variables = (header = HEADER, address = `127.0.0.1:${port}`) => ({
  _X_AMZN_TRACE_ID: header,
  AWS_XRAY_DAEMON_ADDRESS: address,
});

/** The documents once there are as many, by when they ended. */
const documents = async (count: number): Promise<ReadonlyArray<Readonly<Record<string, unknown>>>> => {
  while (sent.length < count) await once(daemon, 'message');
  return sent.map((datagram) => {
    const [header, body = ''] = datagram.split('\n');
    expect(header).toBe('{"format":"json","version":1}');
    return JSON.parse(body) as Record<string, unknown>;
  });
};

describe('a trace', () => {
  beforeEach(async () => {
    sent = [];
    daemon = createSocket('udp4');
    daemon.on('message', (datagram) => sent.push(String(datagram)));
    await new Promise<void>((resolve) => daemon.bind(0, '127.0.0.1', resolve));
    ({ port } = daemon.address());
  });
  afterEach(() => daemon.close());

  it('tells what a call was part of, whose it was, and what it consisted of', async () => {
    const trace = openTrace(variables());
    expect(trace.traceId).toBe('1-5759e988-bd862e3fe1be46a994272793');
    const answer = await trace.within('settle-job', { jobId: 'job' }, (span) =>
      span.within('message', { jobId: 'job', taskId: 'task' }, async () => 'done'),
    );
    expect(answer).toBe('done');
    await trace.send();
    const [inner, outer] = await documents(2);
    expect(outer).toEqual({
      type: 'subsegment',
      name: 'settle-job',
      id,
      trace_id: '1-5759e988-bd862e3fe1be46a994272793',
      parent_id: '557abcec3ee5a047',
      start_time: time,
      end_time: time,
      annotations: { jobId: 'job' },
    });
    expect(inner).toMatchObject({
      name: 'message',
      parent_id: outer?.['id'],
      annotations: { jobId: 'job', taskId: 'task' },
    });
    expect(Number(outer?.['start_time'])).toBeLessThanOrEqual(Number(inner?.['start_time']));
    expect(Number(outer?.['start_time'])).toBeGreaterThan(1_500_000_000);
    expect(Number(outer?.['start_time'])).toBeLessThan(15_000_000_000);
  });

  it('tells the kind of a failure, thrown or answered, and never its message', async () => {
    const trace = openTrace(variables());
    const failing = trace.within('fetch-tasks', {}, async () => {
      throw new TypeError('cannot read s3cret');
    });
    await expect(failing).rejects.toThrow('cannot read s3cret');
    await trace.within(
      'message',
      {},
      async () => 's3cret',
      () => 'ProcessingFailed',
    );
    await trace.send();
    const found = await documents(2);
    expect(found).toEqual([
      {
        type: 'subsegment',
        name: 'fetch-tasks',
        id,
        trace_id: '1-5759e988-bd862e3fe1be46a994272793',
        parent_id: '557abcec3ee5a047',
        start_time: time,
        end_time: time,
        fault: true,
        cause: { exceptions: [{ id, type: 'TypeError', remote: false }] },
      },
      expect.objectContaining({
        name: 'message',
        fault: true,
        cause: { exceptions: [{ id, type: 'ProcessingFailed', remote: false }] },
      }),
    ]);
    expect(sent.join('')).not.toContain('s3cret');
  });

  it('has a part for each message of a call, with its task', async () => {
    const aws = memoryAws(() => E.right({ status: 404, body: '' }));
    const letter = { task: { jobId: 'job', taskId: 'c000-000000000000', attempt: 1 }, facts: {} };
    const trace = openTrace(variables());
    await trace.within('process-payload', {}, (span) =>
      messageProcessor(aws.home)(
        [
          {
            messageId: 'm',
            body: JSON.stringify({ ...letter, facts: { records: 1, bytes: 1, short: 0 } }),
          },
          { messageId: 'odd', body: '{' },
        ],
        () => undefined,
        span,
      ),
    );
    await trace.send();
    const found = await documents(3);
    const call = found.find(({ name }) => name === 'process-payload');
    const parts = found.filter(({ name }) => name === 'message');
    expect(parts.map((part) => part['parent_id'])).toEqual([call?.['id'], call?.['id']]);
    expect(parts.find((part) => part['annotations'] !== undefined)).toMatchObject({
      annotations: { jobId: 'job', taskId: 'c000-000000000000' },
      cause: { exceptions: [{ type: 'JobUnknown' }] },
    });
    expect(parts.find((part) => part['annotations'] === undefined)).toMatchObject({
      cause: { exceptions: [{ type: 'MessageMalformed' }] },
    });
  });

  it('finds the daemon also where both of its addresses are given', async () => {
    const trace = openTrace(variables(HEADER, `tcp:127.0.0.2:1 udp:127.0.0.1:${port}`));
    await trace.within('call', {}, async () => 'done');
    await trace.send();
    expect(await documents(1)).toMatchObject([{ name: 'call' }]);
  });

  it.each([
    ['is not sampled', 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=557abcec3ee5a047;Sampled=0'],
    ['has no parent', 'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1'],
    ['is no trace', ''],
  ])('sends nothing of a call that %s', async (_what, header) => {
    const other = openTrace(variables(header));
    await other.within('other', {}, async () => 'done');
    await other.send();
    const trace = openTrace(variables());
    await trace.within('call', {}, async () => 'done');
    await trace.send();
    expect(await documents(1)).toMatchObject([{ name: 'call' }]);
  });

  it('fails no call where nobody listens, or at an address that is none', async () => {
    for (const address of ['127.0.0.1:9', '127.0.0.1:99999', 'nowhere', ''])
      for (const trace of [openTrace(variables(HEADER, address)), openTrace({})]) {
        await trace.within('call', {}, async () => 'done');
        await trace.send();
      }
    expect(sent).toEqual([]);
  });
});
