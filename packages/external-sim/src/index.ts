export type { Checked } from './config/checked.ts';
export type { OAuthConfig } from './config/oauth-config.ts';
export { checkConfig, defaultConfig, type SimulatorConfig } from './config/simulator-config.ts';
export {
  defaultNames,
  formats,
  oddLinks,
  styles,
  type Format,
  type Names,
  type OddLink,
  type Style,
  type StyleConfig,
} from './config/style-config.ts';
export type { AtPlace, Fault } from './fault/fault.ts';
export { checkFault, faultNames } from './fault/fault-fields.ts';
export { parseFault } from './fault/fault-text.ts';
export { retryHints, type RetryHint } from './fault/retry-hint.ts';
export type { LogEntry, Outcome, SimulatorStats } from './log/request-log.ts';
export { datasetAt, stableIdsAt } from './partner/dataset.ts';
export { renderPage, type Page, type Shape, type Stated } from './partner/page.ts';
export type { Asked, AskedPage, Incoming } from './partner/asked.ts';
export { readRequest } from './partner/request.ts';
export { answer, respond, timelineOf } from './partner/respond.ts';
export { renderBody, type Body, type Served, type Simulated, type WireFault } from './partner/simulated.ts';
export {
  idsOf,
  timeline,
  type IdRange,
  type Mutation,
  type Sequence,
  type Timeline,
} from './partner/timeline.ts';
export { placeOf, type Turn } from './partner/turn.ts';
export { limiter, type Limiter } from './server/limiter.ts';
export { gzipped } from './server/gzip.ts';
export { startSimulator, type Simulator, type SimulatorOptions } from './server/simulator.ts';
