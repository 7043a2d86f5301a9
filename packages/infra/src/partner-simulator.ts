// The simulated partner, for trying things out: the original's ExternalHttpApi and PayloadGenerator.
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { functionOf } from './functions.ts';

export interface PartnerSimulatorProps {
  readonly records?: number;
  /** The share of requests that fail, 0 to 1. */
  readonly errorRate?: number;
  readonly maxDelayMs?: number;
}

export class PartnerSimulator extends Construct {
  readonly payloadGenerator: LambdaFunction;
  readonly externalHttpApi: HttpApi;

  constructor(scope: Construct, id: string, props: PartnerSimulatorProps = {}) {
    super(scope, id);
    this.payloadGenerator = functionOf(this, 'PayloadGenerator', 'payload-generator', {
      environment: {
        RECORDS: String(props.records ?? 10_000),
        ERROR_RATE: String(props.errorRate ?? 0.1),
        MAX_DELAY_MS: String(props.maxDelayMs ?? 1_000),
      },
      seconds: 30,
      memoryMb: 256,
    });
    this.externalHttpApi = new HttpApi(this, 'ExternalHttpApi');
    this.externalHttpApi.addRoutes({
      path: '/payload',
      methods: [HttpMethod.GET],
      integration: new HttpLambdaIntegration('Payload', this.payloadGenerator),
    });
  }
}
