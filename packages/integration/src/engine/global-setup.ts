// One engine for all specs of a run. Without one they are skipped, loudly; with REQUIRE_AWS=1 the run fails instead.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEngine } from './engine.ts';
import { freePorts, PARTNERS, shareSystem } from './shared-system.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Empty when there is no engine. */
    readonly awsEndpoint: string;
    /** Where the deployed stack is told, and deployed at the first request. */
    readonly systemUrl: string;
    /** False when the engine carries the adapters' services alone. */
    readonly carriesSystem: boolean;
    readonly partnerPorts: ReadonlyArray<number>;
  }
}

const results = join(import.meta.dirname, '..', '..', 'test-results');

const note = (text: string): void => {
  mkdirSync(results, { recursive: true });
  writeFileSync(join(results, 'engine.txt'), `${text}\n`);
};

let stop: () => Promise<void> = async () => undefined;

export const setup = async ({ provide }: TestProject): Promise<void> => {
  const engine = await startEngine();
  if ('missing' in engine) {
    if (process.env['REQUIRE_AWS'] === '1')
      throw new Error(`REQUIRE_AWS is 1, and there is no AWS to test on: ${engine.missing}`);
    note(`NOTHING: ${engine.missing}, so every test of the AWS home was skipped`);
    provide('awsEndpoint', '');
    provide('systemUrl', '');
    provide('carriesSystem', false);
    provide('partnerPorts', []);
    return;
  }
  const ports = await freePorts(PARTNERS);
  const system = await shareSystem(engine.endpoint, ports);
  stop = async () => {
    system.close();
    await engine.stop();
  };
  const whole = engine.carries === 'system';
  note(
    whole
      ? engine.name
      : `${engine.name}, which carries the adapters' services alone: the system's tests were skipped`,
  );
  if (!whole && process.env['REQUIRE_AWS'] === 'system')
    throw new Error(`REQUIRE_AWS is system, and ${engine.name} does not carry it`);
  provide('awsEndpoint', engine.endpoint);
  provide('systemUrl', system.url);
  provide('carriesSystem', engine.carries === 'system');
  provide('partnerPorts', ports);
};

export const teardown = (): Promise<void> => stop();
