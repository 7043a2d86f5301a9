// A node:http server that answers every request with the same 8 kB of JSON, in a process of its own so that it competes with
// neither client for an event loop. Prints its port; with "gzip" as argument it sends the body coded.
import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';

const records = Array.from({ length: 60 }, (_, id) => ({
  id,
  name: `record ${id}`,
  email: `${id * 7919}@example.com`,
  at: 1_700_000_000_000 + id * 61_861,
  note: 'x'.repeat(40),
}));
const plain = Buffer.from(JSON.stringify(records).padEnd(8_192)).subarray(0, 8_192);
const gzip = process.argv[2] === 'gzip';
const body = gzip ? gzipSync(plain) : plain;
const headers = {
  'content-type': 'application/json',
  'content-length': body.length,
  ...(gzip ? { 'content-encoding': 'gzip' } : {}),
};
const server = createServer((_, response) => {
  response.writeHead(200, headers);
  response.end(body);
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') process.stdout.write(`${address.port}\n`);
});
