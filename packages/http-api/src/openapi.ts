// The jobs API described for programs: OpenAPI 3.1. A spec compares it with the routes, so neither can be forgotten.
import { taskStates } from '@api-poller/domain';
import { schedulePaths, scheduleSchemas } from './openapi-schedules.ts';
import { json, limit, parameter, problem, ref, text, unauthorized } from './openapi-words.ts';
import { credentialsSchema, paginationSchema, webhookSchema } from './request-schemas.ts';

const whole = { type: 'integer', minimum: 0 } as const;
const job = (description: string) => ({ description, ...json(ref('Job')) });

const id = parameter('path', 'id', 'the job: letters, digits, "-" and "_", at most 64');
const unknownJob = { 404: problem('no such job') };
const requestBody = { required: true, ...json(ref('JobRequest')) };

const change = (operationId: string, summary: string, refusal: string) => ({
  post: {
    operationId,
    summary,
    parameters: [id],
    responses: {
      202: job('the job as it now stands'),
      409: problem(refusal),
      ...unknownJob,
      ...unauthorized,
    },
  },
});

const timeouts = Object.fromEntries(
  ['connectMs', 'firstByteMs', 'idleBodyMs', 'wholeRequestMs'].map((name) => [
    name,
    { type: 'integer', minimum: 1, maximum: 900_000 },
  ]),
);

const schemas = {
  JobRequest: {
    type: 'object',
    additionalProperties: false,
    required: ['url'],
    properties: {
      url: { type: 'string', format: 'uri', description: "the partner's paginated resource" },
      method: { enum: ['GET', 'POST'], default: 'GET' },
      headers: { type: 'object', additionalProperties: text },
      body: { type: ['object', 'null'], description: 'posted, with the parameters of the page in it' },
      credentials: credentialsSchema,
      pagination: paginationSchema,
      limits: {
        type: 'object',
        additionalProperties: false,
        properties: {
          concurrency: { type: 'integer', minimum: 1, maximum: 1000, default: 25 },
          requestsPerSecond: { type: 'number', minimum: 0.001, maximum: 1000 },
          burst: { type: 'integer', minimum: 1, maximum: 1000, default: 1 },
          attempts: { type: 'integer', minimum: 1, maximum: 100, default: 7 },
          maxBodyBytes: { type: 'integer', minimum: 1, maximum: 1_073_741_824, default: 16_777_216 },
          timeouts: { type: 'object', additionalProperties: false, properties: timeouts },
        },
      },
      processor: {
        type: 'object',
        additionalProperties: false,
        properties: {
          kind: { enum: ['discard', 'ndjson', 'custom'], default: 'discard' },
          name: { ...text, description: 'of a custom processor' },
        },
      },
      webhook: webhookSchema,
    },
  },
  Job: {
    type: 'object',
    description:
      'Five counters of tasks that stand in that state now, the planned total, and what the job has become.',
    properties: {
      Started: whole,
      PayloadSaved: whole,
      Enqueued: whole,
      SuccessfullyCompleted: whole,
      FailedToComplete: whole,
      Total: whole,
      JobId: text,
      Url: text,
      Status: {
        enum: ['SUBMITTED', 'PLANNING', 'RUNNING', 'PAUSED', 'SETTLED', 'REJECTED', 'FAILED', 'CANCELLED'],
      },
      Verdict: { enum: ['COMPLETE', 'COMPLETE_WITH_DRIFT', 'INCOMPLETE', null] },
      Evidence: { type: 'array', items: { type: 'object', required: ['kind'], properties: { kind: text } } },
      Failure: { type: ['object', 'null'], properties: { reason: text, detail: text } },
      ThrottledUntil: {
        type: ['string', 'null'],
        format: 'date-time',
        description: 'until when the partner wants no request; null when nothing holds the job up',
      },
      Pagination: { type: ['string', 'null'], description: 'the kind; null until the first contact' },
      Detected: { type: 'array', items: text, description: 'why the partner is taken to page so' },
      Records: { ...whole, description: 'records of the tasks that are COMPLETE' },
      SubmittedAt: { type: 'string', format: 'date-time' },
      SettledAt: { type: ['string', 'null'], format: 'date-time' },
      Webhook: {
        type: ['object', 'null'],
        description: 'the completion webhook; null when none was asked for, or none was sent yet',
        properties: {
          DeliveredAt: { type: ['string', 'null'], format: 'date-time' },
          Attempts: whole,
          Failure: { type: ['string', 'null'] },
        },
      },
    },
  },
  Task: {
    type: 'object',
    properties: {
      jobId: text,
      taskId: text,
      attempt: { type: 'integer', minimum: 1 },
      state: { enum: [...taskStates] },
      facts: { type: ['object', 'null'], properties: { records: whole, bytes: whole, short: whole } },
      failure: { type: ['object', 'null'], properties: { reason: text, detail: text } },
    },
  },
  Plan: {
    type: 'object',
    properties: {
      Pagination: paginationSchema,
      Evidence: { type: 'array', items: text, description: 'what speaks for it' },
      Doubt: { type: ['string', 'null'], description: 'why a run would not be COMPLETE whatever it brings' },
      Parallel: { type: 'boolean', description: 'whether pages are fetched side by side' },
      Tasks: { type: ['integer', 'null'], description: 'null where only walking the pages can tell' },
      Records: { type: ['integer', 'null'] },
      RecordsPerPage: { type: ['integer', 'null'] },
      RateLimitHeaders: { type: 'object', additionalProperties: text },
      FirstRecords: { type: 'array', items: text, description: 'JSON texts, three at most' },
      Request: { ...ref('JobRequest'), description: 'with the pagination spelled out' },
    },
  },
  ...scheduleSchemas,
  Problem: {
    type: 'object',
    description: 'RFC 9457',
    properties: {
      type: text,
      title: text,
      status: whole,
      detail: text,
      errors: { type: 'array', items: { type: 'object', properties: { field: text, expected: text } } },
    },
  },
};

export const openApi = {
  openapi: '3.1.0',
  info: {
    title: 'API poller',
    version: '0.1.0',
    description:
      "Copies all of a partner's data through its paginated HTTP API, and accounts for every record.",
  },
  security: [{ bearer: [] }],
  paths: {
    '/jobs': {
      get: {
        operationId: 'listJobs',
        summary: 'All jobs, newest first',
        parameters: [limit, parameter('query', 'before', 'the last job of the page before')],
        responses: {
          200: {
            description: 'a page of jobs; Link leads to the next',
            ...json({ type: 'object', properties: { Jobs: { type: 'array', items: ref('Job') } } }),
          },
          422: problem('a parameter is wrong'),
          ...unauthorized,
        },
      },
      post: {
        operationId: 'submitJob',
        summary: 'Submits a job under a new id',
        requestBody,
        responses: {
          200: {
            description: 'the id of the job, as EventBridge would answer it',
            ...json({
              type: 'object',
              properties: {
                Entries: { type: 'array', items: { type: 'object', properties: { EventId: text } } },
                FailedEntryCount: whole,
              },
            }),
          },
          400: problem('the body is not JSON'),
          413: problem('the body is too large'),
          422: problem('the request is not valid'),
          ...unauthorized,
        },
      },
    },
    '/plans': {
      post: {
        operationId: 'previewPlan',
        summary: 'What a job of this request would do; asks the partner some requests and stores nothing',
        requestBody,
        responses: {
          200: { description: 'the plan', ...json(ref('Plan')) },
          400: problem('the body is not JSON'),
          413: problem('the body is too large'),
          422: problem('the request is not valid'),
          502: problem('the partner could not be planned with'),
          ...unauthorized,
        },
      },
    },
    '/jobs/{id}': {
      get: {
        operationId: 'getJob',
        summary: 'The job and its progress',
        parameters: [id],
        responses: { 200: job('the job'), ...unknownJob, ...unauthorized },
      },
      put: {
        operationId: 'putJob',
        summary: 'Submits a job under an id of your own; the same again changes nothing',
        parameters: [id],
        requestBody,
        responses: {
          200: job('it was there already'),
          201: job('it was created'),
          400: problem('the body is not JSON'),
          409: problem('another request has this id'),
          413: problem('the body is too large'),
          422: problem('the request is not valid'),
          ...unauthorized,
        },
      },
    },
    '/jobs/{id}/tasks': {
      get: {
        operationId: 'getTasks',
        summary: 'Tasks that somebody reported on, by id',
        parameters: [
          id,
          limit,
          parameter('query', 'state', 'only tasks in this state; SHORT: pages that lacked records', {
            enum: [...taskStates, 'SHORT'],
          }),
          parameter('query', 'after', 'the last task of the page before'),
        ],
        responses: {
          200: {
            description: 'a page of tasks; Link leads to the next',
            ...json({ type: 'object', properties: { Tasks: { type: 'array', items: ref('Task') } } }),
          },
          422: problem('a parameter is wrong'),
          ...unknownJob,
          ...unauthorized,
        },
      },
    },
    '/jobs/{id}/tasks/{taskId}': {
      get: {
        operationId: 'getTask',
        summary: 'One task',
        parameters: [id, parameter('path', 'taskId', 'the task')],
        responses: {
          200: { description: 'the task', ...json(ref('Task')) },
          404: problem('no such job or task'),
          ...unauthorized,
        },
      },
    },
    '/jobs/{id}/cancel': change(
      'cancelJob',
      'Ends the job; what was delivered stays delivered',
      'the job is over',
    ),
    '/jobs/{id}/pause': change(
      'pauseJob',
      'Asks the partner for nothing until it is resumed',
      'the job is over',
    ),
    '/jobs/{id}/resume': change('resumeJob', 'Goes on with a paused job', 'the job is over'),
    '/jobs/{id}/retry': change('retryFailed', 'Fetches what failed, and nothing else', 'nothing to retry'),
    ...schedulePaths,
    '/health': {
      get: {
        operationId: 'health',
        security: [],
        summary: 'Whether the API answers',
        responses: {
          200: { description: 'it does', ...json({ type: 'object', properties: { status: text } }) },
        },
      },
    },
    '/openapi.json': {
      get: {
        operationId: 'openApi',
        security: [],
        summary: 'This description',
        responses: { 200: { description: 'OpenAPI 3.1', ...json({ type: 'object' }) } },
      },
    },
  },
  components: {
    schemas,
    securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
  },
};
