// The simulated partner's whole behaviour: what is configured, what is asked and whose turn it is give the answer.
// No clock, no chance, no memory: a transport counts the turns and tells the time.
import type { SimulatorConfig } from '../config/simulator-config.ts';
import type { Fault } from '../fault/fault.ts';
import { effectOf, type View } from '../fault/fault-effect.ts';
import { draw } from './draw.ts';
import { readRequest, type Asked, type AskedPage } from './request.ts';
import { pageAnswer, plainAnswer, type Simulated } from './simulated.ts';
import type { Turn } from './turn.ts';

const healthyAnswer = (config: SimulatorConfig, asked: AskedPage, turn: Turn, view: View): Simulated => {
  const { startAt, count } = asked;
  if (startAt >= view.total && !(startAt === 0 && view.total === 0)) {
    return plainAnswer(400, { message: `startAt ${startAt} is beyond the total of ${view.total} records` });
  }
  if (draw(config.seed, 'error', [startAt, count, turn.attempt]) < config.errorRate) {
    return plainAnswer(500, { message: 'Intermittent error' });
  }
  return pageAnswer({
    from: startAt,
    count: Math.min(count, view.total - startAt),
    statedTotal: view.statedTotal,
    statedPageSize: view.statedPageSize,
  });
};

const delayOf = (config: SimulatorConfig, asked: AskedPage, turn: Turn): number => {
  const { minDelayMs, maxDelayMs, seed } = config;
  if (maxDelayMs === minDelayMs) return minDelayMs;
  return Math.round(
    minDelayMs + draw(seed, 'delay', [asked.startAt, asked.count, turn.attempt]) * (maxDelayMs - minDelayMs),
  );
};

const answerPage = (config: SimulatorConfig, asked: AskedPage, turn: Turn): Simulated => {
  const touched: Fault['_tag'][] = [];
  const effects = config.faults.map((fault) => ({ tag: fault._tag, ...effectOf(fault) }));
  let view: View = { total: config.records, statedTotal: config.records, statedPageSize: config.maxPageSize };
  for (const { tag, onView } of effects) {
    const next = onView?.(view, asked, turn) ?? view;
    if (next !== view) touched.push(tag);
    view = next;
  }
  let answer = healthyAnswer(config, asked, turn, view);
  for (const { tag, onAnswer } of effects) {
    const next = onAnswer?.(answer, asked, turn) ?? answer;
    if (next !== answer) touched.push(tag);
    answer = next;
  }
  return { ...answer, delayMs: delayOf(config, asked, turn), faults: touched };
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
    case 'WrongMethod':
      return plainAnswer(405, { message: 'Only GET is allowed' }, { allow: 'GET' });
    case 'Log':
    case 'UnknownPath':
      return plainAnswer(404, { message: 'Not found' });
  }
};

/**
 * The answer to one request, as data.
 * @param request method, url (path and query) and the turn; a caller without memory passes number 1 and attempt 1.
 * @example respond(config, { method: 'GET', url: '/payload?startAt=300', number: 1, attempt: 1, nowMs: 0 }).status
 */
export const respond = (
  config: SimulatorConfig,
  request: { readonly method: string; readonly url: string } & Turn,
): Simulated => answer(config, readRequest(config.maxPageSize, request.method, request.url), request);
