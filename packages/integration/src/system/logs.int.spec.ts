// What the functions log: which job, never a secret or a record, and what they count. Every path that logs is walked with something
// secret on it.
import { randomUUID } from 'node:crypto';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { countsOf } from '../engine/counts.ts';
import { clients, endpoint, noSystem } from '../engine/fresh.ts';
import { sharedPartner } from './bench.ts';

const secret = (what: string): string => `${what}-${randomUUID()}`;

/** What is counted where no job is known: an unreadable message, and a function's first call. */
const WITHOUT_JOB = ['MessagesNotProcessed', 'DeadLettered', 'ColdStarts'];

/** The line as our functions wrote it; nothing when Lambda itself wrote it. */
const oursOf = (line: string): ReadonlyArray<Readonly<Record<string, unknown>>> =>
  line.startsWith('{') ? [JSON.parse(line) as Record<string, unknown>] : [];

describe.skipIf(noSystem)('the logs of the functions', () => {
  const bench = sharedPartner({
    records: 500,
    faults: [
      { _tag: 'truncatedJson', startAt: 100, count: 100 },
      { _tag: 'errorAs200', startAt: 200 },
      { _tag: 'alwaysFail', startAt: 300, status: 401 },
    ],
  });

  afterEach(() => bench().system.letProcess(true));

  it('name the jobs, count what becomes of their pages, and hold no token, no header, no query, no message and no record', async () => {
    const { system, partner } = bench();
    const sinceMs = Date.now();
    const secrets = {
      header: secret('header'),
      query: secret('query'),
      token: secret('token'),
      message: secret('message'),
      payload: secret('payload'),
      field: secret('field'),
    };
    await system.letProcess(false);
    const id = await system.submit({
      url: `${partner.url}/payload?key=${secrets.query}`,
      headers: { 'x-api-key': secrets.header, authorization: `Bearer ${secrets.header}` },
      limits: { attempts: 1 },
    });
    const rejected = await system.submit({
      url: `https://partner.example/?key=${secrets.query}`,
      speed: secrets.field,
    });
    expect((await system.request('GET', '/jobs', undefined, secrets.token)).status).toBeGreaterThanOrEqual(
      401,
    );
    await system.request('PUT', '/jobs/odd', `{"url": "${secrets.field}`);
    await system.until(id, ({ Enqueued, FailedToComplete }) => Enqueued + FailedToComplete === 5);
    await system.enqueue(`{"task":"${secrets.message}"`);
    await clients.s3.send(
      new PutObjectCommand({
        Bucket: system.payloadBucket,
        Key: `${id}/000000000400-100.json`,
        Body: `{"payload":["${secrets.payload}"`,
      }),
    );
    await system.letProcess(true);
    expect(await system.until(id)).toMatchObject({ SuccessfullyCompleted: 1, FailedToComplete: 4 });
    await system.until(rejected);

    const counts = countsOf(endpoint);
    const logged = async (): Promise<ReadonlyArray<string>> =>
      [...(await counts.logLines(sinceMs)).values()].flat();
    // An execution logs its last line just after its job is settled.
    while (!(await logged()).some((line) => line.includes('"SETTLED"') && line.includes(id))) await wait(100);
    const lines = await logged();
    for (const what of ['prepared', 'fetched', 'not processed', 'settled'])
      expect(lines.some((line) => line.includes(`"message":"${what}"`))).toBe(true);
    const found = [...Object.values(secrets), system.token, 'Sample payload'].filter((text) =>
      lines.some((line) => line.includes(text)),
    );
    expect(found).toEqual([]);

    const ours = lines.flatMap(oursOf);
    // A message that is none of ours has no job, nor has the first call of a function that is called for several.
    const nobodys = ours.filter(({ jobId }) => typeof jobId !== 'string');
    expect(
      nobodys.filter(
        (line) => line['messageId'] === undefined && !WITHOUT_JOB.some((name) => line[name] !== undefined),
      ),
    ).toEqual([]);
    const mine = ours.filter(({ jobId }) => jobId === id);
    const counted = (name: string): number =>
      mine.reduce((sum, line) => sum + (typeof line[name] === 'number' ? line[name] : 0), 0);
    expect({
      fetched: counted('PagesFetched'),
      records: counted('RecordsFetched'),
      failed: counted('PagesFailed'),
      processed: counted('PagesProcessed'),
      buried: counted('DeadLettered'),
    }).toEqual({ fetched: 2, records: 200, failed: 4, processed: 1, buried: 1 });
    expect(mine.filter((line) => line['JobsEnded'] === 1).map((line) => line['Outcome'])).toEqual([
      'INCOMPLETE',
    ]);
  }, 120_000);
});
