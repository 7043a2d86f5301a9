import type { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { defaultRequest, newJob, type Job } from '@api-poller/domain';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { eventBridgeEvents, type EventBridgeEventsOptions } from './events.eventbridge.ts';

const job: Job = {
  ...newJob(
    'orders',
    { ...defaultRequest, url: 'https://partner.example/?key=s3cret', headers: { a: 's3cret' } },
    0,
  ),
  status: 'SETTLED',
  verdict: 'COMPLETE',
  total: 7,
  settledAtMs: Date.UTC(2026, 0, 2),
};

const fake = (ErrorCode?: string) => {
  const sent: unknown[] = [];
  const send = (async ({ input }: PutEventsCommand) => {
    sent.push(input);
    return { Entries: [ErrorCode === undefined ? { EventId: 'e' } : { ErrorCode }] };
  }) as unknown as EventBridgeEventsOptions['client']['send'];
  return { sent, events: eventBridgeEvents({ client: { send }, bus: 'bus' }) };
};

describe('the event of a settled job', () => {
  it('says how it ended, and nothing of its request', async () => {
    const { sent, events } = fake();
    expect(await events.jobSettled(job)()).toEqual(E.right(undefined));
    expect(sent).toEqual([
      {
        Entries: [
          {
            EventBusName: 'bus',
            Source: 'api-poller',
            DetailType: 'job.settled',
            Detail:
              '{"jobId":"orders","status":"SETTLED","verdict":"COMPLETE","total":7,"reason":null,"settledAt":"2026-01-02T00:00:00.000Z"}',
          },
        ],
      },
    ]);
  });

  it('that the bus does not take is a failure', async () => {
    expect(await fake('ThrottlingException').events.jobSettled(job)()).toEqual(
      E.left({ _tag: 'StoreUnavailable', detail: 'EventBridge failed: ThrottlingException' }),
    );
  });
});
