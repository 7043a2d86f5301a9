// Partners that page otherwise, and partners that let in only who has a secret.
import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from 'vitest';
import { clients, noSystem } from '../engine/fresh.ts';
import { partnerPerTest } from './bench.ts';

describe.skipIf(noSystem)('a partner of another kind', () => {
  const start = partnerPerTest();

  it('that pages by cursors is found out and walked to its end, over as many functions as it takes', async () => {
    // 30 pages of half a second each: more than a function lives here.
    const { system, partner } = await start({
      style: 'cursor',
      records: 3_000,
      minDelayMs: 500,
      maxDelayMs: 500,
    });
    const id = await system.submit({ url: `${partner.url}/payload` });
    expect(await system.until(id)).toMatchObject({
      Status: 'SETTLED',
      Verdict: 'COMPLETE',
      Pagination: 'cursor',
      SuccessfullyCompleted: 30,
      Total: 30,
      Records: 3_000,
      Evidence: [],
    });
    // The first answer, the proof, each page once.
    expect(partner.stats()).toMatchObject({ requests: 32, doubledRecords: 200 });
    expect(await system.storedPayloads(id)).toBe(0);
  }, 120_000);

  it('is divided by a range, and its chains are walked side by side', async () => {
    const { system, partner } = await start({ style: 'cursor', records: 2_000 });
    const id = await system.submit({
      url: `${partner.url}/payload`,
      limits: { concurrency: 2 },
      pagination: {
        kind: 'cursor',
        range: { from: 'created_gte', to: 'created_lt', least: 0, most: 2_000 },
      },
    });
    expect(await system.until(id)).toMatchObject({ Verdict: 'COMPLETE', Records: 2_000, Total: 20 });
    const tasks = await system.request('GET', `/jobs/${id}/tasks`);
    const { Tasks } = (await tasks.json()) as { Tasks: ReadonlyArray<{ taskId: string }> };
    expect(new Set(Tasks.map(({ taskId }) => taskId.slice(0, 4)))).toEqual(
      new Set(['c000', 'c001', 'c002', 'c003']),
    );
  }, 120_000);

  it('that wants a token is shown the one that Secrets Manager has under that name', async () => {
    await clients.secrets.send(
      new CreateSecretCommand({ Name: 'api-poller/partner/token', SecretString: 'let-me-in-4711' }),
    );
    const { system, partner } = await start({
      records: 300,
      faults: [{ _tag: 'requireHeader', name: 'authorization', value: 'Bearer let-me-in-4711' }],
    });
    const url = `${partner.url}/payload`;
    const credentials = { kind: 'bearer', secret: 'partner/token' };
    expect(await system.until(await system.submit({ url, credentials }))).toMatchObject({
      Verdict: 'COMPLETE',
      Records: 300,
    });
    const unknown = await system.submit({ url, credentials: { kind: 'bearer', secret: 'nobody' } });
    expect(await system.until(unknown)).toMatchObject({
      Status: 'FAILED',
      Failure: {
        reason: 'CredentialsUnavailable',
        detail: 'the first contact failed: the credentials could not be had: there is no secret "nobody"',
      },
    });
  }, 120_000);

  it('can be looked at before anything is copied', async () => {
    const { system, partner } = await start({ style: 'page', records: 250 });
    const answered = await system.request('POST', '/plans', { url: `${partner.url}/payload` });
    expect(answered.status).toBe(200);
    expect(await answered.json()).toMatchObject({
      Pagination: { kind: 'page', page: 'page' },
      Parallel: true,
      Tasks: 3,
      Records: 250,
      Doubt: null,
    });
  }, 60_000);
});
