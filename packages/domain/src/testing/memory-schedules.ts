// Schedules in memory: the model of their contract suite. A signer whose signatures can be read.
import * as E from 'fp-ts/lib/Either.js';
import type { RevisionMoved } from '../ambient/change.ts';
import type { Schedule } from '../schedule/schedule.ts';
import type { ScheduleExists, Schedules } from '../schedule/schedules.port.ts';
import type { Signer } from '../webhook/signer.port.ts';

export const memorySchedules = (): Schedules => {
  const schedules = new Map<string, Schedule>();
  return {
    create: (schedule) => async (): Promise<E.Either<ScheduleExists, Schedule>> => {
      const there = schedules.get(schedule.id);
      if (there !== undefined) return E.left({ _tag: 'ScheduleExists', schedule: there });
      schedules.set(schedule.id, schedule);
      return E.right(schedule);
    },
    get: (id) => async () => E.right(schedules.get(id) ?? null),
    replace: (schedule) => async (): Promise<E.Either<RevisionMoved, Schedule>> => {
      if (schedules.get(schedule.id)?.revision !== schedule.revision)
        return E.left({ _tag: 'RevisionMoved' });
      const next = { ...schedule, revision: schedule.revision + 1 };
      schedules.set(schedule.id, next);
      return E.right(next);
    },
    remove: (id) => async () => {
      schedules.delete(id);
      return E.right(undefined);
    },
    list:
      ({ after, limit }) =>
      async () =>
        E.right(
          [...schedules.values()]
            .filter(({ id }) => after === null || id > after)
            .toSorted((a, b) => (a.id < b.id ? -1 : 1))
            .slice(0, limit),
        ),
  };
};

/** Knows every secret but `absent`; its signature says what was signed with what. */
export const memorySigner: Signer = {
  sign: (secretName, text) => async () =>
    secretName === 'absent'
      ? E.left({ _tag: 'SecretUnknown', name: secretName })
      : E.right(`signed(${secretName}, ${text})`),
};
