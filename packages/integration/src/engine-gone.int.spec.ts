// AWS that goes away in the middle of a job is a clear failure, and no hang.
import { startSimulator } from '@api-poller/external-sim';
import { fetchBatch, allParts, openHome, prepare } from '@api-poller/lambdas/home';
import { describe, expect, it } from 'vitest';
import { clientsOf } from './engine/clients.ts';
import { deploy } from './engine/deploy.ts';
import { startEngine } from './engine/engine.ts';
import { freshBucket, freshQueue, freshTable, noEngine } from './engine/fresh.ts';

// An endpoint that was given is not ours to end.
const notOurs = process.env['AWS_ENDPOINT_URL'] !== undefined;

describe.skipIf(noEngine || notOurs)('an AWS that is gone', () => {
  it('in the middle of a batch fails the step by name, and within seconds', async () => {
    const engine = await startEngine();
    if ('missing' in engine) throw new Error(engine.missing);
    const partner = await startSimulator({ records: 5_000, errorRate: 0, minDelayMs: 50, maxDelayMs: 50 });
    const its = clientsOf(engine.endpoint);
    const bucket = await freshBucket(its);
    const home = openHome(
      allParts,
      {
        TABLE: await freshTable(its),
        PAYLOAD_BUCKET: bucket,
        MANIFEST_BUCKET: bucket,
        QUEUE_URL: await freshQueue(its),
        ALLOW_HOSTS: `127.0.0.1:${partner.port}`,
        SIDE_BY_SIDE: '5',
        AWS_ENDPOINT_URL: engine.endpoint,
      },
      () => its,
    );
    const patience = (): number => 60_000;
    const event = { id: 'job', detail: { url: `${partner.url}/payload` } };
    await prepare(home, patience)({ executionId: 'e', event, jobId: null });
    const fetching = fetchBatch(
      home,
      patience,
    )({
      jobId: 'job',
      batch: { index: 0, startAt: 0, stopAt: 5_000, pageSize: 100 },
    });
    // Listened to at once: it may fail before anybody awaits it.
    const failed = fetching.then(
      () => null,
      (cause: unknown) => cause,
    );
    while (partner.stats().requests < 10) await new Promise((resolve) => setTimeout(resolve, 10));
    await engine.stop();
    expect(await failed).toMatchObject({
      name: 'StoreUnavailable',
      message: expect.stringMatching(/^(DynamoDB|S3|SQS) failed: /) as string,
    });
    await partner.close();
    // An engine in a container takes its time to start.
  }, 120_000);

  it('before a deployment is told by the deployment', async () => {
    await expect(deploy('http://127.0.0.1:9', { allowHosts: [] })).rejects.toThrow(/^cdk bootstrap failed:/);
  }, 60_000);
});
