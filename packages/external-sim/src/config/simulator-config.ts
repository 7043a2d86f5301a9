// How the simulated partner is set up. The defaults are the original's: 10,000 records, pages of 100, one error in
// ten, 0-1 s of delay.
import type { Fault } from '../fault/fault.ts';
import { checkFault } from '../fault/fault-fields.ts';
import { invalid, valid, type Checked } from './checked.ts';
import { oauthProblems, type OAuthConfig } from './oauth-config.ts';
import { defaultStyle, styleProblems, type Style, type StyleConfig } from './style-config.ts';

export interface SimulatorConfig extends StyleConfig {
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
  /** POST /token gives out the tokens that /payload then wants; null: it wants none. */
  readonly oauth: OAuthConfig | null;
}

export const defaultConfig: SimulatorConfig = {
  records: 10_000,
  maxPageSize: 100,
  errorRate: 0.1,
  minDelayMs: 0,
  maxDelayMs: 1000,
  seed: 1,
  faults: [],
  oauth: null,
  ...defaultStyle,
};

/** The longest timer of Node, about 24.8 days; longer ones fire at once. */
const maxTimerMs = 2 ** 31 - 1;

const isWhole = (value: number, from: number, to = Number.MAX_SAFE_INTEGER): boolean =>
  Number.isSafeInteger(value) && value >= from && value <= to;

const chained: readonly Style[] = ['cursor', 'next-url', 'link', 'keyset'];

/** Faults that this set-up can never show, which a test would take for a partner that behaves. */
const idleProblems = ({ style, faults, oauth }: SimulatorConfig): readonly string[] => {
  const has = (tag: Fault['_tag']): boolean => faults.some((fault) => fault?._tag === tag);
  return [
    ...(has('cursorLoop') && !chained.includes(style)
      ? [`cursorLoop is for the styles ${chained.join(', ')}`]
      : []),
    ...(has('nextUrlTo') && style !== 'next-url' && style !== 'link'
      ? ['nextUrlTo is for the styles next-url, link']
      : []),
    ...(has('revokeToken') && oauth === null ? ['revokeToken needs oauth'] : []),
    ...(faults.filter((fault) => fault?._tag === 'rateLimit').length > 1
      ? ['rateLimit must be given once at most']
      : []),
  ];
};

/** @returns the whole configuration, or every problem by the name of its field. */
export const checkConfig = (options: Partial<SimulatorConfig>): Checked<SimulatorConfig> => {
  const config: SimulatorConfig = { ...defaultConfig, ...options };
  const { records, maxPageSize, errorRate, minDelayMs, maxDelayMs, seed, faults } = config;
  const problems = [
    ...Object.keys(options).flatMap((name) =>
      Object.hasOwn(defaultConfig, name) ? [] : [`there is no ${name}`],
    ),
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
    ...styleProblems(config, maxPageSize),
    ...oauthProblems(config.oauth),
    ...idleProblems(config),
  ];
  return problems.length === 0 ? valid(config) : invalid(...problems);
};
