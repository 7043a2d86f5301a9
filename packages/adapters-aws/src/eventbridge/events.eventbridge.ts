// Tells everybody who listens on the bus that a job is over. At least once: a step that is tried again tells it again.
import { PutEventsCommand, type EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { Job, StoreUnavailable } from '@api-poller/domain';
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { unavailable } from '../store-failure.ts';

/** Not the source of submitted jobs: the rule that starts jobs and the archive that replays them must not match it. */
export const EVENT_SOURCE = 'api-poller';
export const JOB_SETTLED = 'job.settled';

export interface Events {
  /** The job as it ended: its id, status, verdict and counts; nothing of its request, which may hold headers. */
  readonly jobSettled: (job: Job) => TaskEither<StoreUnavailable, void>;
}

export interface EventBridgeEventsOptions {
  readonly client: Pick<EventBridgeClient, 'send'>;
  /** Name or ARN. */
  readonly bus: string;
}

const detailOf = ({ id, status, verdict, total, failure, settledAtMs }: Job): string =>
  JSON.stringify({
    jobId: id,
    status,
    verdict,
    total,
    reason: failure?.reason ?? null,
    settledAt: settledAtMs === null ? null : new Date(settledAtMs).toISOString(),
  });

export const eventBridgeEvents = ({ client, bus }: EventBridgeEventsOptions): Events => ({
  jobSettled: (job) => async () => {
    try {
      const { Entries = [] } = await client.send(
        new PutEventsCommand({
          Entries: [
            { EventBusName: bus, Source: EVENT_SOURCE, DetailType: JOB_SETTLED, Detail: detailOf(job) },
          ],
        }),
      );
      const code = Entries[0]?.ErrorCode;
      return code === undefined
        ? E.right(undefined)
        : E.left({ _tag: 'StoreUnavailable', detail: `EventBridge failed: ${code}` });
    } catch (cause) {
      return E.left(unavailable('EventBridge', cause));
    }
  },
});
