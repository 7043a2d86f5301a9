// Where a page leads: positions, cursors and urls of the pages around it, and the loop that a fault may make of them.
import type { SimulatorConfig } from '../config/simulator-config.ts';
import { beforeAll, writeCursor } from './cursor.ts';
import type { AskedPage } from './asked.ts';
import { idsFrom } from './timeline.ts';
import type { View } from './view.ts';

/** Which page this is: 0 is the first. */
export const stepOf = ({ startAt, count }: AskedPage): number => Math.floor(startAt / count);

/** The position of the first record of the next page; null on the last. */
export const nextPosition = (asked: AskedPage, view: View): number | null => {
  const { startAt, count } = asked;
  if (view.loop !== undefined && stepOf(asked) >= view.loop.after)
    return Math.max(0, startAt - view.loop.period * count);
  return startAt + count < view.sequence.total ? startAt + count : null;
};

/** The first record that a keyset page shows: where no cursor can lead back, the partner itself goes back. */
export const shownPosition = (asked: AskedPage, view: View): number => {
  const { startAt, count } = asked;
  if (view.loop === undefined || stepOf(asked) <= view.loop.after) return startAt;
  return Math.max(0, startAt - (view.loop.period + 1) * count);
};

export const cursorAt = (config: SimulatorConfig, view: View, position: number): string =>
  writeCursor(
    config.seed,
    position === 0 ? beforeAll : (idsFrom(view.sequence, position - 1, 1)[0]?.from ?? beforeAll),
  );

const urlWith = (
  config: SimulatorConfig,
  asked: AskedPage,
  changes: Readonly<Record<string, string>>,
): string => {
  const query = new URLSearchParams(asked.query);
  // A key never comes back in a link, whoever asked with it.
  for (const fault of config.faults) if (fault._tag === 'requireQuery') query.delete(fault.name);
  for (const [name, value] of Object.entries(changes)) query.set(name, value);
  const host = asked.headers?.['host'];
  return `http://${typeof host === 'string' ? host : 'partner.example'}/payload?${query.toString()}`;
};

const statedCount = ({ count, statedCount: stated }: AskedPage): string => String(stated ?? count);

/** Style next-url: the absolute url of the page at this position. */
export const urlOf = (config: SimulatorConfig, asked: AskedPage, view: View, position: number): string =>
  urlWith(
    config,
    asked,
    config.nextStyle === 'opaque'
      ? { limit: statedCount(asked), cursor: cursorAt(config, view, position) }
      : { limit: statedCount(asked), offset: String(position) },
  );

/** Style link: the absolute url of the n-th page, 0 being the first. */
export const urlOfPage = (config: SimulatorConfig, asked: AskedPage, step: number): string =>
  urlWith(config, asked, { page: String(step + config.firstPage), per_page: statedCount(asked) });
