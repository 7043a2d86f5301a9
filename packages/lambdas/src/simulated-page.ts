// The simulated partner as a function of Lambda.
import { setTimeout as wait } from 'node:timers/promises';
import { renderBody, respond, type checkConfig } from '@api-poller/external-sim';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

/** @throws Error in each call where the options are none */
export const simulatedPage =
  (checked: ReturnType<typeof checkConfig>) =>
  async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
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
