// The manifest in S3: a round is one object of JSON lines, a batch a line, as a Distributed Map reads it. A round that was
// worked through gets a marker beside it; what has none is what waits.
import { Readable } from 'node:stream';
import {
  HeadObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { Batch, Manifest, StoreUnavailable } from '@api-poller/domain';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { calling, isNamed } from '../store-failure.ts';

export interface WaitingRound {
  readonly bucket: string;
  readonly key: string;
}

export interface AwsManifest extends Manifest {
  /** The oldest round that nobody has worked through; null when there is none. */
  readonly pending: (jobId: string) => TaskEither<StoreUnavailable, WaitingRound | null>;
  readonly finish: (key: string) => TaskEither<StoreUnavailable, void>;
}

export interface S3ManifestOptions {
  readonly client: S3Client;
  readonly bucket: string;
}

interface StoredObject {
  readonly key: string;
  readonly bytes: number;
  readonly atMs: number;
}

const prefixOf = (jobId: string): string => `manifests/${jobId}/`;
const DONE = '.done';
/** Lines of one piece of the stream: some 64 kB, which an upload gathers into its parts of 5 MB. */
const LINES_PER_PIECE = 1_000;

function* linesOf(batches: Iterable<Batch>): Generator<string> {
  let lines: string[] = [];
  for (const batch of batches) {
    if (lines.push(`${JSON.stringify(batch)}\n`) < LINES_PER_PIECE) continue;
    yield lines.join('');
    lines = [];
  }
  yield lines.join('');
}

export const s3Manifest = ({ client, bucket }: S3ManifestOptions): AwsManifest => {
  const isThere = async (key: string): Promise<boolean> => {
    try {
      await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
      return true;
    } catch (cause) {
      if (isNamed(cause, 'NotFound', 'NoSuchKey')) return false;
      throw cause;
    }
  };
  const keysOf = async (jobId: string): Promise<ReadonlyArray<StoredObject>> => {
    const found: StoredObject[] = [];
    for (let token: string | undefined, more = true; more;) {
      const page: ListObjectsV2CommandOutput = await client.send(
        new ListObjectsV2Command({ Bucket: bucket, Prefix: prefixOf(jobId), ContinuationToken: token }),
      );
      for (const { Key = '', Size = 0, LastModified } of page.Contents ?? [])
        found.push({ key: Key, bytes: Size, atMs: LastModified?.getTime() ?? 0 });
      token = page.NextContinuationToken;
      more = token !== undefined;
    }
    return found;
  };
  return {
    // An object appears as a whole or not at all, so one that is there is a round that was written.
    write: (jobId, round, batches) =>
      calling('S3', async () => {
        const key = `${prefixOf(jobId)}${round}.jsonl`;
        if (await isThere(key)) return;
        const params = {
          Bucket: bucket,
          Key: key,
          Body: Readable.from(linesOf(batches), { objectMode: false }),
        };
        await new Upload({ client, params }).done();
      }),
    pending: (jobId) =>
      calling('S3', async () => {
        const all = await keysOf(jobId);
        const done = new Set(all.map(({ key }) => key).filter((key) => key.endsWith(DONE)));
        const [oldest] = all
          .filter(({ key, bytes }) => key.endsWith('.jsonl') && bytes > 0 && !done.has(key + DONE))
          .toSorted((a, b) => a.atMs - b.atMs);
        return oldest === undefined ? null : { bucket, key: oldest.key };
      }),
    finish: (key) =>
      calling('S3', async () => {
        await client.send(new PutObjectCommand({ Bucket: bucket, Key: key + DONE, Body: 'done' }));
      }),
  };
};
