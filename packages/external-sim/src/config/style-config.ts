// How the partner pages and writes its records: the options that differ from one API to the next, and their checks.

export const styles = [
  'offset',
  'page',
  'cursor',
  'next-url',
  'link',
  'keyset',
  'single',
  // As offset; it says that the filters created_gte and created_lt are meant to be used.
  'range',
] as const;
export type Style = (typeof styles)[number];

export const oddLinks = [
  'unquoted',
  'extra-params',
  'several-rels',
  'upper-case',
  'relative',
  // All but the first in one header, with empty elements in the list.
  'all',
] as const;
export type OddLink = (typeof oddLinks)[number];

export const formats = ['json', 'ndjson', 'csv', 'xml'] as const;
export type Format = (typeof formats)[number];

/** What the offset style calls its parameters and fields; null: it does not state that one. */
export interface Names {
  readonly startAt: string;
  readonly count: string;
  readonly total: string | null;
  readonly pageSize: string | null;
  readonly records: string;
}

export const defaultNames: Names = {
  startAt: 'startAt',
  count: 'count',
  total: 'totalRecords',
  pageSize: 'maxRecordsPerPage',
  records: 'payload',
};

export interface StyleConfig {
  readonly style: Style;
  /** Styles offset and range. What is left out keeps its name. */
  readonly names: Partial<Names>;
  /** Records in a page when none are asked for; null: maxPageSize. */
  readonly defaultPageSize: number | null;
  /** Whether created_gte and created_lt choose records; a record's created time is its number. */
  readonly filters: boolean;
  /** Styles page and link: the number of the first page. */
  readonly firstPage: 0 | 1;
  /** Style page: what a page behind the last one answers. */
  readonly beyond: '404' | 'empty';
  /** Style cursor: in the query of a GET, or in the JSON body of a POST. */
  readonly cursorIn: 'query' | 'body';
  /** Style cursor: the next one is the member next_cursor, or the header x-next-cursor, absent on the last page. */
  readonly cursorOut: 'body' | 'header';
  /** Style next-url: what the next url carries. */
  readonly nextStyle: 'offset' | 'opaque';
  /** Style link: where the total is stated. */
  readonly totalHeader: 'x-total-count' | 'content-range' | null;
  /** Style link: whether rel="last" is given. */
  readonly statesLast: boolean;
  /** Style link: in which way the header is hard to read. */
  readonly oddLink: OddLink | null;
  /** Style single: a bare array, or an object that has it as `data`. */
  readonly singleAs: 'array' | 'object';
  /** Whether records have an id. */
  readonly ids: boolean;
  /** Ids are written as 9007199254740993 + n, which no double holds. */
  readonly bigIds: boolean;
  /** Styles offset and range: the content type of the body; the total is in x-total-count unless it is json. */
  readonly format: Format;
}

export const defaultStyle: StyleConfig = {
  style: 'offset',
  names: defaultNames,
  defaultPageSize: null,
  filters: true,
  firstPage: 1,
  beyond: '404',
  cursorIn: 'query',
  cursorOut: 'body',
  nextStyle: 'offset',
  totalHeader: 'x-total-count',
  statesLast: true,
  oddLink: null,
  singleAs: 'array',
  ids: true,
  bigIds: false,
  format: 'json',
};

/** The options that are one of a few values. */
export const styleChoices = {
  style: styles,
  filters: [true, false],
  firstPage: [0, 1],
  beyond: ['404', 'empty'],
  cursorIn: ['query', 'body'],
  cursorOut: ['body', 'header'],
  nextStyle: ['offset', 'opaque'],
  totalHeader: ['x-total-count', 'content-range', null],
  statesLast: [true, false],
  oddLink: [...oddLinks, null],
  singleAs: ['array', 'object'],
  ids: [true, false],
  bigIds: [true, false],
  format: formats,
} as const satisfies Readonly<Partial<Record<keyof StyleConfig, readonly unknown[]>>>;

const isName = (value: unknown): boolean => typeof value === 'string' && value !== '';

const nameProblems = (names: unknown): readonly string[] => {
  if (typeof names !== 'object' || names === null || Array.isArray(names))
    return [`names must be an object of ${Object.keys(defaultNames).join(', ')}`];
  return Object.entries(names).flatMap(([field, name]) => {
    if (!Object.hasOwn(defaultNames, field)) return [`names: there is no ${field}`];
    const mayBeNull = field === 'total' || field === 'pageSize';
    if (isName(name) || (mayBeNull && name === null)) return [];
    return [`names: ${field} must be text${mayBeNull ? ' or null' : ''}`];
  });
};

/** @returns each wrong field by name, and each that makes no sense in this style. */
export const styleProblems = (config: StyleConfig, maxPageSize: number): readonly string[] => {
  const { style, names, defaultPageSize, format, ids } = config;
  const isOffset = style === 'offset' || style === 'range';
  return [
    ...Object.entries<readonly unknown[]>(styleChoices).flatMap(([field, allowed]) =>
      allowed.includes(config[field as keyof StyleConfig])
        ? []
        : [`${field} must be one of ${allowed.map(String).join(', ')}`],
    ),
    ...nameProblems(names),
    ...(defaultPageSize === null ||
    (Number.isSafeInteger(defaultPageSize) && defaultPageSize >= 1 && defaultPageSize <= maxPageSize)
      ? []
      : ['defaultPageSize must be a whole number from 1 to maxPageSize']),
    ...(isOffset || names === defaultNames ? [] : ['names are for the styles offset and range']),
    ...(isOffset || format === 'json' ? [] : [`format ${format} is for the styles offset and range`]),
    ...(style === 'keyset' && !ids ? ['style keyset needs ids'] : []),
  ];
};

/** All names, those given over the defaults. */
export const namesOf = (config: StyleConfig): Names =>
  config.names === defaultNames ? defaultNames : { ...defaultNames, ...config.names };
