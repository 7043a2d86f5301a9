// Reads from the first answer how the partner may page: candidates, the likeliest first, each with what speaks for it.
// A pure reading; a candidate is verified by another request before anything is planned with it.
import { findIdentity } from '../fingerprint/identity.ts';
import { linkTo } from '../pagination/link-header.ts';
import { defaultsOf, type Pagination } from '../pagination/pagination.ts';
import { countOf, readSource } from '../pagination/source.ts';
import {
  BLIND_OFFSETS,
  BLIND_PAGES,
  COUNT_ECHOES,
  COUNT_PARAMETERS,
  CURSOR_FIELDS,
  MORE_FIELDS,
  NEXT_FIELDS,
  OFFSET_ECHOES,
  OFFSET_PARAMETERS,
  PAGE_ECHOES,
  PAGE_PARAMETERS,
  PAGES_SOURCES,
  TOTAL_SOURCES,
} from './conventions.ts';
import type { FirstAnswer } from './first-answer.ts';
import { nextWord } from './next-word.ts';

export interface Candidate {
  readonly pagination: Pagination;
  /** What speaks for it, for people: names, positions and counts, never a record. */
  readonly evidence: ReadonlyArray<string>;
  /** What it rests on: something in the answer, nothing but custom, or that nothing is left. */
  readonly by: 'signs' | 'custom' | 'default';
}

const shownSource = (
  first: FirstAnswer,
  sources: ReadonlyArray<string>,
  least: number,
): { readonly source: string; readonly count: number } | null => {
  for (const source of sources) {
    const count = countOf(readSource(source, first));
    if (count !== null && count >= least) return { source, count };
  }
  return null;
};

const firstEcho = (
  first: FirstAnswer,
  echoes: ReadonlyArray<readonly [string, string]>,
  fits: (value: unknown) => boolean,
): { readonly field: string; readonly parameter: string; readonly value: unknown } | null => {
  for (const [field, parameter] of echoes) {
    const value = readSource(field, first);
    if (fits(value)) return { field, parameter, value };
  }
  return null;
};

const lastName = (field: string): string => field.slice(field.lastIndexOf('.') + 1);

interface Setting {
  readonly first: FirstAnswer;
  readonly total: { readonly source: string; readonly count: number } | null;
  readonly pages: { readonly source: string; readonly count: number } | null;
  readonly count: string | null;
  readonly common: Pick<Pagination, 'records' | 'format' | 'identity' | 'total'>;
  readonly facts: ReadonlyArray<string>;
}

const AMBIGUOUS_TOTALS: ReadonlySet<string> = new Set(['count', 'items', '$.meta.count']);

const isUrlLike = (text: string): boolean => /^(https?:\/\/|\/|\?)/i.test(text);

interface NextUrl {
  readonly url: string;
  readonly source: string | null;
  readonly evidence: string;
}

const nextUrlOf = (first: FirstAnswer): NextUrl | null => {
  const linked = linkTo(first.headers['link'], 'next');
  if (linked !== null) return { url: linked, source: null, evidence: 'Link: rel=next is present' };
  for (const source of NEXT_FIELDS) {
    const value = readSource(source, first);
    if (typeof value === 'string' && isUrlLike(value) && URL.canParse(value, first.url))
      return { url: value, source, evidence: `"${source}" is the url of a next page` };
  }
  return null;
};

/** Query parameters of the next url that the asked one has not, or has with another value. */
const changedParameters = ({ asked, url }: FirstAnswer, next: string): ReadonlyMap<string, string> => {
  const before = new URL(asked).searchParams;
  const after = new URL(next, url).searchParams;
  return new Map([...after].filter(([name, value]) => before.get(name) !== value));
};

const countAmong = (parameters: ReadonlyMap<string, string>): string | null =>
  [...parameters.keys()].find((name) => COUNT_PARAMETERS.has(name)) ?? null;

const isNumber = (text: string): boolean => /^\d{1,15}$/.test(text);

const fromNextUrl = ({ first, pages, common, facts }: Setting, next: NextUrl): ReadonlyArray<Candidate> => {
  const changed = changedParameters(first, next.url);
  const inUrl = [...new URL(next.url, first.url).searchParams];
  const count = countAmong(changed) ?? countAmong(new Map(inUrl));
  const evidence = [...facts, next.evidence];
  const found: Candidate[] = [];
  for (const [name, value] of changed) {
    if (!isNumber(value)) continue;
    if (OFFSET_PARAMETERS.has(name) && Number(value) > 0)
      found.push({
        by: 'signs',
        evidence: [...evidence, `its "${name}" is a number`],
        pagination: { ...defaultsOf.offset, ...common, startAt: name, count, pageSize: null },
      });
    if (PAGE_PARAMETERS.has(name) && (value === '1' || value === '2')) {
      const last = linkTo(first.headers['link'], 'last');
      found.push({
        by: 'signs',
        evidence: [
          ...evidence,
          `its "${name}" is ${value}`,
          ...(last === null ? [] : ['Link: rel=last is present']),
        ],
        pagination: {
          ...defaultsOf.page,
          ...common,
          page: name,
          count,
          firstPage: value === '1' ? 0 : 1,
          pages: pages?.source ?? null,
        },
      });
    }
  }
  const chain: Pagination =
    next.source === null
      ? { ...defaultsOf.link, ...common, count: null }
      : { ...defaultsOf['next-url'], ...common, next: next.source, count: null };
  return [...found, { by: 'signs', evidence, pagination: chain }];
};

const fromTheOriginal = ({ first, common, facts }: Setting): ReadonlyArray<Candidate> =>
  readSource('totalRecords', first) !== undefined || readSource('maxRecordsPerPage', first) !== undefined
    ? [
        {
          by: 'signs',
          evidence: [...facts, '"maxRecordsPerPage" and "totalRecords" go with "startAt" and "count"'],
          pagination: { ...defaultsOf.offset, ...common, total: 'totalRecords' },
        },
      ]
    : [];

const fromEchoes = (setting: Setting): ReadonlyArray<Candidate> => {
  const { first, pages, count, common, facts } = setting;
  const found: Candidate[] = [];
  const offset = OFFSET_ECHOES.find((field) => readSource(field, first) === 0);
  if (offset !== undefined)
    found.push({
      by: 'signs',
      evidence: [...facts, `"${offset}" is 0`],
      pagination: {
        ...defaultsOf.offset,
        ...common,
        startAt: lastName(offset),
        count: count ?? 'limit',
        pageSize: null,
      },
    });
  const page = firstEcho(first, PAGE_ECHOES, (value) => value === 0 || value === 1);
  if (page !== null)
    found.push({
      by: 'signs',
      evidence: [...facts, `"${page.field}" is ${String(page.value)}`],
      pagination: {
        ...defaultsOf.page,
        ...common,
        page: page.parameter,
        count,
        firstPage: page.value === 0 ? 0 : 1,
        pages: pages?.source ?? null,
      },
    });
  return found;
};

const fromCursors = ({ first, count, common, facts }: Setting): ReadonlyArray<Candidate> => {
  const more = MORE_FIELDS.find((field) => typeof readSource(field, first) === 'boolean') ?? null;
  const found: Candidate[] = [];
  const token = firstEcho(
    first,
    CURSOR_FIELDS,
    (value) => typeof value === 'string' && value !== '' && !isUrlLike(value),
  );
  if (token !== null)
    for (const cursor of new Set([token.parameter, 'cursor', 'after', `_${token.parameter}`]))
      found.push({
        by: 'signs',
        evidence: [
          ...facts,
          `"${token.field}" holds a token`,
          ...(more === null ? [] : [`"${more}" is there`]),
        ],
        pagination: { ...defaultsOf.cursor, ...common, cursor, next: token.field, more, count },
      });
  if (more !== null && common.identity !== null)
    found.push({
      by: 'signs',
      evidence: [...facts, `"${more}" is there, and each record has "${common.identity}"`],
      pagination: { ...defaultsOf.keyset, ...common, key: common.identity, more, count: count ?? 'limit' },
    });
  return found;
};

/** A next url or cursor that is there and empty: the first page is the last. Should it lead on when it is read again, it is followed. */
const fromEnds = ({ first, count, common, facts }: Setting): ReadonlyArray<Candidate> => {
  const url = NEXT_FIELDS.find((field) => readSource(field, first) === null);
  const token = CURSOR_FIELDS.find(([field]) => readSource(field, first) === null);
  const candidate = (field: string, pagination: Pagination): Candidate => ({
    by: 'signs',
    evidence: [...facts, `by "${field}" there is no more`],
    pagination,
  });
  if (url !== undefined && (token === undefined || url === 'next'))
    return [candidate(url, { ...defaultsOf['next-url'], ...common, next: url, count: null })];
  return token === undefined
    ? []
    : [candidate(token[0], { ...defaultsOf.cursor, ...common, next: token[0], cursor: token[1], count })];
};

const blind = ({ common, facts }: Setting): ReadonlyArray<Candidate> => [
  ...BLIND_OFFSETS.map(([startAt, count]): Candidate => ({
    by: 'custom',
    evidence: [...facts, `nothing says how it pages; "${startAt}" was tried`],
    pagination: { ...defaultsOf.offset, ...common, startAt, count, pageSize: null },
  })),
  ...BLIND_PAGES.map(([page, count]): Candidate => ({
    by: 'custom',
    evidence: [...facts, `nothing says how it pages; "${page}" was tried`],
    pagination: { ...defaultsOf.page, ...common, page, count },
  })),
];

const single = (
  { common }: Setting,
  evidence: ReadonlyArray<string>,
  by: 'signs' | 'default',
): Candidate => ({
  by,
  evidence,
  pagination: { ...defaultsOf.single, ...common },
});

/**
 * Ways in which the partner may page, the likeliest first. The last one is always one that can be taken without a doubt
 * about the way itself: to follow what the answer links to, or to take the answer for the whole.
 */
export const detect = (first: FirstAnswer): ReadonlyArray<Candidate> => {
  const n = first.records.length;
  const next = nextUrlOf(first);
  // A count that is no more than this page's own says nothing of the whole while there is a next page.
  const total = shownSource(first, TOTAL_SOURCES, next === null ? n : n + 1);
  const pages = shownSource(first, PAGES_SOURCES, 1);
  const identity = findIdentity(first.records);
  const setting: Setting = {
    first,
    total,
    pages,
    count: firstEcho(first, COUNT_ECHOES, (value) => countOf(value) !== null)?.parameter ?? null,
    common: { records: first.path, format: first.format, identity, total: total?.source ?? null },
    facts: [
      `${n} records at "${first.path}"`,
      ...(total === null ? [] : [`"${total.source}" is ${total.count}`]),
      ...(pages === null ? [] : [`"${pages.source}" is ${pages.count}`]),
    ],
  };
  const original = fromTheOriginal(setting);
  const whole = single(
    setting,
    [...setting.facts, 'nothing says that there is more'],
    nextWord(first) === 'end' ? 'signs' : 'default',
  );
  if (original.length > 0) return [...original, whole];
  if (next !== null) return fromNextUrl(setting, next);
  // Some call the number of all records so, and others that of the page.
  const surely = total !== null && !AMBIGUOUS_TOTALS.has(total.source);
  const ends = fromEnds(setting);
  if (ends.length > 0) return ends;
  // Where it names places as well, the one behind the total can be asked for: the total may be that of the page.
  if (total !== null && total.count === n)
    return [
      ...fromEchoes(setting),
      single(
        setting,
        [...setting.facts, 'the answer holds as many as the total says'],
        surely ? 'signs' : 'default',
      ),
    ];
  const over = MORE_FIELDS.find((field) => readSource(field, first) === false);
  const hinted = [
    ...fromEchoes(setting),
    ...fromCursors(setting),
    ...(over === undefined
      ? []
      : [single(setting, [...setting.facts, `by "${over}" there is no more`], 'signs')]),
  ];
  // An empty answer has nothing by which a second request could be compared.
  return n === 0 ? [...hinted, whole] : [...hinted, ...blind(setting), whole];
};
