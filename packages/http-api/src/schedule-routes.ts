// The routes of schedules: decode, run a use case, match. Who fires them is not its business.
import * as E from 'fp-ts/lib/Either.js';
import type { Hono } from 'hono';
import {
  deleteSchedule,
  findSchedule,
  putSchedule,
  scheduleResource,
  type PutScheduleEnvironment,
} from '@api-poller/domain';
import { bodyOf, fail, limitOf, linkTo } from './reading.ts';

export type ScheduleRoutesEnvironment = PutScheduleEnvironment;

/** @example httpApi({ ...env, more: scheduleRoutes(env) }) */
export const scheduleRoutes =
  (env: ScheduleRoutesEnvironment) =>
  (api: Hono): void => {
    api.put('/schedules/:id', async (context) => {
      const body = await bodyOf(context);
      if (E.isLeft(body)) return fail(body.left);
      const put = await putSchedule(context.req.param('id'), body.right)(env)();
      if (E.isLeft(put)) return fail(put.left);
      const { schedule, created } = put.right;
      context.header('location', `/schedules/${schedule.id}`);
      return context.json(scheduleResource(schedule), created ? 201 : 200);
    });

    api.get('/schedules/:id', async (context) => {
      const found = await findSchedule(env.schedules)(context.req.param('id'))();
      return E.isLeft(found) ? fail(found.left) : context.json(scheduleResource(found.right));
    });

    api.get('/schedules', async (context) => {
      const limit = limitOf(context.req.query('limit'));
      if (E.isLeft(limit)) return fail(limit.left);
      const page = { after: context.req.query('after') ?? null, limit: limit.right };
      const schedules = await env.schedules.list(page)();
      if (E.isLeft(schedules)) return fail(schedules.left);
      const more = schedules.right.length === limit.right ? schedules.right.at(-1)?.id : undefined;
      return context.json(
        { Schedules: schedules.right.map(scheduleResource) },
        200,
        linkTo(context, 'after', more),
      );
    });

    api.delete('/schedules/:id', async (context) => {
      const deleted = await deleteSchedule(context.req.param('id'))(env)();
      return E.isLeft(deleted) ? fail(deleted.left) : context.body(null, 204);
    });
  };
