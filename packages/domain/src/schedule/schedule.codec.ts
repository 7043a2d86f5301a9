// Decodes a schedule: unknown fields are refused by name, absent ones get their defaults, and its job request must decode as it
// would be fired. Whether this home can keep its times is the alarms' word.
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { oneOf } from '../codec/choices.ts';
import { wholeNumber } from '../codec/numbers.ts';
import { only } from '../codec/only.ts';
import { textOf } from '../codec/text-of.ts';
import { decodeJobRequest, jsonObject } from '../job/job-request.codec.ts';
import type { JobRequest } from '../job/job-request.ts';
import { reportErrors, type FieldError } from '../job/report-errors.ts';
import { shortText } from '../pagination/pagination.codec.ts';
import { isCron, isTimeZone } from './calendar.ts';
import { requestOfRun } from './run-request.ts';
import type { Incremental, ScheduleTemplate, When } from './schedule.ts';

export interface ScheduleInvalid {
  readonly _tag: 'ScheduleInvalid';
  readonly errors: ReadonlyArray<FieldError>;
}

export const scheduleInvalid = (field: string, expected: string): ScheduleInvalid => ({
  _tag: 'ScheduleInvalid',
  errors: [{ field, expected }],
});

const cron = textOf(
  'a cron expression of five fields, or six with the seconds first, for which a time comes',
  isCron,
);
const timeZone = textOf('the name of a time zone, for example "Europe/Rome"', isTimeZone);
/** A year; rarer is a matter of dates. */
const everySeconds = wholeNumber(1, 31_536_000);

const yesOrNo = new t.Type<boolean>(
  'true or false',
  t.boolean.is,
  (u, c) => (typeof u === 'boolean' ? t.success(u) : t.failure(u, c)),
  t.identity,
);
const isInitial = (u: unknown): u is string | number =>
  typeof u === 'number' ? Number.isFinite(u) : typeof u === 'string' && u !== '' && u.length <= 100;
const initial = new t.Type<string | number>(
  'a number, or a text of 1 to 100 characters',
  isInitial,
  (u, c) => (isInitial(u) ? t.success(u) : t.failure(u, c)),
  t.identity,
);

const codec = only({
  when: only({ cron, timeZone, everySeconds }),
  request: jsonObject,
  overlap: oneOf('skip', 'allow'),
  missed: oneOf('run-once', 'skip'),
  incremental: only({
    parameter: shortText,
    in: oneOf('query', 'body'),
    format: oneOf('iso', 'epoch-seconds', 'epoch-ms'),
    // A month: data that appears later than that is no overlap any more.
    overlapSeconds: wholeNumber(0, 2_678_400),
    initial,
  }),
  paused: yesOrNo,
});

type Given = t.TypeOf<typeof codec>;

const left = (field: string, expected: string): E.Either<ScheduleInvalid, never> =>
  E.left(scheduleInvalid(field, expected));

const whenOf = (given: Given['when']): E.Either<ScheduleInvalid, When> => {
  if (given?.cron !== undefined)
    return given.everySeconds === undefined
      ? E.right({ cron: given.cron, timeZone: given.timeZone ?? 'UTC' })
      : left('when.everySeconds', 'left out beside "cron"');
  if (given?.everySeconds === undefined) return left('when', 'an object with "cron" or "everySeconds"');
  return given.timeZone === undefined
    ? E.right({ everySeconds: given.everySeconds })
    : left('when.timeZone', 'left out beside "everySeconds"');
};

/** A minute: clocks of well-kept machines differ by less, and a page more costs little. */
const USUAL_OVERLAP_SECONDS = 60;

const incrementalOf = (given: Given['incremental']): E.Either<ScheduleInvalid, Incremental | null> => {
  if (given === undefined) return E.right(null);
  if (given.parameter === undefined) return left('incremental.parameter', shortText.name);
  return E.right({
    parameter: given.parameter,
    in: given.in ?? 'query',
    format: given.format ?? 'iso',
    overlapSeconds: given.overlapSeconds ?? USUAL_OVERLAP_SECONDS,
    initial: given.initial ?? null,
  });
};

/** The request of a run, decoded. Errors name their field below `request`. */
export const decodeRunRequest = (
  template: Pick<ScheduleTemplate, 'request' | 'incremental'>,
  since: string | number | null,
): E.Either<ScheduleInvalid, JobRequest> =>
  E.mapLeft(({ errors }: { readonly errors: ReadonlyArray<FieldError> }): ScheduleInvalid => ({
    _tag: 'ScheduleInvalid',
    errors: errors.map(({ field, expected }) => ({
      field: field === '' ? 'request' : `request.${field}`,
      expected,
    })),
  }))(decodeJobRequest(requestOfRun(template, since)));

/** @example decodeSchedule({ when: { cron: '0 3 * * *' }, request: { url: 'https://partner.example/orders' } }) */
export const decodeSchedule = (input: unknown): E.Either<ScheduleInvalid, ScheduleTemplate> => {
  const decoded = codec.decode(input);
  if (E.isLeft(decoded)) return E.left({ _tag: 'ScheduleInvalid', errors: reportErrors(decoded.left) });
  const { request, overlap = 'skip', missed = 'run-once', paused = false } = decoded.right;
  const when = whenOf(decoded.right.when);
  if (E.isLeft(when)) return when;
  if (request === undefined) return left('request', 'a job request');
  const incremental = incrementalOf(decoded.right.incremental);
  if (E.isLeft(incremental)) return incremental;
  if (incremental.right?.in === 'body' && request['method'] !== 'POST')
    return left('incremental.in', '"query", or the request\'s "method" must be "POST"');
  const template = { when: when.right, request, overlap, missed, incremental: incremental.right, paused };
  // As the first run asks, and as every later one does.
  const asked = E.chain(() => decodeRunRequest(template, 0))(decodeRunRequest(template, null));
  return E.map((): ScheduleTemplate => template)(asked);
};
