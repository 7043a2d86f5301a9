// What the contract cannot say: what DynamoDB is asked for, and what happens when it is gone.
import { setTimeout as wait } from 'node:timers/promises';
import { dynamoClaims, dynamoFingerprints, dynamoJobs, dynamoTasks } from '@api-poller/adapters-aws';
import type { Report, Tasks } from '@api-poller/domain';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { startEngine } from './engine/engine.ts';
import { clientsOf } from './engine/clients.ts';
import { clients, freshTable, noEngine } from './engine/fresh.ts';

const { dynamo } = clients;
const options = { timeToLiveDays: 30, nowMs: Date.now, random: Math.random };

const report = (i: number, state: Report['state']): Report => ({
  taskId: `${String(i * 100).padStart(12, '0')}-100`,
  attempt: 1,
  state,
  facts: state === 'STARTED' ? null : { records: 100, bytes: 8_000, short: 0 },
  failure: null,
});

const right = <A>(result: E.Either<unknown, A>): A => {
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left));
  return result.right;
};

/** AWS' unit of a strongly consistent read; the emulator says 1 whatever was read, so the bytes are counted here. */
const BYTES_PER_UNIT = 4_096;

interface Read {
  readonly items: number;
  readonly units: number;
}

/** The same client, with the commands that it was given, and what each query read. */
const watched = (client: typeof dynamo) => {
  const sent: string[] = [];
  const read: Read[] = [];
  return {
    sent,
    read,
    client: {
      send: (async (command: Parameters<typeof client.send>[0]) => {
        sent.push(command.constructor.name);
        const answer = await client.send(command);
        if ('Items' in answer)
          read.push({
            items: answer.Items?.length ?? 0,
            units: Math.ceil(JSON.stringify(answer.Items).length / BYTES_PER_UNIT),
          });
        return answer;
      }) as typeof client.send,
    },
  };
};

describe.skipIf(noEngine)('fingerprints in DynamoDB', () => {
  it('are listed for what they are: no more is read than is handed out, and one', async () => {
    const table = await freshTable();
    const open = (client: Pick<typeof dynamo, 'send'>) => dynamoFingerprints({ ...options, client, table });
    const { keep } = open(dynamo);
    const bytes = new Uint8Array(80);
    const kept = Array.from({ length: 1_200 }, (_, i) =>
      keep('listed', { taskId: `t${1_000 + i}`, bytes })(),
    );
    for (const result of await Promise.all(kept)) right(result);
    const { client, read } = watched(dynamo);
    const { list } = open(client);
    const first = right(await list('listed', null)());
    const second = right(await list('listed', 't1999')());
    expect([first.length, first.at(-1)?.taskId, second.length]).toEqual([1_000, 't1999', 200]);
    expect(read.map(({ items }) => items)).toEqual([1_001, 200]);
  });
});

describe.skipIf(noEngine)('tasks in DynamoDB', () => {
  it('read their progress for the same units and in one call, for 100 tasks and for 10,000 (fault 7)', async () => {
    const table = await freshTable();
    const tasks = dynamoTasks({ ...options, client: dynamo, table });
    const fill = async (jobId: string, count: number): Promise<void> => {
      const reports = Array.from({ length: count }, (_, i) => report(i, 'COMPLETE'));
      right(await tasks.advance(jobId, reports)());
    };
    await fill('small', 100);
    await fill('large', 10_000);
    const cost = async (jobId: string, count: number) => {
      const { client, sent, read } = watched(dynamo);
      const counters = right(await dynamoTasks({ ...options, client, table }).counters(jobId)());
      expect([counters.states.COMPLETE, counters.records]).toEqual([count, count * 100]);
      expect(read[0]?.items).toBeLessThanOrEqual(16);
      return { sent, units: read.map(({ units }) => units) };
    };
    expect(await cost('small', 100)).toEqual({ sent: ['QueryCommand'], units: [1] });
    expect(await cost('large', 10_000)).toEqual({ sent: ['QueryCommand'], units: [1] });
    // Reading the tasks instead, as the original did, costs by their number.
    const { client, read } = watched(dynamo);
    const page = { filter: null, after: null, limit: 500 };
    right(await dynamoTasks({ ...options, client, table }).list('large', page)());
    expect(read).toEqual([{ items: 500, units: expect.any(Number) as number }]);
    expect(read[0]?.units).toBeGreaterThan(10);
  }, 60_000);

  it('share a transaction when their reports come within the same moment', async () => {
    const { client, sent } = watched(dynamo);
    const tasks = dynamoTasks({ ...options, client, table: await freshTable() });
    const all = await Promise.all(
      Array.from({ length: 25 }, (_, i) => tasks.advance('together', [report(i, 'STARTED')])()),
    );
    all.map(right);
    expect(sent).toEqual(['TransactWriteCommand']);
  });

  it('share a read when they are asked for in the same turn', async () => {
    const table = await freshTable();
    right(await dynamoTasks({ ...options, client: dynamo, table }).advance('read', [report(1, 'STARTED')])());
    const { client, sent } = watched(dynamo);
    const tasks = dynamoTasks({ ...options, client, table });
    const { taskId } = report(1, 'STARTED');
    const [one, two] = await Promise.all([
      tasks.get('read', [taskId, 'nobody'])(),
      tasks.get('read', [taskId])(),
    ]);
    expect([right(one ?? E.left('')).length, right(two ?? E.left('')).length, sent]).toEqual([
      1,
      1,
      ['BatchGetCommand'],
    ]);
  });

  // The original sent the message before it wrote ENQUEUED, without a condition: a consumer that was faster lost its COMPLETE.
  it('never lose a COMPLETE to a slower report, with 5 to 150 ms before each call (fault 1)', async () => {
    const table = await freshTable();
    const slow = (): Tasks => {
      const send = (async (command: Parameters<typeof dynamo.send>[0]) => {
        await wait(5 + Math.random() * 145);
        return dynamo.send(command);
      }) as typeof dynamo.send;
      return dynamoTasks({ ...options, client: { send }, table });
    };
    const producer = slow();
    const consumer = slow();
    const ids = Array.from({ length: 60 }, (_, i) => i);
    right(
      await producer.advance(
        'race',
        ids.map((i) => report(i, 'STARTED')),
      )(),
    );
    await Promise.all(
      ids.flatMap((i) => [
        producer
          .advance('race', [report(i, 'ENQUEUED')])()
          .then(right),
        consumer
          .advance('race', [report(i, 'COMPLETE')])()
          .then(right),
      ]),
    );
    expect(right(await producer.counters('race')())).toEqual({
      states: { PENDING: 0, STARTED: 0, PAYLOADSAVED: 0, ENQUEUED: 0, FAILED: 0, COMPLETE: 60 },
      records: 6_000,
    });
  });

  it('of two instances that know different things still count each task once', async () => {
    const table = await freshTable();
    const one = dynamoTasks({ ...options, client: dynamo, table });
    const other = dynamoTasks({ ...options, client: dynamo, table });
    right(await one.advance('two', [report(1, 'STARTED')])());
    right(await other.advance('two', [report(1, 'STARTED')])());
    right(await other.advance('two', [report(1, 'PAYLOADSAVED')])());
    right(await one.advance('two', [report(1, 'ENQUEUED')])());
    right(await other.advance('two', [report(1, 'COMPLETE')])());
    right(await one.advance('two', [report(1, 'ENQUEUED')])());
    expect(right(await one.counters('two')())).toEqual({
      states: { PENDING: 0, STARTED: 0, PAYLOADSAVED: 0, ENQUEUED: 0, FAILED: 0, COMPLETE: 1 },
      records: 100,
    });
  });
});

describe.skipIf(noEngine)('a claim', () => {
  it('is won by the first execution, and stays its own', async () => {
    const claims = dynamoClaims({ ...options, client: dynamo, table: await freshTable() });
    expect(right(await claims.claim('job', 'first')())).toBe(true);
    expect(right(await claims.claim('job', 'second')())).toBe(false);
    expect(right(await claims.claim('job', 'first')())).toBe(true);
    right(await claims.replace('job', 'third')());
    expect(right(await claims.claim('job', 'first')())).toBe(false);
    expect(right(await claims.claim('job', 'third')())).toBe(true);
  });
});

describe.skipIf(noEngine || process.env['AWS_ENDPOINT_URL'] !== undefined)('an AWS that is gone', () => {
  it('is a failure that says so, not a hang', async () => {
    const engine = await startEngine();
    if ('missing' in engine) throw new Error(engine.missing);
    const its = clientsOf(engine.endpoint);
    const table = await freshTable(its);
    const jobs = dynamoJobs({ client: its.dynamo, table, timeToLiveDays: 30 });
    expect(await jobs.get('a')()).toEqual(E.right(null));
    await engine.stop();
    const gone = await jobs.get('a')();
    expect(gone).toMatchObject({ left: { _tag: 'StoreUnavailable' } });
    expect(E.isLeft(gone) && gone.left.detail).toContain('DynamoDB failed');
    const tasks = dynamoTasks({ ...options, client: its.dynamo, table });
    expect(await tasks.advance('a', [report(1, 'STARTED')])()).toMatchObject({
      left: { _tag: 'StoreUnavailable' },
    });
    // An engine in a container takes its time to start.
  }, 120_000);
});
