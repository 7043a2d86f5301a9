// The commands against a running server: they ask, show and set the exit code.
import { setTimeout as wait } from 'node:timers/promises';
import { isOver, type JobResource } from '@api-poller/domain';
import { EXIT, exitCodeOf } from '../exit-codes.ts';
import { print, printAll, printJson } from '../print.ts';
import { summaryLines } from '../progress/progress-line.ts';
import { say, showProgress, stopRequested } from '../progress/show-progress.ts';
import { apiClient, ApiRefusal, type ApiAddress, type ApiClient } from './api-client.ts';

/** Twice a second: soon enough to feel live, and nothing to a server. */
const WATCH_MS = 500;

/** Runs a command; a refusal becomes a line and an exit code. */
export const against = async (
  address: ApiAddress,
  command: (client: ApiClient) => Promise<number>,
): Promise<number> => {
  try {
    return await command(apiClient(address));
  } catch (cause) {
    if (!(cause instanceof ApiRefusal)) throw cause;
    say(cause.message);
    return cause.status === null ? EXIT.unreachable : EXIT.usage;
  }
};

const pagesOf = ({ SuccessfullyCompleted, FailedToComplete, Total }: JobResource): string =>
  `${SuccessfullyCompleted + FailedToComplete}/${Total} pages`;

const line = (job: JobResource): string =>
  [
    job.JobId.padEnd(36),
    (job.Verdict ?? job.Status).padEnd(19),
    pagesOf(job).padEnd(16),
    `${job.Records} records`.padEnd(16),
    job.Url,
  ].join('  ');

const report = (job: JobResource, json: boolean): number => {
  if (json) printJson(job);
  else {
    print(line(job));
    for (const text of summaryLines(job, null, `"api-poller retry ${job.JobId}"`).slice(1)) print(text);
    if (job.Failure !== null) print(`  ${job.Failure.detail}`);
  }
  return isOver(job.Status) ? exitCodeOf(job) : EXIT.complete;
};

/** Shows the job until it is over, or until the user has seen enough: the job itself goes on then. */
const watch = async (client: ApiClient, id: string, json: boolean): Promise<number> => {
  const enough = new AbortController();
  const stopped = stopRequested(() => enough.abort());
  let job = await client.job(id);
  const hide = showProgress({
    read: async () => job,
    retries: () => null,
    startedAt: Date.parse(job.SubmittedAt),
  });
  try {
    while (!isOver(job.Status) && job.Status !== 'PAUSED' && !stopped()) {
      await wait(WATCH_MS, undefined, { signal: enough.signal }).catch(() => undefined);
      job = await client.job(id);
    }
  } finally {
    hide();
  }
  return report(job, json);
};

export interface SubmitFlags {
  readonly request: object;
  readonly id: string | null;
  readonly watch: boolean;
  readonly json: boolean;
}

export const submitCommand = async (client: ApiClient, flags: SubmitFlags): Promise<number> => {
  const id =
    flags.id === null
      ? await client.submit(flags.request)
      : (await client.put(flags.id, flags.request)).JobId;
  if (!('processor' in flags.request))
    say('its records are counted and discarded; --ndjson, or a processor in --request, keeps them');
  if (flags.watch) return watch(client, id, flags.json);
  if (flags.json) printJson(await client.job(id));
  else print(id);
  return EXIT.complete;
};

export const jobsCommand = async (client: ApiClient, json: boolean): Promise<number> => {
  await printAll(client.jobs(), { name: 'Jobs', line, json });
  return EXIT.complete;
};

export const jobCommand = async (
  client: ApiClient,
  id: string,
  flags: { readonly watch: boolean; readonly json: boolean },
): Promise<number> =>
  flags.watch ? watch(client, id, flags.json) : report(await client.job(id), flags.json);

/** One task a line, so that a list of any length can be piped on. */
export const tasksCommand = async (
  client: ApiClient,
  id: string,
  flags: { readonly state: string | null; readonly json: boolean },
): Promise<number> => {
  for await (const task of client.tasks(id, flags.state)) {
    const { taskId, state, attempt, facts, failure } = task;
    const records = facts === null ? '' : `${facts.records} records`;
    if (flags.json) printJson(task);
    else
      print(
        [taskId.padEnd(18), state.padEnd(12), `attempt ${attempt}`, records, failure?.detail ?? '']
          .join('  ')
          .trimEnd(),
      );
  }
  return EXIT.complete;
};

export const changeCommand = async (
  client: ApiClient,
  id: string,
  change: 'cancel' | 'pause' | 'resume' | 'retry',
  json: boolean,
): Promise<number> => {
  const job = await client.change(id, change);
  if (json) printJson(job);
  else print(line(job));
  return EXIT.complete;
};
