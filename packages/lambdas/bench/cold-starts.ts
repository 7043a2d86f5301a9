// Starts the bundles in fresh processes. AWS is a server of this process that refuses every request at once: what is measured ends
// where the network begins, and still holds the making of clients, the signing and the first socket.
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { bundleOf } from '../src/build.ts';
import type { FunctionName } from '../src/function-names.ts';

export interface ColdStart {
  readonly importMs: number;
  readonly callMs: number;
  /** Processor time of both, all threads together. */
  readonly cpuMs: number;
  /** Of the process, above that of a Node that has loaded nothing. */
  readonly memoryMb: number;
  /** 'answered', or the kind of the failure. */
  readonly outcome: string;
}

const batch = { index: 0, startAt: 0, stopAt: 100, pageSize: 100 };
const message = JSON.stringify({
  task: { jobId: 'cold', taskId: '000000000000-100', attempt: 1 },
  facts: { records: 1, bytes: 1, short: 0 },
});
const get = (rawPath: string, pathParameters: Readonly<Record<string, string>>): object => ({
  version: '2.0',
  routeKey: 'GET',
  rawPath,
  rawQueryString: '',
  headers: { host: 'localhost' },
  pathParameters,
  isBase64Encoded: false,
  requestContext: { http: { method: 'GET', path: rawPath }, domainName: 'localhost' },
});

const FIRST_EVENT: Readonly<Record<FunctionName, object>> = {
  'prepare-job': { executionId: 'e', event: null, jobId: 'cold' },
  'fetch-tasks': { jobId: 'cold', batch },
  'fail-batch': { jobId: 'cold', batch, error: 'States.Timeout', cause: '' },
  'settle-job': { executionId: 'e', jobId: 'cold', key: null, waits: 0 },
  'fire-schedule': { scheduleId: 'cold', plannedAt: '2026-11-24T00:01:00Z' },
  'process-payload': { Records: [{ messageId: 'm', body: message }] },
  'dead-letter': { Records: [{ messageId: 'm', body: message }] },
  'http-api': get('/jobs/cold', { id: 'cold' }),
  'schedules-api': get('/schedules/cold', { id: 'cold' }),
  authorizer: { headers: { authorization: 'Bearer cold' } },
  'payload-generator': get('/payload', {}),
};

const environmentOf = (endpoint: string): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'cold',
  AWS_SECRET_ACCESS_KEY: 'cold',
  AWS_ENDPOINT_URL: endpoint,
  TABLE: 'table',
  PAYLOAD_BUCKET: 'payloads',
  MANIFEST_BUCKET: 'manifests',
  QUEUE_URL: `${endpoint}/queue`,
  TOKEN_SECRET: 'token',
  RECORDS: '100',
  MAX_DELAY_MS: '0',
  MIN_DELAY_MS: '0',
  // What Lambda sets, and the Powertools look for.
  AWS_LAMBDA_FUNCTION_NAME: 'cold',
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  LAMBDA_TASK_ROOT: '/var/task',
  AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1:9',
  _X_AMZN_TRACE_ID: 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=557abcec3ee5a047;Sampled=1',
});

export interface Bench {
  readonly start: (bundle: string, event: object) => Promise<ColdStart>;
  readonly startFunction: (name: FunctionName) => Promise<ColdStart>;
  readonly close: () => void;
}

export const openBench = async (): Promise<Bench> => {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
      response.end('{"__type":"ValidationException","message":"this is no AWS"}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const start = async (bundle: string, event: object): Promise<ColdStart> => {
    const probe = join(import.meta.dirname, 'probe.mjs');
    const child = spawn(process.execPath, [probe, bundle, JSON.stringify(event)], {
      env: environmentOf(endpoint),
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    });
    const [figures, complaints] = await Promise.all([
      text(child.stdio[3] as Readable),
      text(child.stderr as Readable),
    ]);
    if (figures === '') throw new Error(`${bundle} did not start: ${complaints.slice(-1_000)}`);
    return JSON.parse(figures) as ColdStart;
  };
  return {
    start,
    startFunction: (name) => start(join(bundleOf(name), 'index.mjs'), FIRST_EVENT[name]),
    close: () => server.close(),
  };
};
