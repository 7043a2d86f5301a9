// Completion webhooks of a running server, at a receiver with real sockets that checks signatures by itself.
import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { JobResource } from '@api-poller/domain';
import { describe, expect, it, onTestFinished } from 'vitest';
import { clientOf, serverBench, until, type ServerBench } from '../testing/server-bench.ts';

const SECRET = 'a long random text';

interface Told {
  readonly job: JobResource;
  readonly key: string;
  readonly signed: boolean;
}

/** The signature, computed as the documentation says. */
const isSigned = (header: string, body: string): boolean => {
  const [, second = '', given = ''] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(header) ?? [];
  const recent = Math.abs(Date.now() / 1000 - Number(second)) < 60;
  return recent && createHmac('sha256', SECRET).update(`${second}.${body}`).digest('hex') === given;
};

/** Answers with these statuses, one after the other, then with 204. */
const receiver = async (
  statuses: ReadonlyArray<number> = [],
  port = 0,
): Promise<{ readonly port: number; readonly told: Told[]; readonly server: Server }> => {
  const told: Told[] = [];
  const left = [...statuses];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
    request.on('end', () => {
      told.push({
        job: JSON.parse(body) as JobResource,
        key: String(request.headers['idempotency-key']),
        signed: isSigned(String(request.headers['x-api-poller-signature']), body),
      });
      response.writeHead(left.shift() ?? 204, { location: '/elsewhere' }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { port: (server.address() as AddressInfo).port, told, server };
};

/** A folder of secrets. */
const secretsFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'api-poller-secrets-'));
  writeFileSync(join(folder, 'told'), `${SECRET}\n`);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

const serving = async ({ simulate, serve }: ServerBench, toldAt: number, records = 100) => {
  const partner = await simulate({ records });
  const options = {
    secretsFolder: secretsFolder(),
    policy: { allow: [partner.port, toldAt].map((port) => ({ host: '127.0.0.1', port })) },
  };
  const request = {
    url: `${partner.url}/payload`,
    pagination: { kind: 'offset' },
    webhook: { url: `http://127.0.0.1:${toldAt}/done`, secret: 'told' },
  };
  return { server: await serve(options), options, request };
};

const delivered = ({ Webhook }: JobResource): boolean => typeof Webhook?.DeliveredAt === 'string';

describe('a completion webhook', () => {
  it('brings the settled job, signed, and is tried again until it is taken', async () => {
    const bench = serverBench();
    const { port, told } = await receiver([500, 503]);
    const { server, request } = await serving(bench, port);
    await clientOf(server).put('orders', request);
    const job = await until(server, 'orders', delivered);
    expect(job).toMatchObject({ Verdict: 'COMPLETE', Webhook: { Attempts: 3, Failure: null } });
    const { Webhook: _webhook, ...resource } = job;
    expect(told.map(({ signed }) => signed)).toEqual([true, true, true]);
    expect(told[2]?.job).toEqual(resource);
    expect(new Set(told.map(({ key }) => key)).size).toBe(1);
    expect(told[0]?.key).toMatch(/^orders-\d+$/);
  });

  it('that nobody takes changes no verdict and holds up no job', async () => {
    const bench = serverBench();
    const { server: gone, port } = await receiver();
    await new Promise((resolve) => gone.close(resolve));
    const { server, request } = await serving(bench, port);
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) await clientOf(server).put(id, request);
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) await until(server, id);
    const job = await until(server, 'f', ({ Webhook }) => (Webhook?.Attempts ?? 0) > 0);
    expect(job).toMatchObject({
      Status: 'SETTLED',
      Verdict: 'COMPLETE',
      Webhook: {
        DeliveredAt: null,
        Failure: '127.0.0.1:PORT refused the connection'.replace('PORT', `${port}`),
      },
    });
  });

  it('goes on after a restart', async () => {
    const bench = serverBench();
    const { server: gone, port } = await receiver();
    await new Promise((resolve) => gone.close(resolve));
    const { server, options, request } = await serving(bench, port);
    await clientOf(server).put('orders', request);
    await until(server, 'orders', ({ Webhook }) => (Webhook?.Attempts ?? 0) > 0);
    await bench.stop(server);
    const { told } = await receiver([], port);
    const again = await bench.serve(options);
    expect((await until(again, 'orders', delivered)).Verdict).toBe('COMPLETE');
    expect(told).toMatchObject([{ signed: true, job: { JobId: 'orders', Verdict: 'COMPLETE' } }]);
  });

  it('is sent of a job that was cancelled while it was paused, and not before', async () => {
    const bench = serverBench();
    const { port, told } = await receiver();
    const { server, request } = await serving(bench, port, 100_000);
    const client = clientOf(server);
    await client.put('orders', { ...request, limits: { concurrency: 1 } });
    await client.change('orders', 'pause');
    await wait(600);
    expect(told).toEqual([]);
    await client.change('orders', 'cancel');
    await until(server, 'orders', delivered);
    expect(told).toMatchObject([{ signed: true, job: { Status: 'CANCELLED', Verdict: null } }]);
  });

  it('is not sent on to where a redirect leads, and not to an address that is not allowed', async () => {
    const bench = serverBench();
    const { port, told } = await receiver([302]);
    const { server, request } = await serving(bench, port);
    await clientOf(server).put('orders', request);
    const job = await until(server, 'orders', ({ Webhook }) => Webhook !== null);
    expect(job.Webhook).toMatchObject({
      DeliveredAt: null,
      Attempts: 1,
      Failure: 'the redirect was not followed: the POST would become a GET after a 302',
    });
    expect(told).toHaveLength(1);
    const forbidden = { ...request, webhook: { url: 'http://127.0.0.1:1/', secret: 'told' } };
    await expect(clientOf(server).put('forbidden', forbidden)).rejects.toThrow('webhook.url must be');
  });

  it('of a run without a server is delivered before the command ends', async () => {
    const { simulate, folder } = serverBench();
    const partner = await simulate({ records: 100 });
    const { port, told } = await receiver([500]);
    const request = join(folder, 'request.json');
    writeFileSync(request, JSON.stringify({ webhook: { url: `http://127.0.0.1:${port}/`, secret: 'told' } }));
    const child = spawn(process.execPath, [
      join(import.meta.dirname, '..', 'main.ts'),
      'run',
      `${partner.url}/payload`,
      '--out',
      join(folder, 'out.ndjson'),
      '--json',
      '--request',
      request,
      '--secrets',
      secretsFolder(),
      '--allow-host',
      `127.0.0.1:${partner.port},127.0.0.1:${port}`,
    ]);
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect([code, JSON.parse(out)]).toMatchObject([0, { Verdict: 'COMPLETE', Webhook: { Attempts: 2 } }]);
    expect(told.map(({ signed }) => signed)).toEqual([true, true]);
  });

  it('is verified by the receiver of the documentation, which takes it once', async () => {
    const bench = serverBench();
    const script = join(import.meta.dirname, '..', '..', '..', '..', 'docs', 'how-to', 'verify-webhook.mjs');
    const child = spawn(process.execPath, [script, '0'], {
      env: { SECRET },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill());
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    while (!said.includes('\n')) await wait(20);
    const port = Number(/:(\d+)\n/.exec(said)?.[1]);
    const { server, request } = await serving(bench, port);
    await clientOf(server).put('orders', request);
    await until(server, 'orders', delivered);
    expect(said.split('\n').slice(1)).toEqual(['orders is COMPLETE: 100 records', '']);
    const unsigned = await fetch(`http://127.0.0.1:${port}/`, {
      method: 'POST',
      headers: { 'x-api-poller-signature': `t=${Math.floor(Date.now() / 1000)},v1=${'0'.repeat(64)}` },
      body: '{}',
    });
    expect(unsigned.status).toBe(401);
  });
});
