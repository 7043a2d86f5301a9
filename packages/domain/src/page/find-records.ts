// Where the records of a parsed body may stand: candidates, likeliest first. It proposes; whoever plans decides, and says why.
import { compilePath } from './record-path.ts';

export interface RecordsFound {
  /** For `readBody`: a field's name or a JSONPath. */
  readonly path: string;
  readonly count: number;
}

/** Names that APIs give to their list of records, the most telling first. */
const KNOWN_NAMES: ReadonlyArray<string> = [
  'data',
  'items',
  'results',
  'records',
  'rows',
  'value',
  'values',
  'entries',
  'payload',
  'content',
  'list',
  'objects',
  'hits',
  'documents',
  'docs',
  'result',
  'elements',
  'members',
  'resources',
  'nodes',
  'edges',
  'entry',
];
/** Lists that stand beside records and never are them. */
const NEVER: ReadonlySet<string> = new Set(['errors', 'warnings', 'links', '_links', 'messages', 'facets']);

/** {"response":{"data":{"items":[…]}}} is as deep as APIs were seen to hide their records. */
const MOST_LEVELS = 3;
/** More than this is a body that is keyed by ids; nobody reads more proposals. */
const MOST_CANDIDATES = 20;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

interface Candidate extends RecordsFound {
  /** 0 a known name, 1 an array of objects, 2 an empty array of another name. */
  readonly kind: number;
  readonly level: number;
  readonly nameRank: number;
}

const pathOf = (names: ReadonlyArray<string>): string => {
  const [only, ...more] = names;
  if (only !== undefined && more.length === 0 && compilePath(only)?._tag === 'Names' && !only.startsWith('$'))
    return only;
  return names.reduce(
    (path, name) =>
      /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? `${path}.${name}` : `${path}[${JSON.stringify(name)}]`,
    '$',
  );
};

const candidateOf = (names: ReadonlyArray<string>, values: ReadonlyArray<unknown>): Candidate | null => {
  const name = names.at(-1)?.toLowerCase() ?? '';
  if (NEVER.has(name)) return null;
  const rank = KNOWN_NAMES.indexOf(name);
  const nameRank = rank < 0 ? KNOWN_NAMES.length : rank;
  const found = { path: pathOf(names), count: values.length, level: names.length, nameRank };
  if (rank >= 0) return { ...found, kind: 0 };
  if (values.length === 0) return { ...found, kind: 2 };
  return values.every(isObject) ? { ...found, kind: 1 } : null;
};

const collect = (
  object: Readonly<Record<string, unknown>>,
  above: ReadonlyArray<string>,
): ReadonlyArray<Candidate> =>
  Object.entries(object).flatMap(([name, value]) => {
    const names = [...above, name];
    if (Array.isArray(value)) {
      const candidate = candidateOf(names, value);
      return candidate === null ? [] : [candidate];
    }
    return isObject(value) && names.length < MOST_LEVELS ? collect(value, names) : [];
  });

/** Known names first, then lists of objects, then empty lists; nearer to the root before deeper, filled before empty. */
const byLikelihood = (a: Candidate, b: Candidate): number =>
  a.kind - b.kind ||
  a.level - b.level ||
  Number(a.count === 0) - Number(b.count === 0) ||
  a.nameRank - b.nameRank ||
  b.count - a.count;

/**
 * @param document a parsed body
 * @returns at most 20 candidates, likeliest first; the whole body, "$", where it is an array
 * @example findRecords({ meta: {}, items: [{ id: 1 }] }) // [{ path: 'items', count: 1 }]
 */
export const findRecords = (document: unknown): ReadonlyArray<RecordsFound> => {
  if (Array.isArray(document)) return [{ path: '$', count: document.length }];
  if (!isObject(document)) return [];
  return collect(document, [])
    .toSorted(byLikelihood)
    .slice(0, MOST_CANDIDATES)
    .map(({ path, count }) => ({ path, count }));
};
