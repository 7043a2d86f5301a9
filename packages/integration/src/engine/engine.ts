// Which AWS the tests run on. It chooses; host.ts and containers.ts start, and nothing here tests.
import { dockerRuns, startLocalStack, startMiniStackImage } from './containers.ts';
import { startOnHost } from './host.ts';
import { carriedBy } from './probe.ts';
import type { Engine, EngineOptions, Missing } from './kinds.ts';

const given = (name: string): string | null => {
  const value = process.env[name];
  return value === undefined || value === '' ? null : value;
};

const atEndpoint = async (endpoint: string): Promise<Engine> => ({
  name: `the endpoint ${endpoint}`,
  endpoint,
  carries: await carriedBy(endpoint),
  stop: async () => undefined,
});

/** The first that starts; why the others did not is told when none does. */
const firstOf = async (starts: ReadonlyArray<() => Promise<Engine | Missing>>): Promise<Engine | Missing> => {
  const reasons: string[] = [];
  for (const start of starts) {
    const engine = await start();
    if (!('missing' in engine)) return engine;
    reasons.push(engine.missing);
  }
  return { missing: reasons.join('; ') };
};

const chosen = (options: EngineOptions): ReadonlyArray<() => Promise<Engine | Missing>> => {
  const host = (): Promise<Engine | Missing> => startOnHost(options);
  const choice = given('AWS_ENGINE');
  if (choice === 'host') return [host];
  if (choice === 'localstack') return [startLocalStack];
  if (choice === 'ministack-image') return [startMiniStackImage];
  if (choice !== null)
    throw new Error(`AWS_ENGINE must be host, localstack or ministack-image, not ${choice}`);
  if (options.functionsEndpoint !== undefined || !dockerRuns()) return [host];
  return given('LOCALSTACK_AUTH_TOKEN') === null
    ? [startMiniStackImage, host]
    : [startLocalStack, startMiniStackImage, host];
};

/**
 * AWS_ENDPOINT_URL; else what AWS_ENGINE names; else Docker, with LocalStack if there is a token for it, else the image of MiniStack;
 * else MiniStack as a process of this machine.
 * @returns an engine, or why there is none
 */
export const startEngine = async (options: EngineOptions = {}): Promise<Engine | Missing> => {
  const endpoint = given('AWS_ENDPOINT_URL');
  return endpoint === null ? firstOf(chosen(options)) : atEndpoint(endpoint);
};
