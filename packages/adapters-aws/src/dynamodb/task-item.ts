// A task as an item, and what one report changes in the table.
import { standingOf, type Report, type Task } from '@api-poller/domain';
import * as t from 'io-ts';
import { FAILED, SHORT, type Key } from './table.ts';

const stateCodec = t.keyof({
  PENDING: null,
  STARTED: null,
  PAYLOADSAVED: null,
  ENQUEUED: null,
  FAILED: null,
  COMPLETE: null,
});

const itemCodec = t.intersection([
  t.type({ JobId: t.string, TaskId: t.string, Attempt: t.Int, State: stateCodec, Standing: t.Int }),
  t.partial({ Records: t.Int, Bytes: t.Int, Short: t.Int, Reason: t.string, Detail: t.string }),
]);

export const taskOf = (item: unknown): Task => {
  if (!itemCodec.is(item)) throw new TypeError('a task item is not what it should be');
  const { JobId, TaskId, Attempt, State, Records, Bytes = 0, Short = 0, Reason, Detail = '' } = item;
  return {
    jobId: JobId,
    taskId: TaskId,
    attempt: Attempt,
    state: State,
    facts: Records === undefined ? null : { records: Records, bytes: Bytes, short: Short },
    failure: Reason === undefined ? null : { reason: Reason, detail: Detail },
  };
};

/** What must be known of a task to write its next report. */
export interface Known {
  readonly state: Report['state'];
  readonly standing: number;
  readonly short: boolean;
}

export const knownOf = ({ state, attempt, facts }: Report): Known => ({
  state,
  standing: standingOf({ state, attempt }),
  short: (facts?.short ?? 0) > 0,
});

interface Put {
  readonly Put: {
    readonly TableName: string;
    readonly Item: Readonly<Record<string, unknown>>;
    readonly ConditionExpression?: string;
    readonly ExpressionAttributeValues?: Readonly<Record<string, unknown>>;
  };
}
interface Delete {
  readonly Delete: { readonly TableName: string; readonly Key: Key };
}
export type Write = Put | Delete;

/**
 * The task at its new standing, written only over the standing that is known, and the markers of the lists of failed and of
 * short tasks. The task itself comes first.
 * @param known null when nothing was reported on the task yet
 */
export const writesOf = (
  TableName: string,
  jobId: string,
  report: Report,
  known: Known | null,
  ExpiresAt: number,
): ReadonlyArray<Write> => {
  const { taskId, attempt, facts, failure } = report;
  const next = knownOf(report);
  const writes: Write[] = [
    {
      Put: {
        TableName,
        Item: {
          JobId: jobId,
          TaskId: taskId,
          Attempt: attempt,
          State: next.state,
          Standing: next.standing,
          ...(facts === null ? {} : { Records: facts.records, Bytes: facts.bytes, Short: facts.short }),
          ...(failure === null ? {} : { Reason: failure.reason, Detail: failure.detail }),
          ExpiresAt,
        },
        ...(known === null
          ? { ConditionExpression: 'attribute_not_exists(TaskId)' }
          : {
              ConditionExpression: 'Standing = :known',
              ExpressionAttributeValues: { ':known': known.standing },
            }),
      },
    },
  ];
  const mark = (prefix: string, was: boolean, is: boolean): void => {
    const key: Key = { JobId: jobId, TaskId: prefix + taskId };
    if (is && !was) writes.push({ Put: { TableName, Item: { ...key, ExpiresAt } } });
    if (was && !is) writes.push({ Delete: { TableName, Key: key } });
  };
  mark(FAILED, known?.state === 'FAILED', next.state === 'FAILED');
  mark(SHORT, known?.short ?? false, next.short);
  return writes;
};
