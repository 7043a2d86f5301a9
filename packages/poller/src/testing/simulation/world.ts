// From a seed to a world: a partner with its style, its data and its faults, a request, and how often the home breaks down.
// The same seed is the same world, in every version of Node: nothing here asks for chance or time.
import { checkConfig, type Fault, type SimulatorConfig, type Style } from '@api-poller/external-sim';
import { seeded } from '../seeded.ts';

export interface World {
  readonly seed: number;
  readonly config: SimulatorConfig;
  /** A job request, as a user would give it. */
  readonly request: Readonly<Record<string, unknown>>;
  readonly brokenShare: number;
  readonly mostLatencyMs: number;
  /** After so many calls of ports the process ends, each time. */
  readonly crashesAt: ReadonlyArray<number>;
  /** Share of calls of stores that fail: half of them before anything was written, half after. */
  readonly storeFailures: number;
  readonly processingFailures: number;
  /** For the home's own dice. */
  readonly random: () => number;
}

/** Dice with names for what they are thrown for. */
export const diceOf = (random: () => number) => ({
  random,
  /** A whole number, both ends included. */
  from: (least: number, most: number): number => least + Math.floor(random() * (most - least + 1)),
  chance: (share: number): boolean => random() < share,
  one: <A>(...options: readonly [A, ...A[]]): A =>
    options[Math.floor(random() * options.length)] ?? options[0],
});

type Dice = ReturnType<typeof diceOf>;

const stylesOf = (dice: Dice): Partial<SimulatorConfig> & { readonly style: Style } => {
  const style = dice.one<Style>(
    'offset',
    'offset',
    'offset',
    'page',
    'page',
    'cursor',
    'next-url',
    'link',
    'keyset',
    'single',
  );
  return {
    style,
    firstPage: style === 'page' || style === 'link' ? dice.one<0 | 1>(0, 1) : 1,
    beyond: dice.one<'404' | 'empty'>('404', 'empty'),
    nextStyle: dice.one<'offset' | 'opaque'>('offset', 'opaque'),
    totalHeader: dice.one<'x-total-count' | 'content-range' | null>('x-total-count', 'content-range', null),
    statesLast: dice.chance(0.5),
    singleAs: dice.one<'array' | 'object'>('array', 'object'),
    ids: style === 'keyset' || dice.chance(0.9),
  };
};

/**
 * Changes of the data. Several changes stand at the ends of the list only: rows that come and go in its middle, one for one,
 * cannot be seen through offsets (see the explanation of the verdict), and a test must not ask for it.
 */
const mutationsOf = (dice: Dice, records: number): ReadonlyArray<Fault> => {
  const atRequest = (): number => dice.from(0, 20);
  const by = (): number => dice.from(1, 5);
  const anyOne = (): Fault =>
    dice.one<() => Fault>(
      () => ({ _tag: 'grow', atRequest: atRequest(), by: dice.from(1, 40) }),
      () => ({ _tag: 'insertAtHead', atRequest: atRequest(), by: by() }),
      () => ({ _tag: 'deleteAtHead', atRequest: atRequest(), by: by() }),
      () => ({ _tag: 'insertAt', index: dice.from(0, records), atRequest: atRequest(), by: by() }),
      () => ({ _tag: 'deleteAt', index: dice.from(0, records), atRequest: atRequest(), by: by() }),
    )();
  const atEnds = (): Fault =>
    dice.one<() => Fault>(
      () => ({ _tag: 'grow', atRequest: atRequest(), by: by() }),
      () => ({ _tag: 'insertAtHead', atRequest: atRequest(), by: by() }),
      () => ({ _tag: 'deleteAtHead', atRequest: atRequest(), by: by() }),
    )();
  const kind = dice.random();
  if (kind < 0.5) return [];
  return kind < 0.8 ? [anyOne()] : [atEnds(), atEnds()];
};

const faultAt = (dice: Dice, records: number, pageSize: number, style: Style): Fault => {
  // A place where a page begins, mostly; sometimes the last, sometimes behind the end.
  const startAt = dice.from(0, Math.ceil(records / pageSize)) * pageSize;
  const times = dice.one<{ readonly times?: number }>({ times: 1 }, { times: 2 }, { times: 3 }, {});
  // What a chain leaves out without a word, and of which no total tells, nobody can miss; a list in one piece likewise.
  const isPlaced = style === 'offset' || style === 'page';
  const lessOf = (fault: Fault): Fault => (isPlaced ? fault : { _tag: 'resetMidBody', startAt, times: 1 });
  const chained = style === 'cursor' || style === 'keyset' || style === 'next-url' || style === 'link';
  return dice.one<() => Fault>(
    () => ({ _tag: 'alwaysFail', startAt, status: dice.one(500, 503, 404, 400, 403), ...times }),
    // For ever it would take a quarter of an hour, and with a store that fails now and then, for ever.
    () => ({ _tag: 'alwaysFail', startAt, status: 429, times: dice.from(1, 5) }),
    () => ({
      _tag: 'throttle',
      everyNth: dice.from(2, 9),
      hint: dice.one('none', 'seconds', 'http-date', 'ratelimit'),
      seconds: dice.from(1, 90),
    }),
    () => ({
      _tag: 'throttle',
      firstN: dice.from(1, 4),
      hint: 'x-ratelimit-reset-epoch',
      seconds: 5,
      status: 503,
    }),
    () =>
      lessOf({ _tag: 'shortPage', startAt: startAt + pageSize, missing: dice.from(1, pageSize), ...times }),
    () => ({
      _tag: 'totalOverride',
      ...dice.one<{ readonly total?: number | string | null }>(
        {},
        { total: 0 },
        { total: 'many' },
        { total: null },
        { total: records + dice.from(1, 30) },
        { total: Math.max(0, records - dice.from(1, 30)) },
      ),
    }),
    () => ({
      _tag: 'pageSizeOverride',
      ...dice.one<{ readonly pageSize?: number | string | null }>(
        {},
        { pageSize: 0 },
        { pageSize: 1_000 },
        { pageSize: 'x' },
      ),
    }),
    () =>
      style === 'single'
        ? { _tag: 'truncatedJson', startAt: 0, ...times }
        : { _tag: 'capPage', to: dice.from(1, pageSize) },
    () => ({ _tag: 'truncatedJson', startAt, ...times }),
    () => ({ _tag: 'resetMidBody', startAt, ...times }),
    () => ({ _tag: 'neverAnswer', startAt, ...times }),
    () => ({ _tag: 'errorAs200', startAt, ...times }),
    () => ({ _tag: 'text200', startAt, ...times }),
    () =>
      lessOf({
        _tag: 'repeatRecords',
        startAt,
        from: dice.from(0, records),
        count: dice.from(1, 3),
        ...times,
      }),
    () => ({
      _tag: 'offsetWall',
      beyond: dice.from(1, records + pageSize),
      status: dice.one(400, 403, 404, 422),
    }),
    () =>
      chained
        ? { _tag: 'cursorLoop', after: dice.from(0, 4), period: dice.from(0, 3) }
        : { _tag: 'alwaysFail', startAt, status: 500 },
  )();
};

const requestOf = (
  dice: Dice,
  { style, firstPage, singleAs, totalHeader }: SimulatorConfig,
): Readonly<Record<string, unknown>> => {
  const limits = { concurrency: dice.from(1, 8), attempts: dice.from(2, 6) };
  const rate = dice.chance(0.2) ? { requestsPerSecond: dice.from(1, 50), burst: dice.from(1, 5) } : {};
  const explicit: Partial<Record<Style, object>> = {
    offset: { kind: 'offset' },
    page: { kind: 'page', total: 'total', pages: 'total_pages', firstPage },
    cursor: { kind: 'cursor' },
    keyset: { kind: 'keyset' },
    'next-url': { kind: 'next-url', total: 'count' },
    link: { kind: 'link', identity: 'id', total: totalHeader === null ? null : `header:${totalHeader}` },
    single: { kind: 'single', records: singleAs === 'array' ? '$' : 'data' },
  };
  const pagination = dice.chance(0.4) ? explicit[style] : undefined;
  return {
    url: 'http://partner.example/payload',
    limits: { ...limits, ...rate },
    processor: { kind: 'ndjson' },
    ...(pagination === undefined
      ? {}
      : { pagination: { ...pagination, ...(dice.chance(0.5) ? { recordsPerPage: dice.from(1, 60) } : {}) } }),
  };
};

/**
 * Without any mischief a job must be COMPLETE. A list in one piece is taken for the whole only when the request says so: nothing
 * in the answer tells it from one that was cut.
 */
export const isQuiet = ({ config, request, brokenShare, processingFailures }: World): boolean =>
  (config.style !== 'single' || 'pagination' in request) &&
  config.faults.length === 0 &&
  config.errorRate === 0 &&
  brokenShare === 0 &&
  processingFailures === 0;

/**
 * A chain of places without a total, which the request insists on, and rows that come and go in its middle: nothing that the
 * partner says tells of them.
 */
const isBlind = (
  { style, nextStyle, totalHeader, faults }: SimulatorConfig,
  request: World['request'],
): boolean =>
  ((style === 'next-url' && nextStyle === 'offset') || style === 'link') &&
  'pagination' in request &&
  ((style === 'link' && totalHeader === null) || faults.some(({ _tag }) => _tag === 'totalOverride')) &&
  faults.some(({ _tag }) => _tag === 'insertAt' || _tag === 'deleteAt');

/**
 * What a partner neither serves nor tells of is missed by nobody: a last page that is answered empty where no total is stated, in
 * pages so small that no other size can show it; and a place from which on everything is refused, just where a wrong total says
 * that the list ends.
 */
const isHidden = ({ records, maxPageSize, faults }: SimulatorConfig, request: World['request']): boolean => {
  const { recordsPerPage = maxPageSize } = (request['pagination'] ?? {}) as Readonly<Record<string, number>>;
  const untold = faults.find((fault) => fault._tag === 'totalOverride');
  if (untold === undefined) return false;
  const { total } = untold;
  const caps = faults.map((fault) => (fault._tag === 'capPage' ? fault.to : maxPageSize));
  const smallest = Math.min(recordsPerPage, ...caps);
  return faults.some(
    (fault) =>
      (fault._tag === 'shortPage' && smallest <= 2 && fault.missing >= records - fault.startAt) ||
      (fault._tag === 'offsetWall' &&
        typeof total === 'number' &&
        Math.abs(fault.beyond - total) <= maxPageSize),
  );
};

/**
 * A process that ends loses the turns that its workers had taken. Where all of them wait seconds for theirs, and a store fails more
 * often than that, the job comes forward by no more than luck.
 */
const outrunsItsTurns = ({ limits }: World['request']): boolean => {
  const { concurrency, requestsPerSecond } = limits as Readonly<Record<string, number>>;
  return requestsPerSecond !== undefined && (concurrency ?? 1) > requestsPerSecond;
};

const worldOnce = (seed: number, random: () => number): World | null => {
  const dice = diceOf(random);
  const records = dice.one(0, 1, dice.from(2, 60), dice.from(2, 60), dice.from(60, 300));
  const maxPageSize = dice.one(1, dice.from(2, 10), dice.from(5, 30), dice.from(20, 60));
  const { style, ...how } = stylesOf(dice);
  const mutations = mutationsOf(dice, records);
  const faults = Array.from({ length: dice.one(0, 0, 0, 1, 1, 2) }, () =>
    faultAt(dice, records, maxPageSize, style),
  );
  // A small page size in a large list would only make the run long.
  const size = Math.max(maxPageSize, Math.ceil(records / 40));
  const checked = checkConfig({
    ...how,
    style,
    records,
    maxPageSize: size,
    seed,
    errorRate: dice.one(0, 0, 0, 0.1, 0.5),
    minDelayMs: 0,
    maxDelayMs: 0,
    defaultPageSize: dice.chance(0.3) ? dice.from(1, size) : null,
    faults: [...mutations, ...faults],
  });
  if (!checked.ok) return null;
  const request = requestOf(dice, checked.value);
  // An engine looks at its queue ten times a second: through waits of a minute a store that fails now and then ends it each time.
  const longWaits = faults.some((fault) => fault._tag === 'throttle' && fault.seconds > 10);
  const tooSlow = outrunsItsTurns(request);
  if (isBlind(checked.value, request) || isHidden(checked.value, request)) return null;
  return {
    seed,
    config: checked.value,
    request,
    brokenShare: dice.one(0, 0, 0, 0.1, 0.3),
    mostLatencyMs: dice.one(0, 50, 500),
    crashesAt: Array.from({ length: dice.one(0, 0, 0, 1, 2, 4) }, () => dice.from(1, 200)),
    storeFailures: longWaits || tooSlow ? 0 : dice.one(0, 0, 0, 0, 0.01),
    processingFailures: dice.one(0, 0, 0, 0.05),
    random,
  };
};

export const worldOf = (seed: number): World => {
  const random = seeded(seed);
  // Some throws give a partner that makes no sense, such as a fault of another style.
  for (;;) {
    const world = worldOnce(seed, random);
    if (world !== null) return world;
  }
};
