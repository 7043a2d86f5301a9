// For specs: one question to a partner without delay and chance, and its answer as a client would read it.
import { defaultConfig, type SimulatorConfig } from '../config/simulator-config.ts';
import type { Incoming } from '../partner/asked.ts';
import { respond } from '../partner/respond.ts';
import { renderBody, type Simulated } from '../partner/simulated.ts';
import type { Turn } from '../partner/turn.ts';

export type Ask = Partial<Incoming & Turn>;

/** 250 records in pages of 100 unless told otherwise. */
export const partnerWith = (options: Partial<SimulatorConfig>): SimulatorConfig => ({
  ...defaultConfig,
  records: 250,
  errorRate: 0,
  maxDelayMs: 0,
  ...options,
});

export const ask = (config: SimulatorConfig, url: string, more: Ask = {}): Simulated =>
  respond(config, {
    method: 'GET',
    url,
    number: 1,
    attempt: 1,
    nowMs: 0,
    headers: { host: 'partner.example:8181' },
    ...more,
  });

/** The JSON of the body. */
export const bodyOf = (answer: Simulated): unknown => JSON.parse(renderBody(answer.body));

/** The ids of the records in the page, in their order; it may be an array or an object with one in it. */
export const idsIn = (answer: Simulated): readonly number[] => {
  const body = bodyOf(answer) as Readonly<Record<string, unknown>> | readonly unknown[];
  const records = Array.isArray(body)
    ? (body as readonly unknown[])
    : Object.values(body).find(Array.isArray);
  return (records as readonly { readonly id: number }[]).map(({ id }) => id);
};

/** `0-99`, or `250-269 0-79` for what does not stand in a row. */
export const runsIn = (answer: Simulated): string => {
  const runs: [number, number][] = [];
  for (const id of idsIn(answer)) {
    const last = runs.at(-1);
    if (last !== undefined && last[1] === id - 1) last[1] = id;
    else runs.push([id, id]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(' ');
};
