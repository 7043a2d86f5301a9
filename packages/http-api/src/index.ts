// The routes of the jobs API, for every home.
export { httpApi, type HttpApiEnvironment } from './http-api.ts';
export { problemOf, type ApiError, type Problem } from './problem.ts';
export { scheduleRoutes, type ScheduleRoutesEnvironment } from './schedule-routes.ts';
