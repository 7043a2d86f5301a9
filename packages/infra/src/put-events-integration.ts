// HTTP API straight to EventBridge: no code of ours stands between a submitted job and the bus, so none can lose one.
import {
  HttpIntegrationSubtype,
  HttpIntegrationType,
  HttpRouteIntegration,
  IntegrationCredentials,
  MappingValue,
  ParameterMapping,
  PayloadFormatVersion,
  type HttpRouteIntegrationBindOptions,
  type HttpRouteIntegrationConfig,
} from 'aws-cdk-lib/aws-apigatewayv2';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';

/** The original's words: rules outside this project may listen to them. */
export const SOURCE = 'source.events';
export const DETAIL_TYPE = 'api.event';

export class PutEventsIntegration extends HttpRouteIntegration {
  readonly #bus: EventBus;

  constructor(bus: EventBus) {
    super('PutEvents');
    this.#bus = bus;
  }

  override bind({ scope }: HttpRouteIntegrationBindOptions): HttpRouteIntegrationConfig {
    const role = new Role(scope, 'PutEventsRole', {
      assumedBy: new ServicePrincipal('apigateway.amazonaws.com'),
    });
    this.#bus.grantPutEventsTo(role);
    return {
      type: HttpIntegrationType.AWS_PROXY,
      subtype: HttpIntegrationSubtype.EVENTBRIDGE_PUT_EVENTS,
      payloadFormatVersion: PayloadFormatVersion.VERSION_1_0,
      credentials: IntegrationCredentials.fromRole(role),
      parameterMapping: ParameterMapping.fromObject({
        Source: MappingValue.custom(SOURCE),
        DetailType: MappingValue.custom(DETAIL_TYPE),
        Detail: MappingValue.custom('$request.body'),
        EventBusName: MappingValue.custom(this.#bus.eventBusName),
      }),
    };
  }
}
