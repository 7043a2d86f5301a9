// Whose work the call of a function is: ids alone, because they stand on every line that it logs, on its metrics and its trace.

export type Whose = Readonly<Partial<Record<'jobId' | 'taskId' | 'scheduleId', string | undefined>>>;

interface Routed {
  /** Left out or null where the route has none. */
  readonly pathParameters?: Readonly<Record<string, string | undefined>> | null;
}

export const jobOf = ({ jobId }: { readonly jobId: string }): Whose => ({ jobId });

/** The id of the event is the job's. */
export const jobToPrepare = ({
  event,
  jobId,
}: {
  readonly event: { readonly id: string } | null;
  readonly jobId: string | null;
}): Whose => ({ jobId: event?.id ?? jobId ?? undefined });

export const scheduleOf = ({ scheduleId }: { readonly scheduleId: string }): Whose => ({ scheduleId });

/** Of several messages each is somebody else's: their lines say so one by one. */
export const ofMany = (): Whose => ({});

export const jobOfPath = ({ pathParameters }: Routed): Whose => ({
  jobId: pathParameters?.['id'],
  taskId: pathParameters?.['taskId'],
});

export const scheduleOfPath = ({ pathParameters }: Routed): Whose => ({
  scheduleId: pathParameters?.['id'],
});
