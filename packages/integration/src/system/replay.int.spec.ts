// What was submitted once runs once, whoever delivers it again.
import {
  DescribeReplayCommand,
  EventBridgeClient,
  ReplayState,
  StartReplayCommand,
} from '@aws-sdk/client-eventbridge';
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { optionsOf } from '../engine/clients.ts';
import { countsOf } from '../engine/counts.ts';
import { clients, endpoint, noSystem } from '../engine/fresh.ts';
import { sharedPartner } from './bench.ts';

describe.skipIf(noSystem)('an event that comes again', () => {
  const bench = sharedPartner({ records: 500 });

  it('from the archive runs no job twice (fault 6)', async () => {
    const { system, partner } = bench();
    const events = new EventBridgeClient(optionsOf(endpoint));
    const startedMs = Date.now();
    const id = await system.submit({ url: `${partner.url}/payload` });
    const settled = await system.until(id);
    expect(settled).toMatchObject({ Verdict: 'COMPLETE', Total: 5 });
    expect(partner.stats().requests).toBe(10);
    const ReplayName = `again-${startedMs}`;
    const replayedMs = Date.now();
    await events.send(
      new StartReplayCommand({
        ReplayName,
        EventSourceArn: system.archiveArn,
        // Whole seconds, as AWS takes them.
        EventStartTime: new Date(Math.floor(startedMs / 1000) * 1000),
        EventEndTime: new Date(Date.now() + 1000),
        Destination: { Arn: system.busArn },
      }),
    );
    for (;;) {
      const { State } = await events.send(new DescribeReplayCommand({ ReplayName }));
      if (State === ReplayState.COMPLETED) break;
      await wait(100);
    }
    const counts = countsOf(endpoint);
    // The replayed event has started an execution, and that has found the job claimed.
    let states: Readonly<Record<string, number>> = {};
    while (states['Done'] === undefined)
      ({ states } = await counts.transitions(system.stateMachineArn, replayedMs));
    expect(states).toMatchObject({ Prepare: 1, Done: 1 });
    expect(states['FetchAll']).toBeUndefined();
    expect(partner.stats().requests).toBe(10);
    expect(await system.read(id)).toEqual(settled);
  }, 120_000);

  it('beside the first one runs no job twice (fault 6)', async () => {
    const { system, partner } = bench();
    const before = partner.stats().requests;
    const input = JSON.stringify({ id: 'twice', detail: { url: `${partner.url}/payload` } });
    const replayed = JSON.stringify({ ...(JSON.parse(input) as object), 'replay-name': 'again' });
    await Promise.all(
      [input, input, replayed].map((each) =>
        clients.sfn.send(new StartExecutionCommand({ stateMachineArn: system.stateMachineArn, input: each })),
      ),
    );
    while ((await system.request('GET', '/jobs/twice')).status !== 200) await wait(100);
    expect(await system.until('twice')).toMatchObject({ Verdict: 'COMPLETE', Total: 5 });
    expect(partner.stats().requests - before).toBe(10);
  }, 60_000);
});
