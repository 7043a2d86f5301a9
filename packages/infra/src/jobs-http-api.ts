// The routes of the jobs API at the gateway: which function answers which, and which one needs none.
import {
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  type IHttpRouteAuthorizer,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { PutEventsIntegration } from './put-events-integration.ts';

/** A hundred people who watch a job each second; a loop gone wild must not use up the account's limits. */
const REQUESTS = { rateLimit: 100, burstLimit: 200 };

export interface JobsHttpApiProps {
  readonly authorizer: IHttpRouteAuthorizer;
  readonly jobs: LambdaFunction;
  readonly schedules: LambdaFunction;
  /** Takes submitted jobs without code between. */
  readonly bus: EventBus;
}

export const jobsHttpApi = (
  scope: Construct,
  { authorizer, jobs, schedules, bus }: JobsHttpApiProps,
): HttpApi => {
  const api = new HttpApi(scope, 'PollerHttpAPI', {
    defaultAuthorizer: authorizer,
    createDefaultStage: false,
  });
  api.addStage('DefaultStage', { stageName: '$default', autoDeploy: true, throttle: REQUESTS });
  const jobRoutes = new HttpLambdaIntegration('Jobs', jobs);
  const scheduleRoutes = new HttpLambdaIntegration('Schedules', schedules);
  const { GET, PUT, POST, DELETE } = HttpMethod;
  for (const [method, path] of [
    [GET, '/jobs'],
    [GET, '/jobs/{id}'],
    [PUT, '/jobs/{id}'],
    [GET, '/jobs/{id}/tasks'],
    [GET, '/jobs/{id}/tasks/{taskId}'],
    [POST, '/jobs/{id}/cancel'],
    [POST, '/jobs/{id}/pause'],
    [POST, '/jobs/{id}/resume'],
    [POST, '/jobs/{id}/retry'],
    [POST, '/plans'],
  ] as const)
    api.addRoutes({ path, methods: [method], integration: jobRoutes });
  for (const [method, path] of [
    [GET, '/schedules'],
    [GET, '/schedules/{id}'],
    [PUT, '/schedules/{id}'],
    [DELETE, '/schedules/{id}'],
  ] as const)
    api.addRoutes({ path, methods: [method], integration: scheduleRoutes });
  for (const path of ['/health', '/openapi.json'])
    api.addRoutes({
      path,
      methods: [GET],
      integration: jobRoutes,
      authorizer: new HttpNoneAuthorizer(),
    });
  api.addRoutes({ path: '/jobs', methods: [POST], integration: new PutEventsIntegration(bus) });
  return api;
};
