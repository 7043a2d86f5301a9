// The simulated partner's whole behaviour: what is configured, what is asked and whose turn it is give the answer.
// No clock, no chance, no memory: a transport counts the turns and tells the time.
import type { SimulatorConfig } from '../config/simulator-config.ts';
import type { Fault } from '../fault/fault.ts';
import { effectOf, type Effect } from '../fault/fault-effect.ts';
import { mutationsOf } from '../fault/mutations.ts';
import { beforeAll } from './cursor.ts';
import { draw } from './draw.ts';
import { bearerRefusal, tokenAnswer } from './oauth.ts';
import type { Asked, AskedPage, Incoming } from './asked.ts';
import { readRequest } from './request.ts';
import { plainAnswer, type Simulated } from './simulated.ts';
import { beyondAnswer, styledPage } from './styled-page.ts';
import {
  filtered,
  positionAfter,
  timeline,
  type IdFilter,
  type Sequence,
  type Timeline,
} from './timeline.ts';
import type { Turn } from './turn.ts';
import type { View } from './view.ts';

interface Prepared {
  readonly effects: readonly ({ readonly tag: Fault['_tag'] } & Effect)[];
  readonly timeline: Timeline;
}

/** What follows from a configuration alone; remembered, because most callers ask many times with the same one. */
const prepared = new WeakMap<SimulatorConfig, Prepared>();
const prepare = (config: SimulatorConfig): Prepared => {
  const known = prepared.get(config);
  if (known !== undefined) return known;
  const made: Prepared = {
    effects: config.faults.map((fault) => ({ tag: fault._tag, ...effectOf(fault) })),
    timeline: timeline(config.records, mutationsOf(config.faults)),
  };
  prepared.set(config, made);
  return made;
};

/** The data of this partner over its page requests; a pure function of the configuration. */
export const timelineOf = (config: SimulatorConfig): Timeline => prepare(config).timeline;

const healthyAnswer = (config: SimulatorConfig, asked: AskedPage, turn: Turn, view: View): Simulated =>
  beyondAnswer(config, asked, view) ??
  (draw(config.seed, 'error', [asked.startAt, asked.count, turn.attempt]) < config.errorRate
    ? plainAnswer(500, { message: 'Intermittent error' })
    : styledPage(config, asked, view));

const delayOf = (config: SimulatorConfig, asked: AskedPage, turn: Turn): number => {
  const { minDelayMs, maxDelayMs, seed } = config;
  if (maxDelayMs === minDelayMs) return minDelayMs;
  const words = [asked.after ?? asked.startAt, asked.count, turn.attempt];
  return Math.round(minDelayMs + draw(seed, 'delay', words) * (maxDelayMs - minDelayMs));
};

const everyId: IdFilter = { gte: 0, lt: Infinity };

/** The page with its position, which the id of a cursor has only in this sequence; undefined if there is no such id. */
const located = (asked: AskedPage, sequence: Sequence): AskedPage | undefined => {
  if (asked.after === undefined || asked.after === beforeAll) return asked;
  const startAt = positionAfter(sequence, asked.after, asked.filter ?? everyId);
  return startAt === undefined ? undefined : { ...asked, startAt };
};

const viewOf = (config: SimulatorConfig, asked: AskedPage, everything: Sequence): View => {
  const sequence = asked.filter === undefined ? everything : filtered(everything, asked.filter);
  // A page number says how large its pages are; other styles say how large they may be.
  const statedPageSize = config.style === 'page' ? (asked.statedCount ?? asked.count) : config.maxPageSize;
  return { sequence, statedTotal: sequence.total, statedPageSize };
};

const admitted = (
  config: SimulatorConfig,
  asked: AskedPage,
  turn: Turn,
  touched: Fault['_tag'][],
): Simulated => {
  const { effects, timeline: data } = prepare(config);
  const everything = data.at(turn.number);
  const page = located(asked, everything);
  if (page === undefined) return plainAnswer(400, { message: 'There is no such record to start after' });
  let view = viewOf(config, page, everything);
  for (const { tag, onView } of effects) {
    const next = onView?.(view, page, turn) ?? view;
    if (next !== view) touched.push(tag);
    view = next;
  }
  let answer = healthyAnswer(config, page, turn, view);
  for (const { tag, onAnswer } of effects) {
    const next = onAnswer?.(answer, page, turn) ?? answer;
    if (next !== answer) touched.push(tag);
    answer = next;
  }
  return answer;
};

const refusedAtEntry = (
  config: SimulatorConfig,
  asked: AskedPage,
  turn: Turn,
  touched: Fault['_tag'][],
): Simulated | undefined => {
  const refusal = bearerRefusal(config, asked.headers, turn);
  if (refusal !== undefined) return refusal;
  for (const { tag, onEntry } of prepare(config).effects) {
    const refused = onEntry?.(asked, turn);
    if (refused !== undefined) {
      touched.push(tag);
      return refused;
    }
  }
  return undefined;
};

const answerPage = (config: SimulatorConfig, wanted: AskedPage, turn: Turn): Simulated => {
  const touched: Fault['_tag'][] = [];
  let asked = wanted;
  for (const { tag, onAsked } of prepare(config).effects) {
    const next = onAsked?.(asked) ?? asked;
    if (next !== asked) touched.push(tag);
    asked = next;
  }
  const made = refusedAtEntry(config, asked, turn, touched) ?? admitted(config, asked, turn, touched);
  return { ...made, delayMs: delayOf(config, asked, turn), faults: touched };
};

/** The answer to what has been read already; see {@link respond}. */
export const answer = (config: SimulatorConfig, asked: Asked, turn: Turn): Simulated => {
  switch (asked._tag) {
    case 'Page':
      return answerPage(config, asked, turn);
    case 'BadPlace':
      return plainAnswer(400, { message: asked.message });
    case 'Health':
      return plainAnswer(200, { status: 'ok' });
    case 'Token':
      return tokenAnswer(config, asked, turn);
    case 'WrongMethod':
      return plainAnswer(405, { message: `Only ${asked.allow} is allowed` }, { allow: asked.allow });
    case 'Log':
    case 'UnknownPath':
      return plainAnswer(404, { message: 'Not found' });
  }
};

/**
 * The answer to one request, as data.
 * @param request method, url (path and query), headers and body as far as they matter, and the turn; a caller without
 * memory passes number 1 and attempt 1.
 * @example respond(config, { method: 'GET', url: '/payload?startAt=300', number: 1, attempt: 1, nowMs: 0 }).status
 */
export const respond = (config: SimulatorConfig, request: Incoming & Turn): Simulated =>
  answer(config, readRequest(config, request), request);
