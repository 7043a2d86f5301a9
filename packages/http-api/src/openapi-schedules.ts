// Schedules, described for programs.
import { json, limit, parameter, problem, ref, text, unauthorized } from './openapi-words.ts';

const moment = { type: 'string', format: 'date-time' } as const;
const momentOrNull = { type: ['string', 'null'], format: 'date-time' } as const;

const when = {
  type: 'object',
  additionalProperties: false,
  description: 'either "cron" with its time zone, or "everySeconds"',
  properties: {
    cron: { ...text, description: 'five fields, or six with the seconds first' },
    timeZone: { ...text, default: 'UTC', description: "a name of IANA's database" },
    everySeconds: { type: 'integer', minimum: 1, maximum: 31_536_000 },
  },
} as const;
const overlap = {
  enum: ['skip', 'allow'],
  default: 'skip',
  description: 'what a planned time does while an earlier run still goes',
} as const;
const missed = {
  enum: ['run-once', 'skip'],
  default: 'run-once',
  description: 'what becomes of times that passed while nobody could begin them',
} as const;
const incremental = {
  type: 'object',
  additionalProperties: false,
  required: ['parameter'],
  description: 'asks each time for what changed since the last good run',
  properties: {
    parameter: { ...text, description: 'the query parameter, or member of the body, that says from when on' },
    in: { enum: ['query', 'body'], default: 'query' },
    format: { enum: ['iso', 'epoch-seconds', 'epoch-ms'], default: 'iso' },
    overlapSeconds: { type: 'integer', minimum: 0, maximum: 2_678_400, default: 60 },
    initial: { type: ['string', 'number'], description: 'until the first good run; left out: everything' },
  },
} as const;

export const scheduleSchemas = {
  ScheduleRequest: {
    type: 'object',
    additionalProperties: false,
    required: ['when', 'request'],
    properties: {
      when,
      request: ref('JobRequest'),
      overlap,
      missed,
      incremental,
      paused: { type: 'boolean', default: false },
    },
  },
  Schedule: {
    type: 'object',
    properties: {
      ScheduleId: text,
      When: when,
      Request: ref('JobRequest'),
      Overlap: overlap,
      Missed: missed,
      Incremental: { ...incremental, type: ['object', 'null'] },
      Paused: { type: 'boolean' },
      NextRun: { ...momentOrNull, description: 'null while it is paused' },
      Watermark: { ...momentOrNull, description: 'start of the last run that accounts for every record' },
      LastJob: { type: ['string', 'null'] },
      Runs: {
        type: 'array',
        description: 'the last twenty, newest first',
        items: {
          type: 'object',
          properties: {
            JobId: text,
            PlannedAt: moment,
            FiredAt: moment,
            Since: { type: ['string', 'number', 'null'], description: 'what the run asked from' },
            Outcome: {
              enum: [
                'COMPLETE',
                'COMPLETE_WITH_DRIFT',
                'INCOMPLETE',
                'REJECTED',
                'FAILED',
                'CANCELLED',
                'GONE',
                null,
              ],
            },
          },
        },
      },
      LastSkip: {
        type: ['object', 'null'],
        description: 'the last planned time that was passed over',
        properties: {
          PlannedAt: moment,
          At: moment,
          Reason: { enum: ['STILL_RUNNING', 'MISSED', 'REQUEST_INVALID'] },
          Detail: text,
        },
      },
      CreatedAt: moment,
    },
  },
};

const id = parameter('path', 'id', 'the schedule: letters, digits, "-" and "_", at most 47');
const schedule = (description: string) => ({ description, ...json(ref('Schedule')) });
const unknownSchedule = { 404: problem('no such schedule') };

export const schedulePaths = {
  '/schedules': {
    get: {
      operationId: 'listSchedules',
      summary: 'All schedules, by id',
      parameters: [limit, parameter('query', 'after', 'the last schedule of the page before')],
      responses: {
        200: {
          description: 'a page of schedules; Link leads to the next',
          ...json({
            type: 'object',
            properties: { Schedules: { type: 'array', items: ref('Schedule') } },
          }),
        },
        422: problem('a parameter is wrong'),
        ...unauthorized,
      },
    },
  },
  '/schedules/{id}': {
    get: {
      operationId: 'getSchedule',
      summary: 'The schedule, its next run and its last ones',
      parameters: [id],
      responses: { 200: schedule('the schedule'), ...unknownSchedule, ...unauthorized },
    },
    put: {
      operationId: 'putSchedule',
      summary: 'Makes a schedule, or replaces it; the same again changes nothing',
      parameters: [id],
      requestBody: { required: true, ...json(ref('ScheduleRequest')) },
      responses: {
        200: schedule('it was there, and is now as it was put'),
        201: schedule('it was created'),
        400: problem('the body is not JSON'),
        413: problem('the body is too large'),
        422: problem('the schedule is not valid'),
        ...unauthorized,
      },
    },
    delete: {
      operationId: 'deleteSchedule',
      summary: 'Nothing more is fired; its jobs stay',
      parameters: [id],
      responses: { 204: { description: 'it is gone' }, ...unknownSchedule, ...unauthorized },
    },
  },
};
