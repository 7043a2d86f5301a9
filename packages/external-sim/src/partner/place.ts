// From a query to the place that is asked for, in each style's own words.
import { namesOf } from '../config/style-config.ts';
import type { SimulatorConfig } from '../config/simulator-config.ts';
import type { Asked, AskedPage, Incoming } from './asked.ts';
import { beforeAll, readCursor } from './cursor.ts';
import { firstBigId } from './record.ts';
import type { IdFilter } from './timeline.ts';
import { wholeNumber } from './whole-number.ts';

const bad = (message: string): Asked => ({ _tag: 'BadPlace', message });
const notWhole = (name: string, least: number): Asked =>
  bad(`${name} must be a whole number, ${least} or greater`);

/** Everything there is, in one page; still a number that can be added to. */
const everything = 2 ** 50;

type Place = Pick<AskedPage, 'startAt' | 'count' | 'after' | 'page'>;

/** What the parameters are, wherever they stand. */
type Parameters = (name: string) => string | null;

const pageSizeOf = (config: SimulatorConfig, name: string, parameters: Parameters): number | undefined => {
  const text = parameters(name);
  if (text === null) return config.defaultPageSize ?? config.maxPageSize;
  const count = wholeNumber(text);
  return count === 0 || count === undefined ? undefined : Math.min(count, config.maxPageSize);
};

const byOffset = (
  config: SimulatorConfig,
  parameters: Parameters,
  startAtName: string,
  countName: string,
): Place | Asked => {
  const startAt = wholeNumber(parameters(startAtName) ?? '0');
  if (startAt === undefined) return notWhole(startAtName, 0);
  const count = pageSizeOf(config, countName, parameters);
  return count === undefined ? notWhole(countName, 1) : { startAt, count };
};

const byPage = (config: SimulatorConfig, parameters: Parameters): Place | Asked => {
  const number = wholeNumber(parameters('page') ?? String(config.firstPage));
  if (number === undefined || number < config.firstPage) return notWhole('page', config.firstPage);
  const count = pageSizeOf(config, 'per_page', parameters);
  if (count === undefined) return notWhole('per_page', 1);
  const page = number - config.firstPage;
  const startAt = page * count;
  return Number.isSafeInteger(startAt) ? { startAt, count, page } : notWhole('page', config.firstPage);
};

const byCursor = (config: SimulatorConfig, parameters: Parameters): Place | Asked => {
  const count = pageSizeOf(config, 'limit', parameters);
  if (count === undefined) return notWhole('limit', 1);
  const text = parameters('cursor');
  const after = text === null ? beforeAll : readCursor(config.seed, text);
  return after === undefined ? bad('cursor is unknown') : { startAt: 0, count, after };
};

const idOf = (config: SimulatorConfig, text: string): number | undefined => {
  if (!config.bigIds) return wholeNumber(text);
  return /^\d+$/.test(text) ? wholeNumber(String(BigInt(text) - firstBigId)) : undefined;
};

const byKeyset = (config: SimulatorConfig, parameters: Parameters): Place | Asked => {
  const count = pageSizeOf(config, 'limit', parameters);
  if (count === undefined) return notWhole('limit', 1);
  const text = parameters('starting_after');
  const after = text === null ? beforeAll : idOf(config, text);
  return after === undefined
    ? bad('starting_after must be the id of a record')
    : { startAt: 0, count, after };
};

const placeIn = (config: SimulatorConfig, parameters: Parameters): Place | Asked => {
  switch (config.style) {
    case 'offset':
    case 'range': {
      const { startAt, count } = namesOf(config);
      return byOffset(config, parameters, startAt, count);
    }
    case 'page':
    case 'link':
      return byPage(config, parameters);
    case 'cursor':
      return byCursor(config, parameters);
    case 'next-url':
      return config.nextStyle === 'opaque'
        ? byCursor(config, parameters)
        : byOffset(config, parameters, 'offset', 'limit');
    case 'keyset':
      return byKeyset(config, parameters);
    case 'single':
      return { startAt: 0, count: everything };
  }
};

const filterIn = (parameters: Parameters): IdFilter | Asked | undefined => {
  const [gteText, ltText] = [parameters('created_gte'), parameters('created_lt')];
  if (gteText === null && ltText === null) return undefined;
  const [gte, lt] = [wholeNumber(gteText ?? '0'), ltText === null ? Infinity : wholeNumber(ltText)];
  if (gte === undefined) return notWhole('created_gte', 0);
  return lt === undefined ? notWhole('created_lt', 0) : { gte, lt };
};

/** The members of a JSON object as a query would hold them; undefined if the body is none. */
const jsonParameters = (body: string | undefined): Parameters | undefined => {
  try {
    const value: unknown = JSON.parse(body === undefined || body === '' ? '{}' : body);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const members = value as Readonly<Record<string, unknown>>;
    return (name) => {
      const member = Object.hasOwn(members, name) ? members[name] : null;
      if (member === null) return null;
      return typeof member === 'string' ? member : JSON.stringify(member);
    };
  } catch {
    return undefined;
  }
};

/** @returns a Page whose count is never above maxPageSize, or why it is none. */
export const readPlace = (config: SimulatorConfig, query: URLSearchParams, incoming: Incoming): Asked => {
  const parameters =
    incoming.method === 'POST' ? jsonParameters(incoming.body) : (name: string) => query.get(name);
  if (parameters === undefined) return bad('the body must be a JSON object');
  const place = placeIn(config, parameters);
  if ('_tag' in place) return place;
  const filter = config.filters ? filterIn(parameters) : undefined;
  if (filter !== undefined && '_tag' in filter) return filter;
  return {
    _tag: 'Page',
    ...place,
    ...(filter === undefined ? {} : { filter }),
    query,
    headers: incoming.headers,
  };
};
