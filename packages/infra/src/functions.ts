// The functions' common set-up: the bundle of their name, Node 24 on ARM, traced, with a log that does not live for ever.
import { bundleOf, type FunctionName } from '@api-poller/lambdas';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Architecture, Code, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

export interface FunctionSetUp {
  readonly environment: Readonly<Record<string, string>>;
  readonly seconds: number;
  readonly memoryMb: number;
}

export const functionOf = (
  scope: Construct,
  id: string,
  name: FunctionName,
  { environment, seconds, memoryMb }: FunctionSetUp,
): LambdaFunction =>
  new LambdaFunction(scope, id, {
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    handler: 'index.handler',
    code: Code.fromAsset(bundleOf(name)),
    environment: {
      ...environment,
      POWERTOOLS_LOG_LEVEL: 'INFO',
      POWERTOOLS_SERVICE_NAME: Stack.of(scope).stackName,
    },
    timeout: Duration.seconds(seconds),
    memorySize: memoryMb,
    tracing: Tracing.ACTIVE,
    logGroup: new LogGroup(scope, `${id}Log`, {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    }),
  });
