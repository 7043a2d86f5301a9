// json-server over 1,050 rows: /rows. Prints its port as JSON.
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';

/** The part of it that is used here; it has no types of its own. */
interface JsonServer {
  readonly create: () => {
    readonly use: (handler: unknown) => void;
    readonly listen: (port: number, host: string, listening: () => void) => Server;
  };
  readonly defaults: (options: { readonly logger: boolean }) => unknown;
  readonly router: (data: object) => unknown;
}

const jsonServer = createRequire(import.meta.url)('json-server') as JsonServer;

const rows = Array.from({ length: 1_050 }, (_, i) => ({ id: i + 1, name: `row ${i + 1}` }));
const app = jsonServer.create();
app.use(jsonServer.defaults({ logger: false }));
app.use(jsonServer.router({ rows }));
const server = app.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ port: (server.address() as AddressInfo).port })}\n`);
});
