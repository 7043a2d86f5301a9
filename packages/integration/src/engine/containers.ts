// Engines in containers, through Testcontainers. An image that cannot be had is a reason, not a failure: another engine may be there.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { LocalstackContainer } from '@testcontainers/localstack';
import { GenericContainer, Wait, type StartedTestContainer } from 'testcontainers';
import { becomesHealthy, freePort } from './host.ts';
import { carriedBy } from './probe.ts';
import type { Engine, Missing } from './kinds.ts';

/** The last image that needs no token. */
const LOCALSTACK = 'localstack/localstack:4.14.0';
const LOCALSTACK_WITH_TOKEN = 'localstack/localstack:latest';
const MINISTACK = 'ministackorg/ministack:1.5.33';
/** Pulling an image of a gigabyte on a slow line; starting takes seconds. */
const MOST_START_MS = 180_000;
const DOCKER_ANSWERS_MS = 5_000;
const PORT = 4_566;

const quietly = (args: ReadonlyArray<string>): boolean =>
  spawnSync('docker', [...args], { stdio: 'ignore', timeout: DOCKER_ANSWERS_MS }).status === 0;

export const dockerRuns = (): boolean => quietly(['version']);

/** @param at its endpoint; null when that is known by its mapped port */
const started = async (
  image: string,
  at: string | null,
  start: () => Promise<StartedTestContainer>,
): Promise<Engine | Missing> => {
  try {
    const container = await start();
    const endpoint = at ?? `http://127.0.0.1:${container.getMappedPort(PORT)}`;
    return {
      name: `${image} in a container`,
      endpoint,
      carries: await carriedBy(endpoint),
      stop: async () => {
        await container.stop();
      },
    };
  } catch (cause) {
    return { missing: `${image} did not start: ${cause instanceof Error ? cause.message : 'unknown'}` };
  }
};

/** LocalStack; with LOCALSTACK_AUTH_TOKEN its newer image, whose services are then asked for. */
export const startLocalStack = (): Promise<Engine | Missing> => {
  const token = process.env['LOCALSTACK_AUTH_TOKEN'] ?? '';
  const image = process.env['LOCALSTACK_IMAGE'] ?? (token === '' ? LOCALSTACK : LOCALSTACK_WITH_TOKEN);
  return started(image, null, () =>
    new LocalstackContainer(image)
      .withEnvironment(token === '' ? {} : { LOCALSTACK_AUTH_TOKEN: token })
      // Its own wait looks for a line of the log, which comes before it answers.
      .withWaitStrategy(Wait.forHttp('/_localstack/health', PORT))
      .withStartupTimeout(MOST_START_MS)
      .start(),
  );
};

/** MiniStack's image with our additions, on the host's network: its functions ask partners that listen on this machine alone. */
export const startMiniStackImage = async (): Promise<Engine | Missing> => {
  const image = process.env['MINISTACK_IMAGE'] ?? MINISTACK;
  const additions = join(import.meta.dirname, 'ministack');
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  return started(image, endpoint, async () => {
    const container = await new GenericContainer(image)
      .withNetworkMode('host')
      .withCopyFilesToContainer(
        ['launch.py', 'compat.py', 'server.py'].map((name) => ({
          source: join(additions, name),
          target: `/opt/additions/${name}`,
        })),
      )
      .withEntrypoint(['python3', '/opt/additions/launch.py'])
      .withEnvironment({
        STAYS_WITHOUT_INPUT: '1',
        GATEWAY_PORT: String(port),
        BIND_HOST: '127.0.0.1',
        LAMBDA_EXECUTOR: 'local',
      })
      .withStartupTimeout(MOST_START_MS)
      .start();
    if (await becomesHealthy(endpoint, () => true)) return container;
    await container.stop();
    throw new Error('it does not answer');
  });
};
