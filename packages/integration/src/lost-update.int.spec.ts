// The lost update, fault 1 of the original, looked for with 5 to 150 ms before each call of a store or the queue: without them an
// emulator hides the race.
import { setTimeout as wait } from 'node:timers/promises';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { AwsClients } from '@api-poller/adapters-aws';
import type { Batch } from '@api-poller/domain';
import { startSimulator } from '@api-poller/external-sim';
import { fetchBatch, allParts, messageProcessor, openHome, prepare, settle } from '@api-poller/lambdas/home';
import { describe, expect, it } from 'vitest';
import { clientsOf } from './engine/clients.ts';
import { clients, endpoint, freshBucket, freshQueue, freshTable, noEngine } from './engine/fresh.ts';

const delay = (): Promise<void> => wait(5 + Math.random() * 145);

/** Clients that wait before each call. */
const slowClients = (): AwsClients => {
  const slow = clientsOf(endpoint);
  for (const { middlewareStack } of [slow.dynamo, slow.s3, slow.sqs])
    (middlewareStack as typeof slow.s3.middlewareStack).add(
      (next) => async (args) => {
        await delay();
        return next(args);
      },
      { step: 'initialize' },
    );
  return slow;
};

interface Received {
  readonly messageId: string;
  readonly body: string;
}

/** Hands each message to `handle` as soon as it is there, until `until` says that no more will come. */
const consume = async (
  QueueUrl: string,
  handle: (messages: ReadonlyArray<Received>) => Promise<void>,
  until: () => boolean,
): Promise<void> => {
  for (;;) {
    const over = until();
    const { Messages = [] } = await clients.sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
    );
    if (Messages.length === 0 && over) return;
    await handle(Messages.map(({ MessageId = '', Body = '' }) => ({ messageId: MessageId, body: Body })));
    for (const { ReceiptHandle } of Messages)
      await clients.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  }
};

/** Three consumers, as many functions read a queue at once. */
const consumers = (...args: Parameters<typeof consume>): Promise<unknown> =>
  Promise.all([1, 2, 3].map(() => consume(...args)));

describe.skipIf(noEngine)('the lost update, with 5 to 150 ms before each call', () => {
  it('does not happen: of 500 pages, fetched and processed at once, none is lost (fault 1)', async () => {
    const partner = await startSimulator({ records: 50_000, errorRate: 0, minDelayMs: 0, maxDelayMs: 0 });
    const queueUrl = await freshQueue();
    const [bucket, table] = [await freshBucket(), await freshTable()];
    const open = (makeClients: () => AwsClients) =>
      openHome(
        allParts,
        {
          TABLE: table,
          PAYLOAD_BUCKET: bucket,
          MANIFEST_BUCKET: bucket,
          QUEUE_URL: queueUrl,
          ALLOW_HOSTS: `127.0.0.1:${partner.port}`,
          AWS_ENDPOINT_URL: endpoint,
        },
        makeClients,
      );
    const [producer, other] = [open(slowClients), open(slowClients)];
    // By turns a consumer that is as slow, and one that is faster than any producer: that is the race which the original lost.
    const processing = [open(slowClients), open(() => clientsOf(endpoint))].map(messageProcessor);
    const patience = (): number => 60_000;
    const event = { id: 'race', detail: { url: `${partner.url}/payload` } };
    const prepared = await prepare(producer, patience)({ executionId: 'e', event, jobId: null });
    if (prepared.next !== 'map') throw new Error(`nothing to fetch: ${prepared.next}`);
    const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket: bucket, Key: prepared.key }));
    const batches = ((await Body?.transformToString()) ?? '').trimEnd().split('\n');

    let fetched = false;
    const produce = async (home: typeof producer): Promise<void> => {
      for (let line = batches.shift(); line !== undefined; line = batches.shift())
        await fetchBatch(home, patience)({ jobId: 'race', batch: JSON.parse(line) as Batch });
    };
    const failures: string[] = [];
    await Promise.all([
      Promise.all([produce(producer), produce(other)]).then(() => {
        fetched = true;
      }),
      consumers(
        queueUrl,
        async (messages) => {
          const [consumer] = processing.splice(0, 1);
          if (consumer === undefined) throw new Error('no consumer');
          processing.push(consumer);
          await consumer(messages, (_, detail) => void failures.push(detail));
        },
        () => fetched,
      ),
    ]);
    expect(failures).toEqual([]);
    const settled = await settle(
      producer,
      patience,
    )({
      executionId: 'e',
      jobId: 'race',
      key: prepared.key,
      waits: 0,
    });
    expect(settled).toEqual({ jobId: 'race', next: 'end', status: 'SETTLED' });
    expect(await producer.tasks.counters('race')()).toMatchObject({
      right: {
        states: { PENDING: 0, STARTED: 0, PAYLOADSAVED: 0, ENQUEUED: 0, FAILED: 0, COMPLETE: 500 },
        records: 50_000,
      },
    });
    await partner.close();
  }, 120_000);

  it("does happen in the original's way, so it is looked for in the right place", async () => {
    const QueueUrl = await freshQueue();
    const TableName = await freshTable();
    const { dynamo, sqs } = slowClients();
    const put = (TaskId: string, State: string) =>
      dynamo.send(new PutCommand({ TableName, Item: { JobId: 'original', TaskId, State } }));
    const ids = Array.from({ length: 60 }, (_, i) => String(i));
    // Of every other page the producer's write takes longer than all that the consumer does: chance alone would not always do it.
    const late = new Map(
      ids.filter((id) => Number(id) % 2 === 0).map((id) => [id, Promise.withResolvers<void>()]),
    );
    let sent = false;
    await Promise.all([
      Promise.all(
        ids.map(async (id) => {
          await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: id }));
          await late.get(id)?.promise;
          await put(id, 'ENQUEUED');
        }),
      ).then(() => {
        sent = true;
      }),
      consumers(
        QueueUrl,
        async (messages) => {
          await Promise.all(messages.map(({ body }) => put(body, 'COMPLETE')));
          for (const { body } of messages) late.get(body)?.resolve();
        },
        () => sent,
      ),
    ]);
    const states = await Promise.all(
      [...late.keys()].map(async (TaskId) => {
        const { Item } = await clients.dynamo.send(
          new GetCommand({ TableName, Key: { JobId: 'original', TaskId }, ConsistentRead: true }),
        );
        return String(Item?.['State']);
      }),
    );
    expect(states).toEqual(Array.from({ length: 30 }, () => 'ENQUEUED'));
  }, 60_000);
});
