// Schedules and completion webhooks of the deployed system: EventBridge Scheduler keeps the time, the workflow delivers.
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import type { JobResource, ScheduleResource } from '@api-poller/domain';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { clients, noSystem } from '../engine/fresh.ts';
import { partnerPerTest } from './bench.ts';
import { sharedSystem } from './system.ts';

const SECRET = 'a long random text';

const offset = { pagination: { kind: 'offset' } } as const;

describe.skipIf(noSystem)('on AWS', () => {
  const start = partnerPerTest();

  it('a schedule is fired by EventBridge Scheduler, under the id of its planned time', async () => {
    const { system, partner } = await start({ records: 300 });
    const put = await system.request('PUT', '/schedules/minutely', {
      when: { cron: '* * * * *' },
      request: { url: `${partner.url}/payload`, ...offset },
      incremental: { parameter: 'since' },
    });
    expect(put.status).toBe(201);
    const { NextRun } = (await put.json()) as ScheduleResource;
    let shown: ScheduleResource;
    do {
      await wait(500);
      shown = (await (await system.request('GET', '/schedules/minutely')).json()) as ScheduleResource;
    } while (typeof shown.Runs.at(-1)?.Outcome !== 'string');
    expect((await system.request('DELETE', '/schedules/minutely')).status).toBe(204);
    expect((await system.request('GET', '/schedules/minutely')).status).toBe(404);
    const run = shown.Runs.at(-1);
    // The emulator counts from when it first sees the alarm, so its first time may be the one after.
    const planned = Date.parse(run?.PlannedAt ?? '');
    expect([0, 60_000]).toContain(planned - Date.parse(NextRun ?? ''));
    expect(run?.JobId).toBe(
      `minutely-${new Date(planned).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`,
    );
    expect(run?.Outcome).toBe('COMPLETE');
    const job = await system.read(run?.JobId ?? '');
    expect(job).toMatchObject({ Verdict: 'COMPLETE', Records: 300 });
    expect(shown.Watermark).toBe(job.SubmittedAt);
  }, 180_000);

  it('a schedule whose times AWS cannot keep is refused by its field', async () => {
    const system = await sharedSystem();
    const put = await system.request('PUT', '/schedules/often', {
      when: { everySeconds: 30 },
      request: { url: 'https://partner.example/' },
    });
    expect([put.status, await put.json()]).toMatchObject([
      422,
      { errors: [{ field: 'when.everySeconds', expected: 'a multiple of 60: AWS keeps whole minutes' }] },
    ]);
    expect((await system.request('GET', '/schedules/often')).status).toBe(404);
  });

  it('a completion webhook is delivered, signed with a secret of Secrets Manager, after it was refused once', async () => {
    await clients.secrets.send(new CreateSecretCommand({ Name: 'api-poller/told', SecretString: SECRET }));
    const port = inject('partnerPorts')[1] ?? 0;
    const told: Array<{ readonly body: string; readonly signature: string; readonly key: string }> = [];
    const receiver = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
      request.on('end', () => {
        const { 'x-api-poller-signature': signature, 'idempotency-key': key } = request.headers;
        told.push({ body, signature: String(signature), key: String(key) });
        response.writeHead(told.length === 1 ? 503 : 204).end();
      });
    });
    onTestFinished(() => {
      receiver.closeAllConnections();
      receiver.close();
    });
    await new Promise<void>((resolve) => receiver.listen(port, '127.0.0.1', resolve));
    const { system, partner } = await start({ records: 300 });
    await system.request('PUT', '/jobs/told', {
      url: `${partner.url}/payload`,
      ...offset,
      webhook: { url: `http://127.0.0.1:${port}/done`, secret: 'told' },
    });
    const job = await system.until('told', ({ Webhook }) => typeof Webhook?.DeliveredAt === 'string');
    expect(job).toMatchObject({ Verdict: 'COMPLETE', Webhook: { Attempts: 2, Failure: null } });
    const [, last = { body: '', signature: '', key: '' }] = told;
    const [, second = '', given = ''] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(last.signature) ?? [];
    expect(createHmac('sha256', SECRET).update(`${second}.${last.body}`).digest('hex')).toBe(given);
    expect(JSON.parse(last.body) as JobResource).toMatchObject({ JobId: 'told', Verdict: 'COMPLETE' });
    expect(new Set(told.map(({ key }) => key)).size).toBe(1);
  }, 120_000);
});
