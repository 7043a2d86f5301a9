// Where records or a value stand in a parsed body: the name of a top-level field, or an RFC 9535 JSONPath that begins with "$".
// The query language itself is json-p3's; this decides what a path means for records.
import { JSONPathEnvironment, type JSONPathNode, type JSONPathQuery } from 'json-p3';
import { MOST_DEPTH } from './page-malformed.ts';

export type Location = ReadonlyArray<string | number>;

/**
 * `Names` and a singular `Query` lead to the one array that holds the records. Any other query ("$.groups[*].rows[*]") leads to
 * the records themselves; `prefix` is how far it is singular, and what must be there even when no record is.
 */
export type RecordPath =
  | { readonly _tag: 'Names'; readonly names: ReadonlyArray<string> }
  | {
      readonly _tag: 'Query';
      readonly query: JSONPathQuery;
      readonly singular: boolean;
      readonly prefix: Location;
    };

/** One more than a body may be deep, so that it is the body that is refused and not the walk. */
const environment = new JSONPathEnvironment({ maxRecursionDepth: MOST_DEPTH + 1 });

/** Field names as in every API seen so far are shorter than 100; a path of 500 names more levels than a body sensibly has. */
const MOST_NAME_LENGTH = 100;
const MOST_PATH_LENGTH = 500;

type Segment = JSONPathQuery['segments'][number];

/** The name or index that a segment selects; null when it may select more than one. */
export const stepOf = (segment: Segment): string | number | null => {
  const [selector, ...more] = segment.selectors;
  if (selector === undefined || more.length > 0 || isDescendant(segment)) return null;
  if ('name' in selector && typeof selector.name === 'string') return selector.name;
  if ('index' in selector && typeof selector.index === 'number') return selector.index;
  return null;
};

/** "..": json-p3 exports no class to test against, but writes it back in its normal form. */
export const isDescendant = (segment: Segment): boolean => segment.toString().startsWith('..');

const compile = (text: string): JSONPathQuery | null => {
  try {
    return environment.compile(text);
  } catch {
    return null;
  }
};

const isName = (text: string): boolean =>
  text.length >= 1 && text.length <= MOST_NAME_LENGTH && !text.startsWith('$');

/** The path that a text means; null when it is none. */
export const compilePath = (text: string): RecordPath | null => {
  if (isName(text)) return { _tag: 'Names', names: [text] };
  const query = text.startsWith('$') && text.length <= MOST_PATH_LENGTH ? compile(text) : null;
  if (query === null) return null;
  const steps = query.segments.map(stepOf);
  if (steps.every((step) => typeof step === 'string')) return { _tag: 'Names', names: steps };
  const singular = query.singularQuery();
  const firstOpen = steps.indexOf(null);
  const prefix = steps.slice(0, firstOpen < 0 ? steps.length : firstOpen).filter((step) => step !== null);
  return { _tag: 'Query', query, singular, prefix };
};

/** Whether a text is a field's name (1 to 100 characters, no "$" in front) or a JSONPath of at most 500 characters. */
export const isPath = (text: string): boolean => compilePath(text) !== null;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What stands at a location; undefined when nothing does. */
export const atLocation = (document: unknown, location: Location): unknown => {
  let value = document;
  for (const step of location) {
    if (typeof step === 'number') value = Array.isArray(value) ? value.at(step) : undefined;
    else value = isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }
  return value;
};

/** All that a query selects, in its order; null when the query could not be run over this document. */
export const nodesOf = (document: unknown, query: JSONPathQuery): ReadonlyArray<JSONPathNode> | null => {
  try {
    return query.query(document as Parameters<JSONPathQuery['query']>[0]).nodes;
  } catch {
    return null;
  }
};

/** @example valueAt({ meta: { total: 7 } }, '$.meta.total') // 7; undefined when there is nothing, or more than one value */
export const valueAt = (document: unknown, path: string): unknown => {
  const compiled = compilePath(path);
  if (compiled === null) return undefined;
  if (compiled._tag === 'Names') return atLocation(document, compiled.names);
  const nodes = nodesOf(document, compiled.query) ?? [];
  return nodes.length === 1 ? nodes[0]?.value : undefined;
};
