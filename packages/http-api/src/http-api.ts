// The routes of the jobs API: decode, run a use case, match. Where it is served, and by whom jobs are run, is not its business.
import * as E from 'fp-ts/lib/Either.js';
import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import {
  cancelJob,
  findJob,
  isWebhookDue,
  pauseJob,
  previewPlan,
  resumeJob,
  retryFailed,
  submitJob,
  taskStates,
  type CancelEnvironment,
  type Job,
  type JobResource,
  type PreviewEnvironment,
  type RetryEnvironment,
  type Sleep,
  type SubmitEnvironment,
  type TaskFilter,
  withProgress,
} from '@api-poller/domain';
import { openApi } from './openapi.ts';
import { bodyOf, fail, limitOf, linkTo, fieldInvalid } from './reading.ts';
import type { ApiError } from './problem.ts';

export interface HttpApiEnvironment
  extends SubmitEnvironment, RetryEnvironment, CancelEnvironment, PreviewEnvironment {
  readonly newId: () => string;
  /** Told of each job that may now have something to run. */
  readonly wake: (jobId: string) => void | Promise<void>;
  /** Where a job is there only some time after it was submitted: how long a read waits before it says 404. */
  readonly submissionLag?: { readonly ms: number; readonly sleep: Sleep };
  /** Whether the Authorization header may pass. */
  readonly authorized: (header: string | null) => boolean;
  /** Further routes behind the same door: those of schedules, where one process serves both. */
  readonly more?: (api: Hono) => void;
}

/** A job request is some hundred bytes; a megabyte leaves room for any headers and stops anything else early. */
const MOST_BODY_BYTES = 1024 * 1024;

/** How often a read looks again for a job that may be on its way. */
const LOOK_AGAIN_MS = 200;

const isUnknown = (found: E.Either<ApiError, Job>): boolean =>
  E.isLeft(found) && found.left._tag === 'JobUnknown';

const filterOf = (text: string | undefined): E.Either<ApiError, TaskFilter | null> => {
  if (text === undefined) return E.right(null);
  const filter = [...taskStates, 'SHORT' as const].find((known) => known === text);
  return filter === undefined
    ? E.left(fieldInvalid('state', `one of ${taskStates.join(', ')} or SHORT`))
    : E.right(filter);
};

export const httpApi = (env: HttpApiEnvironment): Hono => {
  const api = new Hono();

  const answer = async (
    context: Context,
    changed: E.Either<ApiError, Job>,
    status: 200 | 201 | 202,
  ): Promise<Response> => {
    const resource = E.isLeft(changed) ? changed : await withProgress(changed.right)(env)();
    return E.isLeft(resource) ? fail(resource.left) : context.json(resource.right, status);
  };

  api.get('/health', (context) => context.json({ status: 'ok' }));
  api.get('/openapi.json', (context) => context.json(openApi));
  api.use('*', async (context, next) =>
    env.authorized(context.req.header('authorization') ?? null) ? next() : fail({ _tag: 'TokenWrong' }),
  );
  api.use('*', bodyLimit({ maxSize: MOST_BODY_BYTES, onError: () => fail({ _tag: 'BodyTooLarge' }) }));

  api.post('/jobs', async (context) => {
    const body = await bodyOf(context);
    if (E.isLeft(body)) return fail(body.left);
    const submitted = await submitJob(env.newId(), body.right)(env)();
    if (E.isLeft(submitted)) return fail(submitted.left);
    const { id } = submitted.right.job;
    await env.wake(id);
    return context.json({ Entries: [{ EventId: id }], FailedEntryCount: 0 });
  });

  api.post('/plans', async (context) => {
    const body = await bodyOf(context);
    if (E.isLeft(body)) return fail(body.left);
    const { signal } = context.req.raw;
    const preview = await previewPlan(body.right, () => !signal.aborted)(env)();
    return E.isLeft(preview) ? fail(preview.left) : context.json(preview.right);
  });

  api.put('/jobs/:id', async (context) => {
    const body = await bodyOf(context);
    if (E.isLeft(body)) return fail(body.left);
    const submitted = await submitJob(context.req.param('id'), body.right)(env)();
    if (E.isLeft(submitted)) return fail(submitted.left);
    const { job, created } = submitted.right;
    if (created) await env.wake(job.id);
    context.header('location', `/jobs/${job.id}`);
    return answer(context, E.right(job), created ? 201 : 200);
  });

  api.get('/jobs/:id', async (context) => {
    const id = context.req.param('id');
    const { ms, sleep } = env.submissionLag ?? { ms: 0, sleep: () => async () => undefined };
    let found = await findJob(env.jobs)(id)();
    for (let left = ms; left > 0 && isUnknown(found); left -= LOOK_AGAIN_MS) {
      await sleep(LOOK_AGAIN_MS)();
      found = await findJob(env.jobs)(id)();
    }
    const answered = await answer(context, found, 200);
    if (ms > 0 && isUnknown(found)) answered.headers.set('retry-after', '1');
    return answered;
  });

  api.get('/jobs', async (context) => {
    const limit = limitOf(context.req.query('limit'));
    if (E.isLeft(limit)) return fail(limit.left);
    const jobs = await env.jobs.list({ before: context.req.query('before') ?? null, limit: limit.right })();
    if (E.isLeft(jobs)) return fail(jobs.left);
    const resources: JobResource[] = [];
    for (const job of jobs.right) {
      const resource = await withProgress(job)(env)();
      if (E.isLeft(resource)) return fail(resource.left);
      resources.push(resource.right);
    }
    const more = jobs.right.length === limit.right ? jobs.right.at(-1)?.id : undefined;
    return context.json({ Jobs: resources }, 200, linkTo(context, 'before', more));
  });

  api.get('/jobs/:id/tasks', async (context) => {
    const job = await findJob(env.jobs)(context.req.param('id'))();
    if (E.isLeft(job)) return fail(job.left);
    const limit = limitOf(context.req.query('limit'));
    if (E.isLeft(limit)) return fail(limit.left);
    const filter = filterOf(context.req.query('state'));
    if (E.isLeft(filter)) return fail(filter.left);
    const page = { filter: filter.right, after: context.req.query('after') ?? null, limit: limit.right };
    const tasks = await env.tasks.list(job.right.id, page)();
    if (E.isLeft(tasks)) return fail(tasks.left);
    const more = tasks.right.length === limit.right ? tasks.right.at(-1)?.taskId : undefined;
    return context.json({ Tasks: tasks.right }, 200, linkTo(context, 'after', more));
  });

  api.get('/jobs/:id/tasks/:taskId', async (context) => {
    const job = await findJob(env.jobs)(context.req.param('id'))();
    if (E.isLeft(job)) return fail(job.left);
    const taskId = context.req.param('taskId');
    const tasks = await env.tasks.get(job.right.id, [taskId])();
    if (E.isLeft(tasks)) return fail(tasks.left);
    const [task] = tasks.right;
    return task === undefined ? fail({ _tag: 'TaskUnknown', taskId }) : context.json(task);
  });

  api.post('/jobs/:id/cancel', async (context) => {
    const cancelled = await cancelJob(context.req.param('id'))(env)();
    // Whoever asked to be told of the job's end is told of this one too, also when nobody was working on the job.
    if (E.isRight(cancelled) && isWebhookDue(cancelled.right)) await env.wake(cancelled.right.id);
    return answer(context, cancelled, 202);
  });

  api.post('/jobs/:id/pause', async (context) =>
    answer(context, await pauseJob(context.req.param('id'))(env)(), 202),
  );

  api.post('/jobs/:id/resume', async (context) => {
    const resumed = await resumeJob(context.req.param('id'))(env)();
    if (E.isRight(resumed)) await env.wake(resumed.right.id);
    return answer(context, resumed, 202);
  });

  api.post('/jobs/:id/retry', async (context) => {
    const retried = await retryFailed(context.req.param('id'))(env)();
    if (E.isRight(retried)) await env.wake(retried.right.id);
    return answer(context, retried, 202);
  });

  env.more?.(api);
  api.notFound(() => fail({ _tag: 'RouteUnknown' }));
  return api;
};
