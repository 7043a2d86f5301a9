// A page in the partner's style: which records it holds, what stands around them, and how it leads to the next one.
// Nothing goes wrong here but what a view says.
import { defaultNames, namesOf, type Format } from '../config/style-config.ts';
import type { SimulatorConfig } from '../config/simulator-config.ts';
import { linkHeader, type Link } from './link-header.ts';
import { nextPosition, shownPosition, stepOf, urlOf, urlOfPage, cursorAt } from './next.ts';
import type { Page, Stated } from './page.ts';
import { writings } from './record.ts';
import type { AskedPage } from './asked.ts';
import { jsonHeaders, pageAnswer, plainAnswer, type Simulated } from './simulated.ts';
import { firstOf, idsFrom, type IdRange } from './timeline.ts';
import type { View } from './view.ts';

const idsShown = (view: View, from: number, count: number): readonly IdRange[] => {
  const ids = idsFrom(view.sequence, from, count);
  if (view.repeat === undefined) return ids;
  const here = ids.reduce((sum, range) => sum + range.count, 0);
  const again = idsFrom(view.sequence, view.repeat.from, Math.min(view.repeat.count, here));
  const repeated = again.reduce((sum, range) => sum + range.count, 0);
  return [...firstOf(ids, here - repeated), ...again];
};

/** Text before and after the records; without it, the body is written as it has always been. */
interface Around {
  readonly open: string;
  readonly close: string;
  readonly format?: Format;
}

const pageOf = (
  config: SimulatorConfig,
  asked: AskedPage,
  view: View,
  around?: Around,
  from = asked.startAt,
): Page => {
  const ids = idsShown(view, from, asked.count);
  const count = ids.reduce((sum, range) => sum + range.count, 0);
  const arePositions = ids.length === 0 || (ids.length === 1 && ids[0]?.from === from);
  return {
    from,
    count,
    ...(arePositions ? {} : { ids }),
    statedTotal: view.statedTotal,
    statedPageSize: view.statedPageSize,
    ...(around === undefined
      ? {}
      : {
          shape: {
            open: around.open,
            close: around.close,
            format: around.format ?? 'json',
            idKind: config.ids ? (config.bigIds ? 'big' : 'number') : 'none',
          },
        }),
  };
};

/** `{"a":1,"data":[`, or `{"data":[` when nothing is stated. */
const openWith = (stated: Readonly<Record<string, unknown>>, records: string): string => {
  const head = JSON.stringify(stated);
  return `${head === '{}' ? '{' : `${head.slice(0, -1)},`}${JSON.stringify(records)}:[`;
};
/** `],"next":null}`, or `]}` when nothing is stated. */
const closeWith = (stated: Readonly<Record<string, unknown>>): string => {
  const tail = JSON.stringify(stated);
  return tail === '{}' ? ']}' : `],${tail.slice(1)}`;
};

const isStated = (stated: Stated): stated is number | string => stated !== undefined && stated !== null;
const totalHeader = (name: string, total: Stated): Readonly<Record<string, string>> =>
  isStated(total) ? { [name]: String(total) } : {};

const offsetPage = (config: SimulatorConfig, asked: AskedPage, view: View): Simulated => {
  const { format } = config;
  if (format === 'json') {
    if (config.names === defaultNames && config.ids && !config.bigIds)
      return pageAnswer(pageOf(config, asked, view));
    const names = namesOf(config);
    const stated = {
      ...(names.pageSize === null ? {} : { [names.pageSize]: view.statedPageSize }),
      ...(names.total === null ? {} : { [names.total]: view.statedTotal }),
    };
    return pageAnswer(pageOf(config, asked, view, { open: openWith(stated, names.records), close: ']}' }));
  }
  const around: Readonly<Record<Exclude<Format, 'json'>, Around>> = {
    ndjson: { open: '', close: '', format },
    csv: { open: config.ids ? 'id,payload\r\n' : 'payload\r\n', close: '', format },
    xml: { open: '<?xml version="1.0" encoding="UTF-8"?>\n<records>', close: '</records>\n', format },
  };
  return pageAnswer(pageOf(config, asked, view, around[format]), {
    'content-type': writings[format].contentType,
    ...totalHeader('x-total-count', view.statedTotal),
  });
};

const numberedPage = (config: SimulatorConfig, asked: AskedPage, view: View): Simulated => {
  const { statedTotal } = view;
  const stated = {
    page: (asked.page ?? 0) + config.firstPage,
    per_page: view.statedPageSize,
    total: statedTotal,
    total_pages: typeof statedTotal === 'number' ? Math.ceil(statedTotal / asked.count) : statedTotal,
  };
  return pageAnswer(pageOf(config, asked, view, { open: openWith(stated, 'data'), close: ']}' }));
};

const cursorPage = (config: SimulatorConfig, asked: AskedPage, view: View): Simulated => {
  const next = nextPosition(asked, view);
  const cursor = next === null ? null : cursorAt(config, view, next);
  const inBody = config.cursorOut === 'body';
  const close = closeWith(inBody ? { next_cursor: cursor } : {});
  return pageAnswer(pageOf(config, asked, view, { open: '{"data":[', close }), {
    ...jsonHeaders,
    ...(inBody || cursor === null ? {} : { 'x-next-cursor': cursor }),
  });
};

const nextUrlPage = (config: SimulatorConfig, asked: AskedPage, view: View): Simulated => {
  const next = nextPosition(asked, view);
  const close = closeWith({
    count: view.statedTotal,
    next: view.nextTo ?? (next === null ? null : urlOf(config, asked, view, next)),
    previous:
      asked.startAt === 0 ? null : urlOf(config, asked, view, Math.max(0, asked.startAt - asked.count)),
  });
  return pageAnswer(pageOf(config, asked, view, { open: '{"results":[', close }));
};

const linkedPage = (config: SimulatorConfig, asked: AskedPage, view: View): Simulated => {
  const page = pageOf(config, asked, view, { open: '[', close: ']' });
  const next = nextPosition(asked, view);
  const [step, lastStep] = [stepOf(asked), Math.max(0, Math.ceil(view.sequence.total / asked.count) - 1)];
  const url = (to: number): string => urlOfPage(config, asked, to);
  const nextUrl = view.nextTo ?? (next === null ? undefined : url(Math.floor(next / asked.count)));
  const links: readonly Link[] = [
    ...(nextUrl === undefined ? [] : [{ rel: 'next' as const, url: nextUrl }]),
    ...(config.statesLast && step < lastStep ? [{ rel: 'last' as const, url: url(lastStep) }] : []),
    ...(step > 0
      ? [
          { rel: 'first' as const, url: url(0) },
          { rel: 'prev' as const, url: url(step - 1) },
        ]
      : []),
  ];
  // An absolute url stays one where the fault wants it so.
  const odd = view.nextTo !== undefined && config.oddLink === 'relative' ? null : config.oddLink;
  const link = linkHeader(links, odd);
  const span = page.count === 0 ? '*' : `${page.from}-${page.from + page.count - 1}`;
  const whole = isStated(view.statedTotal) ? String(view.statedTotal) : '*';
  return pageAnswer(page, {
    ...jsonHeaders,
    ...(link === undefined ? {} : { link }),
    ...(config.totalHeader === 'x-total-count' ? totalHeader('x-total-count', view.statedTotal) : {}),
    ...(config.totalHeader === 'content-range' ? { 'content-range': `items ${span}/${whole}` } : {}),
  });
};

const keysetPage = (config: SimulatorConfig, asked: AskedPage, view: View): Simulated => {
  const from = shownPosition(asked, view);
  const more = nextPosition({ ...asked, startAt: from }, view) !== null;
  const around = { open: '{"object":"list","data":[', close: closeWith({ has_more: more }) };
  return pageAnswer(pageOf(config, asked, view, around, from));
};

const wholePage = (config: SimulatorConfig, asked: AskedPage, view: View): Simulated =>
  pageAnswer(
    pageOf(
      config,
      asked,
      view,
      config.singleAs === 'array' ? { open: '[', close: ']' } : { open: '{"data":[', close: ']}' },
    ),
  );

/** The page that was asked for, whole and true but for what the view says. */
export const styledPage = (config: SimulatorConfig, asked: AskedPage, view: View): Simulated => {
  switch (config.style) {
    case 'offset':
    case 'range':
      return offsetPage(config, asked, view);
    case 'page':
      return numberedPage(config, asked, view);
    case 'cursor':
      return cursorPage(config, asked, view);
    case 'next-url':
      return nextUrlPage(config, asked, view);
    case 'link':
      return linkedPage(config, asked, view);
    case 'keyset':
      return keysetPage(config, asked, view);
    case 'single':
      return wholePage(config, asked, view);
  }
};

/** What a place behind the last record answers, where that is no empty page. */
export const beyondAnswer = (
  config: SimulatorConfig,
  asked: AskedPage,
  view: View,
): Simulated | undefined => {
  const { startAt, page = 0 } = asked;
  const { total } = view.sequence;
  if (startAt < total || startAt === 0) return undefined;
  if (config.style === 'offset' || config.style === 'range')
    return plainAnswer(400, {
      message: `${namesOf(config).startAt} ${startAt} is beyond the total of ${total} records`,
    });
  if (config.style === 'page' && config.beyond === '404')
    return plainAnswer(404, { message: `page ${page + config.firstPage} is beyond the last page` });
  return undefined;
};
