// From a method and a url to what is asked. Nothing is answered here.

/** What a request asks for; only a Page meets errors, delays and faults. */
export type Asked =
  | { readonly _tag: 'Page'; readonly startAt: number; readonly count: number }
  | { readonly _tag: 'BadPlace'; readonly message: string }
  | { readonly _tag: 'Health' }
  | { readonly _tag: 'Log'; readonly entries: number }
  | { readonly _tag: 'WrongMethod' }
  | { readonly _tag: 'UnknownPath' };

export type AskedPage = Extract<Asked, { readonly _tag: 'Page' }>;

/** Digits only: Number() would take '', ' 7', '1e3' and '0x10'. */
const wholeNumber = (text: string): number | undefined => {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) ? value : undefined;
};

const readPlace = (maxPageSize: number, query: URLSearchParams): Asked => {
  const startAt = wholeNumber(query.get('startAt') ?? '0');
  if (startAt === undefined)
    return { _tag: 'BadPlace', message: 'startAt must be a whole number, 0 or greater' };
  const count = wholeNumber(query.get('count') ?? String(maxPageSize));
  if (count === undefined || count === 0)
    return { _tag: 'BadPlace', message: 'count must be a whole number, 1 or greater' };
  return { _tag: 'Page', startAt, count: Math.min(count, maxPageSize) };
};

/**
 * @param url the request target: path and query, as in `/payload?startAt=300&count=100`
 * @returns a Page whose count is never above maxPageSize, or why it is none.
 */
export const readRequest = (maxPageSize: number, method: string, url: string): Asked => {
  const mark = url.indexOf('?');
  const path = mark === -1 ? url : url.slice(0, mark);
  if (path !== '/payload' && path !== '/health' && path !== '/_log') return { _tag: 'UnknownPath' };
  if (method !== 'GET') return { _tag: 'WrongMethod' };
  if (path === '/health') return { _tag: 'Health' };
  const query = new URLSearchParams(mark === -1 ? '' : url.slice(mark + 1));
  if (path === '/_log') return { _tag: 'Log', entries: wholeNumber(query.get('entries') ?? '0') ?? 0 };
  return readPlace(maxPageSize, query);
};
