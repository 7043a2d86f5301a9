// Payloads in S3, each under `jobId/taskId.json`, as the original has them.
import { DeleteObjectsCommand, GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Payloads, StoreUnavailable } from '@api-poller/domain';
import * as E from 'fp-ts/lib/Either.js';
import { gathering } from '../gathering.ts';
import { calling, isNamed, unavailable } from '../store-failure.ts';

export interface S3PayloadsOptions {
  readonly client: S3Client;
  readonly bucket: string;
}

export const payloadKey = (jobId: string, taskId: string): string => `${jobId}/${taskId}.json`;

/** DeleteObjects' own limit. */
const MOST_PER_DELETE = 1_000;
/** The messages of a batch end within some milliseconds of each other; a call takes some 20 ms itself. */
const QUIET_MS = 5;
const MOST_MS = 30;

type Removed = E.Either<StoreUnavailable, void>;

/** Removes payloads that are done with at the same moment in one call. */
const remover = ({ client, bucket }: S3PayloadsOptions): ((key: string) => Promise<Removed>) =>
  gathering({
    most: MOST_PER_DELETE,
    quietMs: QUIET_MS,
    mostMs: MOST_MS,
    mostAtOnce: 1,
    send: async (keys) => {
      try {
        const { Errors = [] } = await client.send(
          new DeleteObjectsCommand({
            Bucket: bucket,
            Delete: { Objects: keys.map((Key) => ({ Key })), Quiet: true },
          }),
        );
        const failed = new Map(Errors.map(({ Key, Code = 'unknown' }) => [Key, Code]));
        return keys.map((key): Removed => {
          const code = failed.get(key);
          return code === undefined
            ? E.right(undefined)
            : E.left({ _tag: 'StoreUnavailable', detail: `S3 failed: ${code}` });
        });
      } catch (cause) {
        return keys.map((): Removed => E.left(unavailable('S3', cause)));
      }
    },
  });

export const s3Payloads = (options: S3PayloadsOptions): Payloads => {
  const { client, bucket } = options;
  const remove = remover(options);
  return {
    put: (jobId, taskId, body) =>
      calling('S3', async () => {
        await client.send(
          new PutObjectCommand({
            Bucket: bucket,
            Key: payloadKey(jobId, taskId),
            Body: body,
            ContentType: 'application/json',
          }),
        );
      }),
    get: (jobId, taskId) =>
      calling('S3', async () => {
        try {
          const { Body } = await client.send(
            new GetObjectCommand({ Bucket: bucket, Key: payloadKey(jobId, taskId) }),
          );
          return (await Body?.transformToByteArray()) ?? null;
        } catch (cause) {
          if (isNamed(cause, 'NoSuchKey', 'NotFound')) return null;
          throw cause;
        }
      }),
    remove: (jobId, taskId) => () => remove(payloadKey(jobId, taskId)),
  };
};
