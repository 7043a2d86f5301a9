// How fast whole jobs run on the deployed stack: from POST /jobs to the last page COMPLETE.
import { setTimeout as wait } from 'node:timers/promises';
import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import type { JobResource } from '@api-poller/domain';
import type { Simulator } from '@api-poller/external-sim';
import { clientsOf } from '../src/engine/clients.ts';
import type { Deployed } from '../src/engine/deploy.ts';

/** The original's answer to POST /jobs, which is ours. */
interface Submitted {
  readonly Entries: ReadonlyArray<{ readonly EventId: string }>;
}

export interface Run {
  readonly id: string;
  readonly pages: number;
  readonly seconds: number;
}

/** A look is one query; seldom enough not to slow what it looks at. */
const LOOK_EVERY_MS = 100;
/** Ten times what the slowest run took. */
const MOST_MS = 300_000;

export const submit = async ({ api, token }: Deployed, body: object): Promise<string> => {
  const answered = await fetch(`${api}/jobs`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  });
  const { Entries } = (await answered.json()) as Submitted;
  return Entries[0]?.EventId ?? '';
};

/**
 * The counters by their keys. A query of them, which is how the poller reads its progress, makes the emulator walk through all
 * tasks of the job: the measurement would be of itself.
 */
const states = async (endpoint: string, table: string, id: string): Promise<ReadonlyMap<string, number>> => {
  const { dynamo } = clientsOf(endpoint);
  const Keys = Array.from({ length: 16 }, (_, shard) => ({
    JobId: id,
    TaskId: `#counters#${String(shard).padStart(2, '0')}`,
  }));
  const { Responses = {} } = await dynamo.send(new BatchGetCommand({ RequestItems: { [table]: { Keys } } }));
  const sums = new Map<string, number>();
  for (const item of Responses[table] ?? [])
    for (const [name, value] of Object.entries(item))
      if (typeof value === 'number') sums.set(name, (sums.get(name) ?? 0) + value);
  return sums;
};

/** @returns once so many pages are COMPLETE, or throws after five minutes */
export const complete = async (
  endpoint: string,
  { table }: Deployed,
  id: string,
  pages: number,
): Promise<void> => {
  for (const startedMs = Date.now(); ;) {
    const sums = await states(endpoint, table, id);
    const done = sums.get('COMPLETE') ?? 0;
    if ((sums.get('FAILED') ?? 0) > 0) throw new Error('a page FAILED');
    if (done === pages) return;
    if (Date.now() - startedMs > MOST_MS) throw new Error(`${done} of ${pages} pages after ${MOST_MS} ms`);
    await wait(LOOK_EVERY_MS);
  }
};

export const measure = async (
  endpoint: string,
  system: Deployed,
  partner: Pick<Simulator, 'url'>,
  pages: number,
): Promise<Run> => {
  const startedMs = performance.now();
  const id = await submit(system, { url: `${partner.url}/payload` });
  await complete(endpoint, system, id, pages);
  return { id, pages, seconds: (performance.now() - startedMs) / 1000 };
};

/** @returns once the job is settled, as its user sees it */
export const settled = async ({ api, token }: Deployed, id: string): Promise<void> => {
  const headers = { authorization: `Bearer ${token}` };
  for (;;) {
    const answered = await fetch(`${api}/jobs/${id}`, { headers });
    const job = answered.ok ? ((await answered.json()) as JobResource) : null;
    if (job?.SettledAt !== undefined && job?.SettledAt !== null) return;
    await wait(LOOK_EVERY_MS * 5);
  }
};

/** @returns the seconds from POST until the verdict stands */
export const submitAndSettle = async (system: Deployed, body: object): Promise<number> => {
  const startedMs = performance.now();
  await settled(system, await submit(system, body));
  return (performance.now() - startedMs) / 1000;
};
