import { existsSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { apiClient } from '../client/api-client.ts';
import { clientOf, serverBench } from '../testing/server-bench.ts';

describe('the door', () => {
  const statusOf = (url: string, headers: Record<string, string>): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      httpRequest(`${url}/jobs`, { headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });

  it('stays shut on addresses that others can reach, unless there is a token', async () => {
    const { folder, serve } = serverBench();
    await expect(serve({ host: '0.0.0.0' })).rejects.toThrow('set API_POLLER_TOKEN');
    expect(existsSync(join(folder, 'poller.sqlite'))).toBe(false);
  });

  it('lets web pages and foreign names not in, when there is no token', async () => {
    const { serve } = serverBench();
    const { url } = await serve();
    expect(await statusOf(url, {})).toBe(200);
    expect(await statusOf(url, { origin: 'https://evil.example' })).toBe(403);
    expect(await statusOf(url, { host: 'evil.example' })).toBe(403);
  });

  it('asks for the token on every route, when there is one', async () => {
    const { serve } = serverBench();
    const server = await serve({ token: 'right' });
    await expect(clientOf(server).job('x')).rejects.toThrow('set API_POLLER_TOKEN');
    await expect(clientOf(server, 'wrong').job('x')).rejects.toThrow('A token is needed');
    await expect(clientOf(server, 'right').job('x')).rejects.toThrow('No such job');
    expect((await fetch(`${server.url}/metrics`)).status).toBe(401);
    expect((await fetch(`${server.url}/nowhere`)).status).toBe(401);
    const metrics = await fetch(`${server.url}/metrics`, { headers: { authorization: 'Bearer right' } });
    expect(await metrics.text()).toContain('api_poller_partner_requests_total');
  });

  it('of a folder that is in use stays shut', async () => {
    const { serve } = serverBench();
    await serve();
    await expect(serve()).rejects.toThrow('database is locked');
  });

  it('says what to do when nobody is behind it', async () => {
    const client = apiClient({ server: 'http://127.0.0.1:9', token: null });
    await expect(client.job('x')).rejects.toThrow('api-poller serve');
  });
});
