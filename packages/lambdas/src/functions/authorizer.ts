import type { APIGatewayRequestAuthorizerEventV2, APIGatewaySimpleAuthorizerResult } from 'aws-lambda';
import { bearerIsRight } from '../bearer.ts';
import { openHome } from '../compose.ts';
import { orThrow } from '../steps/step.ts';

const { secrets, environment } = openHome();
let token: Promise<string | null> | null = null;

export const handler = async ({
  headers,
}: APIGatewayRequestAuthorizerEventV2): Promise<APIGatewaySimpleAuthorizerResult> => {
  token ??= secrets.get(environment.tokenSecret)().then(orThrow);
  return { isAuthorized: bearerIsRight(headers?.['authorization'] ?? '', await token) };
};
