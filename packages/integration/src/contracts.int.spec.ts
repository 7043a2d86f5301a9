// Every port on AWS passes the domain's contract suites, the same that the stores in memory and in SQLite pass.
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import {
  dynamoCheckpoints,
  dynamoFingerprints,
  dynamoJobs,
  dynamoRateLimiter,
  dynamoSchedules,
  dynamoTasks,
  messageFromSqs,
  s3Manifest,
  s3Payloads,
  sqsTaskQueue,
} from '@api-poller/adapters-aws';
import type { Batch, Message } from '@api-poller/domain';
import {
  checkpointsContract,
  fingerprintsContract,
  jobsContract,
  manifestContract,
  payloadsContract,
  rateLimiterContract,
  schedulesContract,
  taskQueueContract,
  tasksContract,
} from '@api-poller/domain/testing';
import * as E from 'fp-ts/lib/Either.js';
import { describe } from 'vitest';
import { clients, freshBucket, freshQueue, freshTable, noEngine } from './engine/fresh.ts';

const { dynamo, s3, sqs } = clients;
const timeToLiveDays = 30;

describe.skipIf(noEngine)('on AWS', () => {
  jobsContract('DynamoDB', async () =>
    dynamoJobs({ client: dynamo, table: await freshTable(), timeToLiveDays }),
  );
  tasksContract('DynamoDB', async () =>
    dynamoTasks({
      client: dynamo,
      table: await freshTable(),
      timeToLiveDays,
      nowMs: Date.now,
      random: Math.random,
    }),
  );
  fingerprintsContract('DynamoDB', async () =>
    dynamoFingerprints({ client: dynamo, table: await freshTable(), timeToLiveDays, nowMs: Date.now }),
  );
  checkpointsContract('DynamoDB', async () =>
    dynamoCheckpoints({ client: dynamo, table: await freshTable(), timeToLiveDays, nowMs: Date.now }),
  );
  schedulesContract('DynamoDB', async () => dynamoSchedules({ client: dynamo, table: await freshTable() }));
  rateLimiterContract('DynamoDB', async () =>
    dynamoRateLimiter({ client: dynamo, table: await freshTable() }),
  );
  payloadsContract('S3', async () => s3Payloads({ client: s3, bucket: await freshBucket() }));

  taskQueueContract('SQS', async () => {
    const queueUrl = await freshQueue();
    return {
      queue: sqsTaskQueue({ client: sqs, queueUrl }),
      receive: async (_, count) => {
        const received: Message[] = [];
        while (received.length < count) {
          const { Messages = [] } = await sqs.send(
            new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
          );
          if (Messages.length === 0) break;
          for (const { Body = '' } of Messages) {
            const message = messageFromSqs(Body);
            if (E.isRight(message)) received.push(message.right);
          }
        }
        return received;
      },
    };
  });

  manifestContract('S3', async () => {
    const manifest = s3Manifest({ client: s3, bucket: await freshBucket() });
    return {
      manifest,
      waiting: async (jobId) => {
        const batches: Batch[] = [];
        for (;;) {
          const round = await manifest.pending(jobId)();
          if (E.isLeft(round) || round.right === null) return batches;
          const { bucket, key } = round.right;
          const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
          const lines = (await Body?.transformToString())?.trimEnd().split('\n') ?? [];
          batches.push(...lines.map((line) => JSON.parse(line) as Batch));
          await manifest.finish(key)();
        }
      },
    };
  });
});
