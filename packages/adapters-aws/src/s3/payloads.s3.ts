// Payloads in S3, each under `jobId/taskId.json`, as the original has them.
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Payloads } from '@api-poller/domain';
import { calling, isNamed } from '../store-failure.ts';

export interface S3PayloadsOptions {
  readonly client: S3Client;
  readonly bucket: string;
}

export const payloadKey = (jobId: string, taskId: string): string => `${jobId}/${taskId}.json`;

export const s3Payloads = ({ client, bucket }: S3PayloadsOptions): Payloads => ({
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
  remove: (jobId, taskId) =>
    calling('S3', async () => {
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: payloadKey(jobId, taskId) }));
    }),
});
