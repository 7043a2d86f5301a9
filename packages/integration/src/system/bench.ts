// What the specs of this folder start with: the deployed system, and a partner of their own for it to copy. Called in a `describe`,
// so that nothing is deployed for one that is skipped.
import type { Simulator, SimulatorOptions } from '@api-poller/external-sim';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { sharedSystem, startPartner, type System } from './system.ts';

export interface Bench {
  readonly system: System;
  readonly partner: Simulator;
}

/** Deploying takes half a minute; the first spec that asks waits for it. */
const DEPLOY_MS = 240_000;

/** One partner for all tests of the `describe`. */
export const sharedPartner = (options: SimulatorOptions): (() => Bench) => {
  let bench: Bench | null = null;
  beforeAll(async () => {
    bench = { system: await sharedSystem(), partner: await startPartner(0, options) };
  }, DEPLOY_MS);
  afterAll(() => bench?.partner.close());
  return () => {
    if (bench === null) throw new Error('there is no bench before the first test');
    return bench;
  };
};

/** Each test starts the partner that it wants; it is closed when the test is over. */
export const partnerPerTest = (): ((options: SimulatorOptions) => Promise<Bench>) => {
  beforeAll(sharedSystem, DEPLOY_MS);
  return async (options) => {
    const partner = await startPartner(0, options);
    onTestFinished(() => partner.close());
    return { system: await sharedSystem(), partner };
  };
};
