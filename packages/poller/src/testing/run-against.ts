// For specs of hostile partners: one job against a simulated partner of its own, and what came of it. What is true of the records is
// asked of the partner's own log, never of our counters.
import type { Evidence } from '@api-poller/domain';
import { startSimulator, type Simulator, type SimulatorOptions } from '@api-poller/external-sim';
import { expect, onTestFinished } from 'vitest';
import { runAt, type RanAt } from './run-at.ts';

export interface Ran extends RanAt {
  /** Their numbers in the partner's data, in ascending order; a record that came twice is there twice. */
  readonly ids: ReadonlyArray<number>;
  /** The kinds of the evidence, each once. */
  readonly kinds: ReadonlyArray<Evidence['kind']>;
  readonly partner: Simulator;
}

export interface Elsewhere {
  /** Query and all; `/payload` unless given. */
  readonly path?: string;
  /** Ports of this machine that may be reached beside the partner's. */
  readonly allow?: ReadonlyArray<number>;
}

/** Every record of the simulated partner says its number in words, with an id and without, in each format. */
const numberOf = (line: string): number =>
  Number(/Sample payload for record \\"(\d+)\\"/.exec(line)?.[1] ?? Number.NaN);

/** The law of every case: COMPLETE, with or without drift, is said only of a record set that is exact. */
const expectLawful = (
  { resource, ids, partner }: Pick<Ran, 'resource' | 'ids' | 'partner'>,
  alone: boolean,
): void => {
  expect(ids.some(Number.isNaN)).toBe(false);
  if (resource.Verdict === null || resource.Verdict === 'INCOMPLETE') {
    expect(resource.Evidence.length > 0 || resource.Failure !== null).toBe(true);
    return;
  }
  const delivered = new Set(ids);
  expect([...partner.stableIds()].filter((id) => !delivered.has(id))).toEqual([]);
  expect(delivered.size).toBe(ids.length);
  // What another origin handed over the partner knows nothing of.
  if (alone) expect(ids.filter((id) => !partner.wasServed(id))).toEqual([]);
};

/**
 * Runs one job against a partner of its own, without errors and delays unless they are asked for, and holds it to the law.
 * @param request what the job request has beside its url
 */
export const runAgainst = async (
  options: SimulatorOptions,
  request: object = {},
  { path = '/payload', allow = [] }: Elsewhere = {},
): Promise<Ran> => {
  const partner = await startSimulator({ errorRate: 0, minDelayMs: 0, maxDelayMs: 0, ...options });
  onTestFinished(partner.close);
  const ranAt = await runAt(`${partner.url}${path}`, request, [partner.port, ...allow]);
  const { lines, resource } = ranAt;
  const ran: Ran = {
    ...ranAt,
    ids: lines.map(numberOf).toSorted((a, b) => a - b),
    kinds: [...new Set(resource.Evidence.map(({ kind }) => kind))],
    partner,
  };
  expectLawful(ran, allow.length === 0);
  return ran;
};

/** `count` whole numbers from `first` on. */
export const from = (first: number, count: number): ReadonlyArray<number> =>
  Array.from({ length: count }, (_, i) => first + i);
