// What one job of 1,000 pages costs, counted: on an engine whose functions ask AWS through a proxy that counts.
import { setTimeout as wait } from 'node:timers/promises';
import { startSimulator } from '@api-poller/external-sim';
import { countsOf } from '../src/engine/counts.ts';
import { deploy } from '../src/engine/deploy.ts';
import { startEngine } from '../src/engine/engine.ts';
import { startCountingProxy } from './counting-proxy.ts';
import type { Counted } from './figures.ts';
import { measure, settled } from './speed.ts';

const PAGES = 1_000;
/** A function writes its report when it has ended, a moment after the job is settled. */
const REPORTS_AFTER_MS = 2_000;

export const count = async (): Promise<Counted> => {
  const proxy = await startCountingProxy();
  const engine = await startEngine({ functionsEndpoint: proxy.url });
  if ('missing' in engine) throw new Error(engine.missing);
  const partner = await startSimulator({ records: PAGES * 100, errorRate: 0, minDelayMs: 0, maxDelayMs: 0 });
  try {
    proxy.forwardTo(engine.endpoint);
    const system = await deploy(engine.endpoint, { allowHosts: [`127.0.0.1:${partner.port}`] });
    const before = proxy.counted();
    const sinceMs = Date.now();
    const { id } = await measure(engine.endpoint, system, partner, PAGES);
    await settled(system, id);
    await wait(REPORTS_AFTER_MS);
    const after = proxy.counted();
    const counts = countsOf(engine.endpoint);
    const { transitions } = await counts.transitions(system.stateMachineArn, sinceMs);
    const { fetching, processing } = await counts.invocations(sinceMs);
    const { gigabyteSeconds, loggedBytes } = await counts.usage(sinceMs);
    const requests = (...names: ReadonlyArray<string>): number =>
      names.reduce((sum, name) => sum + (after.requests[name] ?? 0) - (before.requests[name] ?? 0), 0);
    const perPage = {
      transitions,
      fetchingInvocations: fetching,
      processingInvocations: processing,
      gigabyteSeconds,
      loggedBytes,
      dynamoWriteUnits: after.writeUnits - before.writeUnits,
      dynamoReadUnits: after.readUnits - before.readUnits,
      s3Writes: requests('S3.PutObject', 'S3.ListObjectsV2'),
      s3Reads: requests('S3.GetObject', 'S3.HeadObject'),
      sqsRequests: requests('AmazonSQS.SendMessageBatch') + 2 * (PAGES / 10),
    };
    const date = new Date().toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });
    return {
      date,
      engine: engine.name,
      pages: PAGES,
      perPage: Object.fromEntries(
        Object.entries(perPage).map(([name, sum]) => [name, Number((sum / PAGES).toPrecision(4))]),
      ) as unknown as Counted['perPage'],
    };
  } finally {
    await partner.close();
    await engine.stop();
    proxy.close();
  }
};
