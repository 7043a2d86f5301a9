// putSchedule: makes a schedule, or gives one another template; the same again changes nothing. deleteSchedule: its jobs stay.
import * as E from 'fp-ts/lib/Either.js';
import type { ReaderTaskEither } from 'fp-ts/lib/ReaderTaskEither.js';
import type { Clock, StoreUnavailable } from '../ambient/ambient.port.ts';
import type { RequestInvalid } from '../job/job-request.codec.ts';
import type { JobRequest } from '../job/job-request.ts';
import type { Alarms } from './alarms.port.ts';
import { changeSchedule, findSchedule, type ScheduleUnknown } from './change-schedule.ts';
import { withTemplate } from './replace-template.ts';
import { sinceOf } from './run-request.ts';
import { isScheduleId, newSchedule, type Schedule, type ScheduleTemplate } from './schedule.ts';
import { decodeRunRequest, decodeSchedule, scheduleInvalid, type ScheduleInvalid } from './schedule.codec.ts';
import type { Schedules } from './schedules.port.ts';

export interface PutScheduleEnvironment {
  readonly schedules: Schedules;
  readonly alarms: Alarms;
  readonly clock: Clock;
  readonly judgeRequest: (request: JobRequest) => E.Either<RequestInvalid, JobRequest>;
}

export interface SchedulePut {
  readonly schedule: Schedule;
  readonly created: boolean;
}

const idInvalid = scheduleInvalid('id', '1 to 47 letters, digits, "-" or "_", the first a letter or digit');

/** What can be judged of the first run's request here, beyond its form. */
const judged = (
  { judgeRequest }: PutScheduleEnvironment,
  template: ScheduleTemplate,
): E.Either<ScheduleInvalid, JobRequest> => {
  const request = decodeRunRequest(template, sinceOf({ ...template, watermarkMs: null }));
  if (E.isLeft(request)) return request;
  return E.mapLeft(({ errors }: RequestInvalid): ScheduleInvalid => ({
    _tag: 'ScheduleInvalid',
    errors: errors.map(({ field, expected }) => ({ field: `request.${field}`, expected })),
  }))(judgeRequest(request.right));
};

/**
 * The alarm is set before anything is stored: one that is left alone by a crash finds no schedule and does nothing, where a
 * schedule without its alarm would be a promise that nobody keeps.
 */
export const putSchedule =
  (
    id: string,
    input: unknown,
  ): ReaderTaskEither<PutScheduleEnvironment, ScheduleInvalid | StoreUnavailable, SchedulePut> =>
  (env) =>
  async () => {
    if (!isScheduleId(id)) return E.left(idInvalid);
    const template = decodeSchedule(input);
    if (E.isLeft(template)) return template;
    const request = judged(env, template.right);
    if (E.isLeft(request)) return request;
    const nowMs = env.clock.nowMs();
    const there = await env.schedules.get(id)();
    if (E.isLeft(there)) return there;
    const fresh = newSchedule(id, template.right, nowMs);
    const wanted = there.right === null ? fresh : withTemplate(there.right, template.right, nowMs);
    const alarm = await env.alarms.set(wanted)();
    if (E.isLeft(alarm)) return alarm;
    if (there.right === null) {
      const created = await env.schedules.create(fresh)();
      if (E.isRight(created)) return E.right({ schedule: created.right, created: true });
      if (created.left._tag === 'StoreUnavailable') return E.left(created.left);
    }
    const changed = await changeSchedule(env.schedules)(id, (schedule) =>
      withTemplate(schedule, template.right, nowMs),
    )();
    if (E.isRight(changed)) return E.right({ schedule: changed.right, created: false });
    return E.left(
      changed.left._tag === 'ScheduleUnknown'
        ? { _tag: 'StoreUnavailable', detail: `schedule ${id} was deleted meanwhile` }
        : changed.left,
    );
  };

/** Nothing more is fired; a run that goes on goes on. */
export const deleteSchedule =
  (
    id: string,
  ): ReaderTaskEither<
    Pick<PutScheduleEnvironment, 'schedules' | 'alarms'>,
    ScheduleUnknown | StoreUnavailable,
    void
  > =>
  ({ schedules, alarms }) =>
  async () => {
    const found = await findSchedule(schedules)(id)();
    if (E.isLeft(found)) return found;
    const silenced = await alarms.remove(id)();
    return E.isLeft(silenced) ? silenced : schedules.remove(id)();
  };
