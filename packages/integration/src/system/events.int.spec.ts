// Who listens on the bus learns that a job is over, and that starts nothing.
import { PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { GetQueueAttributesCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { countsOf } from '../engine/counts.ts';
import { clients, endpoint, freshQueue, noSystem } from '../engine/fresh.ts';
import { sharedPartner } from './bench.ts';

describe.skipIf(noSystem)('the bus', () => {
  const bench = sharedPartner({ records: 300 });

  it('carries an event for each job that is over, with how it ended', async () => {
    const { system, partner } = bench();
    const QueueUrl = await freshQueue();
    const { Attributes } = await clients.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
    );
    const rule = { Name: 'settled-jobs', EventBusName: system.busArn.split('/').at(-1) };
    await clients.events.send(
      new PutRuleCommand({
        ...rule,
        EventPattern: '{"source":["api-poller"],"detail-type":["job.settled"]}',
      }),
    );
    await clients.events.send(
      new PutTargetsCommand({
        Rule: rule.Name,
        EventBusName: rule.EventBusName,
        Targets: [{ Id: 'queue', Arn: Attributes?.['QueueArn'] }],
      }),
    );
    const sinceMs = Date.now();
    const id = await system.submit({ url: `${partner.url}/payload` });
    await system.until(id);
    const rejected = await system.submit({ url: 'ftp://partner.example/' });
    await system.until(rejected);
    const told: unknown[] = [];
    while (told.length < 2) {
      const { Messages = [] } = await clients.sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
      );
      for (const { Body = '' } of Messages)
        told.push((JSON.parse(Body) as { readonly detail: unknown }).detail);
    }
    expect(told).toMatchObject([
      { jobId: id, status: 'SETTLED', verdict: 'COMPLETE', total: 3, reason: null },
      { jobId: rejected, status: 'REJECTED', verdict: null, reason: 'RequestInvalid' },
    ]);
    const { executions } = await countsOf(endpoint).transitions(system.stateMachineArn, sinceMs);
    expect(executions).toBe(2);
  }, 60_000);
});
