// Stands between the functions and the emulator, and counts what AWS would bill: requests by service and operation, and the units
// that DynamoDB would take, computed by AWS' rules from what goes over the line. It changes nothing.
import { Agent, createServer, request as send, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Counted {
  /** Requests by `service.operation`. */
  readonly requests: Readonly<Record<string, number>>;
  readonly readUnits: number;
  readonly writeUnits: number;
}

export interface CountingProxy {
  readonly url: string;
  /** Where to; set once it is known. */
  readonly forwardTo: (endpoint: string) => void;
  readonly counted: () => Counted;
  readonly close: () => void;
}

const BYTES_PER_WRITE_UNIT = 1_024;
const BYTES_PER_READ_UNIT = 4_096;

type Item = Readonly<Record<string, unknown>>;

/** The bytes of an item as AWS counts them, nearly: names and values, without the marks of their types. */
const bytesOf = (item: Item): number =>
  Object.entries(item).reduce(
    (sum, [name, value]) => sum + name.length + Math.max(1, JSON.stringify(value).length - 8),
    0,
  );

const writeUnitsOf = (item: Item): number => Math.max(1, Math.ceil(bytesOf(item) / BYTES_PER_WRITE_UNIT));
const readUnitsOf = (bytes: number): number => Math.max(1, Math.ceil(bytes / BYTES_PER_READ_UNIT));

interface Body extends Item {
  readonly Item?: Item;
  readonly Items?: ReadonlyArray<Item>;
  readonly ConsistentRead?: boolean;
  readonly TransactItems?: ReadonlyArray<Readonly<Record<string, Body>>>;
  readonly RequestItems?: Readonly<Record<string, { readonly Keys?: ReadonlyArray<Item> }>>;
}

const unitsOf = (operation: string, asked: Body, answered: Body): readonly [read: number, write: number] => {
  switch (operation) {
    case 'GetItem':
      return [(asked.ConsistentRead === true ? 1 : 0.5) * readUnitsOf(bytesOf(answered.Item ?? {})), 0];
    case 'Query': {
      const bytes = (answered.Items ?? []).reduce((sum, item) => sum + bytesOf(item), 0);
      return [(asked.ConsistentRead === true ? 1 : 0.5) * readUnitsOf(bytes), 0];
    }
    case 'BatchGetItem': {
      const tables = Object.values(asked.RequestItems ?? {});
      // A unit a key: tasks are small.
      return [tables.reduce((sum, { Keys = [] }) => sum + Keys.length, 0), 0];
    }
    case 'PutItem': {
      const units = writeUnitsOf(asked.Item ?? {});
      // A job's item is written into the index of jobs too.
      return [0, 'Listed' in (asked.Item ?? {}) ? units * 2 : units];
    }
    case 'UpdateItem':
      return [0, 1];
    case 'TransactWriteItems':
      // Each write of a transaction is made twice.
      return [
        0,
        (asked.TransactItems ?? [])
          .flatMap((write) => Object.values(write))
          .reduce((sum, { Item: item = {} }) => sum + 2 * writeUnitsOf(item), 0),
      ];
    default:
      return [0, 0];
  }
};

const s3Operation = (method: string, url: string): string => {
  const { pathname, searchParams } = new URL(url, 'http://s3');
  if (method === 'GET' && searchParams.has('list-type')) return 'ListObjectsV2';
  if (method === 'POST' && searchParams.has('delete')) return 'DeleteObjects';
  const what = pathname.split('/').length > 2 ? 'Object' : 'Bucket';
  return `${{ GET: 'Get', PUT: 'Put', HEAD: 'Head', DELETE: 'Delete' }[method] ?? method}${what}`;
};

/** `service.operation`, by the header that the JSON protocols have; what has none is S3's. */
const operationOf = ({ headers, method = '', url = '' }: IncomingMessage): string => {
  const target = String(headers['x-amz-target'] ?? '');
  if (target === '') return `S3.${s3Operation(method, url)}`;
  const [service = '', operation = ''] = target.split('.');
  return `${service.replace(/_.*$/, '').replace('AWSStepFunctions', 'States')}.${operation}`;
};

const bytesFrom = async (stream: IncomingMessage): Promise<Buffer> => {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
};

export const startCountingProxy = async (): Promise<CountingProxy> => {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const requests: Record<string, number> = {};
  let [readUnits, writeUnits] = [0, 0];
  let target = '';

  const count = (operation: string, asked: Buffer, answered: Buffer): void => {
    requests[operation] = (requests[operation] ?? 0) + 1;
    if (!operation.startsWith('DynamoDB.')) return;
    const parsed = (bytes: Buffer): Body => JSON.parse(bytes.toString()) as Body;
    const [read, write] = unitsOf(operation.slice('DynamoDB.'.length), parsed(asked), parsed(answered));
    readUnits += read;
    writeUnits += write;
  };

  const forward = async (asked: IncomingMessage, answer: ServerResponse): Promise<void> => {
    const body = await bytesFrom(asked);
    const passed = send(`${target}${asked.url ?? '/'}`, {
      method: asked.method ?? 'GET',
      // The name that was asked for stays, for it may hold a bucket.
      headers: asked.headers,
      agent,
    });
    const answered = await new Promise<IncomingMessage>((resolve, reject) => {
      passed.once('response', resolve).once('error', reject);
      passed.end(body);
    });
    const bytes = await bytesFrom(answered);
    count(operationOf(asked), body, bytes);
    answer.writeHead(answered.statusCode ?? 500, answered.headers);
    answer.end(bytes);
  };

  const server = createServer((asked, answer) => {
    forward(asked, answer).catch(() => answer.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    forwardTo: (endpoint) => {
      target = endpoint;
    },
    counted: () => ({ requests: { ...requests }, readUnits, writeUnits }),
    close: () => {
      server.closeAllConnections();
      server.close();
      agent.destroy();
    },
  };
};
