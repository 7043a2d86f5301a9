// The deployed system as its users see it: requests to the jobs API, and what an operator may look into. Shared by the specs.
import { setTimeout as wait } from 'node:timers/promises';
import {
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { JobResource } from '@api-poller/domain';
import { startSimulator, type Simulator, type SimulatorOptions } from '@api-poller/external-sim';
import { expect, inject } from 'vitest';
import type { Deployed } from '../engine/deploy.ts';
import { optionsOf } from '../engine/clients.ts';
import { clients, endpoint } from '../engine/fresh.ts';

export interface System extends Deployed {
  /** @param token of the header; null for none */
  readonly request: (
    method: string,
    path: string,
    body?: unknown,
    token?: string | null,
  ) => Promise<Response>;
  /** POST /jobs; answers with the job's id. */
  readonly submit: (body: unknown) => Promise<string>;
  readonly read: (id: string) => Promise<JobResource>;
  /** The job once it is as wanted, over unless something else is. The test's own time-out ends a wait in vain. */
  readonly until: (id: string, wanted?: (job: JobResource) => boolean) => Promise<JobResource>;
  readonly storedPayloads: (jobId?: string) => Promise<number>;
  /** Lets ProcessPayload have messages, or not: what is sent meanwhile waits in the queue. */
  readonly letProcess: (enabled: boolean) => Promise<void>;
  /** Puts a message on the queue, as somebody else might. */
  readonly enqueue: (body: unknown) => Promise<void>;
}

const lambda = new LambdaClient(optionsOf(endpoint || 'http://127.0.0.1:9'));

const systemOf = (deployed: Deployed): System => {
  const request: System['request'] = (method, path, body, token = deployed.token) =>
    fetch(`${deployed.api}${path}`, {
      method,
      headers: token === null ? {} : { authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  const read: System['read'] = async (id) => {
    const answered = await request('GET', `/jobs/${id}`);
    expect(answered.status).toBe(200);
    return (await answered.json()) as JobResource;
  };
  return {
    ...deployed,
    request,
    read,
    submit: async (body) => {
      const answered = await request('POST', '/jobs', body);
      expect(answered.status).toBe(200);
      const { Entries, FailedEntryCount } = (await answered.json()) as {
        Entries: ReadonlyArray<{ EventId: string }>;
        FailedEntryCount: number;
      };
      expect(FailedEntryCount).toBe(0);
      return Entries[0]?.EventId ?? '';
    },
    until: async (id, wanted = ({ SettledAt }) => SettledAt !== null) => {
      for (;;) {
        const job = await read(id);
        if (wanted(job)) return job;
        await wait(250);
      }
    },
    storedPayloads: async (jobId = '') => {
      const { KeyCount = 0 } = await clients.s3.send(
        new ListObjectsV2Command({ Bucket: deployed.payloadBucket, Prefix: jobId }),
      );
      return KeyCount;
    },
    letProcess: async (Enabled) => {
      const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({}));
      const mapping = EventSourceMappings.find(({ FunctionArn = '' }) =>
        FunctionArn.includes('ProcessPayload'),
      );
      if (mapping === undefined) throw new Error('nothing reads the queue');
      await lambda.send(new UpdateEventSourceMappingCommand({ UUID: mapping.UUID, Enabled }));
    },
    enqueue: async (body) => {
      const MessageBody = typeof body === 'string' ? body : JSON.stringify(body);
      await clients.sqs.send(new SendMessageCommand({ QueueUrl: deployed.queueUrl, MessageBody }));
    },
  };
};

/** The system that all specs of a run share: deployed when the first of them asks. */
export const sharedSystem = async (): Promise<System> => {
  const answered = await fetch(inject('systemUrl'));
  if (!answered.ok) throw new Error(`the stack was not deployed: ${await answered.text()}`);
  return systemOf((await answered.json()) as Deployed);
};

/**
 * A partner of the spec's own, at an address that the system may ask. Without delays and errors unless they are asked for.
 * @param index from 0; files run one after the other, so each may use the same ones
 */
export const startPartner = (index: number, options: SimulatorOptions): Promise<Simulator> => {
  const port = inject('partnerPorts')[index];
  if (port === undefined) throw new Error(`there is no port for partner ${index}`);
  return startSimulator({ errorRate: 0, minDelayMs: 0, maxDelayMs: 0, ...options, port });
};
