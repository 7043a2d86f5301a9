// The routes of schedules on AWS: a function of their own, which alone may set alarms, and which asks no partner.
import { scheduleRoutes } from '@api-poller/http-api';
import { Hono } from 'hono';
import type { Home } from './compose.ts';

export const schedulesApi = (home: Home): Hono => {
  const { schedules, alarms, clock, judgeRequest } = home;
  const app = new Hono();
  scheduleRoutes({ schedules, alarms, clock, judgeRequest })(app);
  return app;
};
