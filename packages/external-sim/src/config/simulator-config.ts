// How the simulated partner is set up. The defaults are the original's: 10,000 records, pages of 100, one error in
// ten, 0-1 s of delay.
import type { Fault } from '../fault/fault.ts';
import { checkFault } from '../fault/fault-fields.ts';
import { invalid, valid, type Checked } from './checked.ts';

export interface SimulatorConfig {
  readonly records: number;
  /** The most records in one page; a greater count is taken as this. */
  readonly maxPageSize: number;
  /** The share of page requests that answer 500, 0 to 1. */
  readonly errorRate: number;
  readonly minDelayMs: number;
  readonly maxDelayMs: number;
  /** The same seed gives each attempt of each page the same fate. */
  readonly seed: number;
  /** Applied in this order; of two that replace the answer, the later one wins. */
  readonly faults: readonly Fault[];
}

export const defaultConfig: SimulatorConfig = {
  records: 10_000,
  maxPageSize: 100,
  errorRate: 0.1,
  minDelayMs: 0,
  maxDelayMs: 1000,
  seed: 1,
  faults: [],
};

/** The longest timer of Node, about 24.8 days; longer ones fire at once. */
const maxTimerMs = 2 ** 31 - 1;

const isWhole = (value: number, from: number, to = Number.MAX_SAFE_INTEGER): boolean =>
  Number.isSafeInteger(value) && value >= from && value <= to;

/** @returns the whole configuration, or every problem by the name of its field. */
export const checkConfig = (options: Partial<SimulatorConfig>): Checked<SimulatorConfig> => {
  const config: SimulatorConfig = { ...defaultConfig, ...options };
  const { records, maxPageSize, errorRate, minDelayMs, maxDelayMs, seed, faults } = config;
  const problems = [
    ...(isWhole(records, 0) ? [] : ['records must be a whole number, 0 or greater']),
    ...(isWhole(maxPageSize, 1) ? [] : ['maxPageSize must be a whole number, 1 or greater']),
    ...(errorRate >= 0 && errorRate <= 1 ? [] : ['errorRate must be from 0 to 1']),
    ...(isWhole(minDelayMs, 0, maxTimerMs)
      ? []
      : [`minDelayMs must be a whole number from 0 to ${maxTimerMs}`]),
    ...(isWhole(maxDelayMs, 0, maxTimerMs)
      ? []
      : [`maxDelayMs must be a whole number from 0 to ${maxTimerMs}`]),
    ...(minDelayMs > maxDelayMs ? ['minDelayMs must not be greater than maxDelayMs'] : []),
    ...(Number.isSafeInteger(seed) ? [] : ['seed must be a whole number']),
    ...faults.map(checkFault).flatMap((checked) => (checked.ok ? [] : checked.problems)),
  ];
  return problems.length === 0 ? valid(config) : invalid(...problems);
};
