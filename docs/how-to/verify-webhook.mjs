// A receiver of completion webhooks: checks the signature and prints each job that is over.
//   SECRET=… node docs/how-to/verify-webhook.mjs 4030
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

const { SECRET = '' } = process.env;
/** An older signature may have been taken from somewhere and sent again. */
const MOST_SECONDS = 300;

/**
 * @param {string} header of x-api-poller-signature: `t=<seconds>,v1=<hex>`
 * @param {string} body byte for byte as it came: a body that was parsed and written again has another signature
 */
const isSigned = (header, body) => {
  const [, second = '', given = ''] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header) ?? [];
  if (Math.abs(Date.now() / 1000 - Number(second)) > MOST_SECONDS) return false;
  const right = createHmac('sha256', SECRET).update(`${second}.${body}`).digest();
  return timingSafeEqual(right, Buffer.from(given, 'hex'));
};

/** Ids of what was taken already: a webhook may come twice. A real receiver keeps them longer than its process lives. */
const taken = new Set();

/** @param {string} body of a job, as `GET /jobs/{id}` shows it */
const take = (body) => {
  const job = /** @type {{ JobId: string, Status: string, Verdict: string | null, Records: number }} */ (
    JSON.parse(body)
  );
  process.stdout.write(`${job.JobId} is ${job.Verdict ?? job.Status}: ${job.Records} records\n`);
};

const server = createServer((request, response) => {
  /** @type {Buffer[]} */
  const pieces = [];
  request.on('data', (/** @type {Buffer} */ piece) => pieces.push(piece));
  request.on('end', () => {
    const body = Buffer.concat(pieces).toString('utf8');
    if (SECRET === '' || !isSigned(String(request.headers['x-api-poller-signature']), body))
      return response.writeHead(401).end();
    const key = request.headers['idempotency-key'];
    if (!taken.has(key)) take(body);
    taken.add(key);
    return response.writeHead(204).end();
  });
});
server.listen(Number(process.argv[2] ?? 4030), '127.0.0.1', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  process.stdout.write(`listening on http://127.0.0.1:${port}\n`);
});
