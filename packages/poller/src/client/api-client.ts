// The jobs API from the other side. It sends and reads; what to show is the commands' business.
import type { JobResource, ScheduleResource, Task } from '@api-poller/domain';

export interface ApiAddress {
  /** Without a slash at its end. */
  readonly server: string;
  readonly token: string | null;
}

/** Why there is no answer to show: the server said no, or nobody is there. */
export class ApiRefusal extends Error {
  /** The HTTP status; null when the server could not be reached. */
  readonly status: number | null;
  constructor(message: string, status: number | null) {
    super(message);
    this.status = status;
  }
}

interface Answer<A> {
  readonly value: A;
  /** Path of the next page, from the Link header. */
  readonly next: string | null;
}

/** What the listings hold, by the name of their field. */
interface Entries {
  readonly Jobs: JobResource;
  readonly Tasks: Task;
  readonly Schedules: ScheduleResource;
}

const NEXT = /<([^>]+)>\s*;\s*rel="?next"?/;

const refusalOf = async (response: Response): Promise<ApiRefusal> => {
  const problem: unknown = await response.json().catch(() => null);
  const { title = null, detail = null } = (problem ?? {}) as { title?: unknown; detail?: unknown };
  const said = [title, detail].filter((text) => typeof text === 'string').join(': ');
  const hint = response.status === 401 ? ' (set API_POLLER_TOKEN to the token of the server)' : '';
  return new ApiRefusal(`${said || `the server answered ${response.status}`}${hint}`, response.status);
};

export interface ApiClient {
  readonly submit: (request: unknown) => Promise<string>;
  readonly put: (id: string, request: unknown) => Promise<JobResource>;
  readonly job: (id: string) => Promise<JobResource>;
  readonly change: (id: string, change: 'cancel' | 'pause' | 'resume' | 'retry') => Promise<JobResource>;
  readonly jobs: () => AsyncGenerator<JobResource>;
  readonly tasks: (id: string, state: string | null) => AsyncGenerator<Task>;
  readonly putSchedule: (id: string, schedule: unknown) => Promise<ScheduleResource>;
  readonly schedule: (id: string) => Promise<ScheduleResource>;
  readonly schedules: () => AsyncGenerator<ScheduleResource>;
  readonly deleteSchedule: (id: string) => Promise<void>;
}

export const apiClient = ({ server, token }: ApiAddress): ApiClient => {
  const send = async <A>(method: string, path: string, body?: unknown): Promise<Answer<A>> => {
    const response = await fetch(`${server}${path}`, {
      method,
      headers: token === null ? {} : { authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch(() => {
      throw new ApiRefusal(
        `no server answers at ${server}; start one with "api-poller serve", or name it with --server`,
        null,
      );
    });
    if (!response.ok) throw await refusalOf(response);
    return {
      value: (response.status === 204 ? null : await response.json()) as A,
      next: NEXT.exec(response.headers.get('link') ?? '')?.[1] ?? null,
    };
  };
  const all = async function* <K extends keyof Entries>(first: string, kind: K): AsyncGenerator<Entries[K]> {
    for (let path: string | null = first; path !== null;) {
      const answer: Answer<Readonly<Record<K, ReadonlyArray<Entries[K]>>>> = await send('GET', path);
      yield* answer.value[kind];
      path = answer.next;
    }
  };
  const at = (id: string): string => `/jobs/${encodeURIComponent(id)}`;
  const scheduleAt = (id: string): string => `/schedules/${encodeURIComponent(id)}`;
  return {
    submit: async (request) => {
      const { value } = await send<{ Entries: ReadonlyArray<{ EventId: string }> }>('POST', '/jobs', request);
      return value.Entries[0]?.EventId ?? '';
    },
    put: async (id, request) => (await send<JobResource>('PUT', at(id), request)).value,
    job: async (id) => (await send<JobResource>('GET', at(id))).value,
    change: async (id, change) => (await send<JobResource>('POST', `${at(id)}/${change}`)).value,
    jobs: () => all('/jobs', 'Jobs'),
    tasks: (id, state) =>
      all(`${at(id)}/tasks${state === null ? '' : `?state=${encodeURIComponent(state)}`}`, 'Tasks'),
    putSchedule: async (id, schedule) =>
      (await send<ScheduleResource>('PUT', scheduleAt(id), schedule)).value,
    schedule: async (id) => (await send<ScheduleResource>('GET', scheduleAt(id))).value,
    schedules: () => all('/schedules', 'Schedules'),
    deleteSchedule: async (id) => {
      await send<null>('DELETE', scheduleAt(id));
    },
  };
};
