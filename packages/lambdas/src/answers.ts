// Routes as a function of Lambda. A bug behind a route fails the call, so that it is logged with its job and counted among the function's
// errors; the gateway answers 500.
import type { Hono } from 'hono';
import { handle } from 'hono/aws-lambda';

export const answers = (routes: Hono): ReturnType<typeof handle> => {
  routes.onError((failure) => {
    throw failure;
  });
  return handle(routes);
};
