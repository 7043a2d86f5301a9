// The floor under every poller: a bare undici loop that only downloads pages, and does nothing with them.
// With a concurrency of 1 it is the serial client. Prints its figures as one line of JSON.
// node download.ts <url of the partner's resource> <pages> <records per page> <concurrency>
import { Pool } from 'undici';

const [url = '', pages = '', recordsPerPage = '', concurrency = ''] = process.argv.slice(2);
const { origin, pathname } = new URL(url);
const count = Number(recordsPerPage);
const pool = new Pool(origin, { connections: Number(concurrency), allowH2: false });

let next = 0;
let bytes = 0;
const worker = async (): Promise<void> => {
  while (next < Number(pages)) {
    const path = `${pathname}?startAt=${next++ * count}&count=${count}`;
    const { statusCode, body } = await pool.request({ method: 'GET', path });
    if (statusCode !== 200) throw new Error(`${path} answered ${statusCode}`);
    bytes += (await body.arrayBuffer()).byteLength;
  }
};

const startedMs = performance.now();
await Promise.all(Array.from({ length: Number(concurrency) }, worker));
const seconds = (performance.now() - startedMs) / 1000;
const { user, system } = process.cpuUsage();
process.stdout.write(
  `${JSON.stringify({ seconds, cpuSeconds: (user + system) / 1e6, pages: Number(pages), bytes })}\n`,
);
await pool.close();
