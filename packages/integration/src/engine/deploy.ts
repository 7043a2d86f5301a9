// Deploys the real stack onto the engine with the CDK's own command line, as a user deploys it onto AWS.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { clientsOf } from './clients.ts';

const repository = join(import.meta.dirname, '..', '..', '..', '..');
const infra = join(repository, 'packages', 'infra');
const cdkCli = join(repository, 'node_modules', 'aws-cdk', 'bin', 'cdk');

export interface Deployed {
  /** Of the jobs API, without a slash at its end. */
  readonly api: string;
  /** The simulated partner's resource. */
  readonly partner: string;
  readonly token: string;
  readonly payloadBucket: string;
  readonly manifestBucket: string;
  readonly table: string;
  readonly queueUrl: string;
  readonly deadLettersUrl: string;
  readonly stateMachineArn: string;
  readonly busArn: string;
  readonly archiveArn: string;
}

/** It takes twenty seconds; an emulator that is gone or stuck must not hold it for ever. */
const MOST_CDK_MS = 240_000;

const cdk = (endpoint: string, args: ReadonlyArray<string>): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [cdkCli, ...args], {
      cwd: infra,
      stdio: ['ignore', 'pipe', 'pipe'],
      signal: AbortSignal.timeout(MOST_CDK_MS),
      env: {
        ...process.env,
        AWS_ENDPOINT_URL: endpoint,
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
        AWS_REGION: 'us-east-1',
        CDK_DEFAULT_ACCOUNT: '000000000000',
        CDK_DEFAULT_REGION: 'us-east-1',
        // Neither is of use here, and both ask the network.
        CDK_DISABLE_CLI_TELEMETRY: '1',
        CDK_DISABLE_VERSION_CHECK: '1',
      },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output = (output + text).slice(-8_000);
      });
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`cdk ${args[0]} failed:\n${output}`)),
    );
  });

/** On an emulator an HTTP API has no name of its own: the path form names it. */
const localUrl = (endpoint: string, url: string): string =>
  `${endpoint}/_aws/execute-api/${new URL(url).hostname.split('.')[0]}/$default`;

export interface Deployment {
  /** `HOST:PORT` of partners on this machine. */
  readonly allowHosts: ReadonlyArray<string>;
  /** Shorter times than the usual ones, for tests that wait for them. */
  readonly fetchSeconds?: number;
  readonly redeliverAfterSeconds?: number;
  /** Fewer than an account allows, for a machine of few cores. */
  readonly processFunctions?: number;
}

export const deploy = async (endpoint: string, { allowHosts, ...figures }: Deployment): Promise<Deployed> => {
  const folder = mkdtempSync(join(tmpdir(), 'api-poller-deploy-'));
  const outputs = join(folder, 'outputs.json');
  const context = [
    '-c',
    'simulator=true',
    '-c',
    `allowHosts=${[...allowHosts, new URL(endpoint).host].join(',')}`,
    ...Object.entries(figures).flatMap(([name, figure]) => ['-c', `${name}=${figure}`]),
    '--output',
    join(folder, 'cdk.out'),
  ];
  try {
    await cdk(endpoint, ['bootstrap', 'aws://000000000000/us-east-1', ...context]);
    await cdk(endpoint, [
      'deploy',
      '--all',
      '--require-approval',
      'never',
      '--outputs-file',
      outputs,
      ...context,
    ]);
    const { ApiPoller: out = {} } = JSON.parse(readFileSync(outputs, 'utf8')) as Record<
      string,
      Record<string, string>
    >;
    const { SecretString = '' } = await clientsOf(endpoint).secrets.send(
      new GetSecretValueCommand({ SecretId: out['TokenSecret'] ?? '' }),
    );
    return {
      api: localUrl(endpoint, out['PollerHttpApiUrl'] ?? ''),
      partner: `${localUrl(endpoint, out['ExternalHttpApiUrl'] ?? '')}/payload`,
      token: SecretString,
      payloadBucket: out['RawPayloadBucket'] ?? '',
      manifestBucket: out['ManifestBucketName'] ?? '',
      table: out['PollerTasksTableName'] ?? '',
      queueUrl: out['ProcessPayloadQueueUrl'] ?? '',
      deadLettersUrl: out['ProcessPayloadDLQUrl'] ?? '',
      stateMachineArn: out['StateMachineArn'] ?? '',
      busArn: out['PollerTasksEventBusArn'] ?? '',
      archiveArn: out['ArchiveArn'] ?? '',
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
