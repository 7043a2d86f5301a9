import { setTimeout as wait } from 'node:timers/promises';
import { checkConfig, renderBody, respond } from '@api-poller/external-sim';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { simulatorOptions } from '../simulator-options.ts';

const checked = checkConfig(simulatorOptions(process.env));

export const handler = async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
  if (!checked.ok) throw new Error(checked.problems.join('; '));
  const request = {
    method: 'GET',
    url: `${event.rawPath}?${event.rawQueryString}`,
    number: 1,
    nowMs: Date.now(),
  };
  // Without memory: each try of a page draws its own fate.
  const attempt = 1 + Math.floor(Math.random() * 1_000_000);
  const { status, headers, body, delayMs } = respond(checked.value, { ...request, attempt });
  await wait(delayMs);
  return { statusCode: status, headers: { ...headers }, body: renderBody(body) };
};
