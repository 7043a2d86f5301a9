// What is counted while a job goes through the steps of the workflow.
import * as E from 'fp-ts/lib/Either.js';
import type { Answer, Asked } from '@api-poller/domain/testing';
import { describe, expect, it } from 'vitest';
import { fetchBatch } from './steps/fetch.ts';
import { prepare } from './steps/prepare.ts';
import { buryMessages, messageProcessor } from './steps/process.ts';
import { settle } from './steps/settle.ts';
import { countedTasks, newTally, type Tally } from './tally.ts';
import { memoryAws } from './testing/memory-aws.ts';

const patience = (): number => 60_000;
const ignore = (): void => undefined;
const event = {
  id: 'job',
  detail: { url: 'https://partner.example/payload', pagination: { kind: 'offset' }, limits: { attempts: 1 } },
};
const page = ({ startAt, count }: Asked): Answer =>
  E.right({
    status: 200,
    body: JSON.stringify({
      maxRecordsPerPage: 100,
      totalRecords: 400,
      payload: Array.from({ length: Math.max(0, Math.min(count, 400 - startAt)) }, (_, i) => ({
        id: startAt + i,
      })),
    }),
  });

const seen = ({ take }: Tally) =>
  take().map(({ jobId, outcome, counts }) => ({ jobId, outcome, ...Object.fromEntries(counts) }));

describe('what is counted of a job', () => {
  it('are its pages and records as they are fetched, fail, and are processed, the waits, and how it ended', async () => {
    let throttled = 2;
    const aws = memoryAws((asked) => {
      if (asked.startAt === 100 && throttled > 0) {
        throttled -= 1;
        return E.right({ status: 429, headers: { 'retry-after': '1' }, body: '' });
      }
      return asked.startAt === 200 ? E.right({ status: 404, body: '' }) : page(asked);
    });
    const { tally } = aws.home;
    await prepare(aws.home, patience)({ executionId: 'e', event, jobId: null });
    expect(seen(tally)).toEqual([]);

    for (const batch of aws.rounds.get('job/plan') ?? [])
      await fetchBatch(aws.home, patience)({ jobId: 'job', batch });
    expect(seen(tally)).toEqual([
      { jobId: 'job', outcome: null, PagesFetched: 3, RecordsFetched: 300, PagesFailed: 1 },
      { jobId: null, outcome: null, PartnerWaits: 2 },
    ]);

    const bodies = aws.messages.map(({ jobId, taskId, attempt, facts }, i) => ({
      messageId: `m${i}`,
      body: JSON.stringify({ task: { jobId, taskId, attempt }, facts }),
    }));
    await messageProcessor(aws.home)([...bodies, { messageId: 'odd', body: '{' }], ignore);
    expect(seen(tally)).toEqual([
      { jobId: null, outcome: null, MessagesNotProcessed: 1 },
      { jobId: 'job', outcome: null, PagesProcessed: 3 },
    ]);

    await settle(aws.home, patience)({ executionId: 'e', jobId: 'job', key: 'job/plan', waits: 0 });
    expect(seen(tally)).toEqual([{ jobId: 'job', outcome: 'INCOMPLETE', JobsEnded: 1 }]);
  });

  it('are its dead letters, and their tasks as failed', async () => {
    const aws = memoryAws(page);
    await prepare(aws.home, patience)({ executionId: 'e', event, jobId: null });
    const letter = {
      task: { jobId: 'job', taskId: '000000000000-100', attempt: 1 },
      facts: { records: 100, bytes: 1, short: 0 },
    };
    await buryMessages(
      aws.home,
      [
        { messageId: 'm', body: JSON.stringify(letter) },
        { messageId: 'odd', body: '{' },
      ],
      ignore,
    );
    expect(seen(aws.home.tally)).toEqual([
      { jobId: 'job', outcome: null, PagesFailed: 1, DeadLettered: 1 },
      { jobId: null, outcome: null, DeadLettered: 1 },
    ]);
  });

  it('is an end without a verdict by its status', async () => {
    const aws = memoryAws(page);
    const bad = { id: 'bad', detail: { url: 'ftp://partner.example' } };
    await prepare(aws.home, patience)({ executionId: 'e', event: bad, jobId: null });
    expect(seen(aws.home.tally)).toEqual([{ jobId: 'bad', outcome: 'REJECTED', JobsEnded: 1 }]);
  });

  it('is nothing of what a store refused', async () => {
    const aws = memoryAws(page);
    const tally = newTally();
    const down = E.left({ _tag: 'StoreUnavailable' as const, detail: 'down' });
    const tasks = countedTasks(tally, { ...aws.home.tasks, advance: () => async () => down });
    await tasks.advance('job', [
      { taskId: 't', attempt: 1, state: 'COMPLETE', facts: null, failure: null },
    ])();
    expect(seen(tally)).toEqual([]);
  });
});
