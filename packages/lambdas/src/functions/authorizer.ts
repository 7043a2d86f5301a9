import type { APIGatewayRequestAuthorizerEventV2, APIGatewaySimpleAuthorizerResult } from 'aws-lambda';
import { bearerIsRight } from '../bearer.ts';
import { openHome } from '../compose.ts';
import { secrets } from '../parts.ts';
import { orThrow } from '../steps/step.ts';

const home = openHome({ secrets });
let token: Promise<string> | null = null;

export const handler = async ({
  headers,
}: APIGatewayRequestAuthorizerEventV2): Promise<APIGatewaySimpleAuthorizerResult> => {
  token ??= home.secrets.get(home.environment.tokenSecret)().then(orThrow);
  return { isAuthorized: bearerIsRight(headers?.['authorization'] ?? '', await token) };
};
