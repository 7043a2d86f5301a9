// Pages per second of the adapter against a bare undici.request loop, in the same run, by turns, on the same server
// (with gzip: a bare loop that calls gunzipSync).
// node packages/adapters-http/bench/pages-per-second.ts [gzip]
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { Pool } from 'undici';
import { undiciPartner } from '../src/index.ts';

const concurrency = 25;
const pagesPerRound = 10_000;
const rounds = 9;
const coding = process.argv[2] ?? 'plain';

const server = spawn(process.execPath, [fileURLToPath(new URL('server.ts', import.meta.url)), coding], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const port = Number(
  await new Promise<string>((resolve) =>
    server.stdout.once('data', (text: Buffer) => resolve(text.toString().trim())),
  ),
);
const origin = `http://127.0.0.1:${port}`;

const pool = new Pool(origin, { connections: concurrency, allowH2: false });
const bare = async (page: number): Promise<number> => {
  const { body } = await pool.request({
    method: 'GET',
    path: `/payload?page=${page}`,
    headers: { accept: 'application/json' },
  });
  const bytes = await body.arrayBuffer();
  return (coding === 'gzip' ? gunzipSync(bytes) : bytes).byteLength;
};

const partner = undiciPartner({
  policy: { allow: [{ host: '127.0.0.1', port }] },
  userAgent: 'bench',
  connections: concurrency,
});
const timeouts = { connectMs: 5_000, firstByteMs: 30_000, idleBodyMs: 15_000, wholeRequestMs: 60_000 };
const ours = async (page: number): Promise<number> => {
  const url = `${origin}/payload?page=${page}`;
  const answer = await partner.fetch({
    method: 'GET',
    url,
    headers: { accept: 'application/json' },
    body: null,
    timeouts,
    maxBodyBytes: 10_000_000,
  })();
  if (answer._tag === 'Left') throw new Error(answer.left._tag);
  return answer.right.body.length;
};

const perSecond = async (fetchPage: (page: number) => Promise<number>): Promise<number> => {
  let next = 0;
  const startedMs = performance.now();
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      while (next < pagesPerRound) await fetchPage(next++);
    }),
  );
  return (pagesPerRound * 1_000) / (performance.now() - startedMs);
};
const median = (values: ReadonlyArray<number>): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

await perSecond(bare);
await perSecond(ours);
const bareRates: Array<number> = [];
const ourRates: Array<number> = [];
for (let round = 0; round < rounds; round += 1) {
  bareRates.push(await perSecond(bare));
  ourRates.push(await perSecond(ours));
}
const ratios = ourRates.map((rate, index) => rate / (bareRates[index] ?? rate));
process.stdout.write(
  `${JSON.stringify({ coding, concurrency, pagesPerRound, rounds, bare: Math.round(median(bareRates)), ours: Math.round(median(ourRates)), ratio: Number(median(ratios).toFixed(3)) })}\n`,
);
await Promise.all([pool.close(), partner.close()]);
server.kill();
