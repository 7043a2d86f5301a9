// Rendered pages, so that a page asked for again costs no rendering. Bounded by bytes, least recently used go first.
import { renderPage, type Page } from '../partner/page.ts';

export interface PageCache {
  readonly rendered: (page: Page) => Buffer;
  readonly bytes: () => number;
}

/** 64 MB hold about 9,000 pages of 100 records: all of a job of 900,000; far less than what a test machine has. */
const defaultCapacityBytes = 64 * 1024 * 1024;

const keyOf = (page: Page): string => {
  const plain = `${page.from}/${page.count}/${typeof page.statedTotal}${page.statedTotal}/${typeof page.statedPageSize}${page.statedPageSize}`;
  return page.ids === undefined && page.shape === undefined
    ? plain
    : `${plain}/${JSON.stringify([page.ids, page.shape])}`;
};

export const pageCache = (capacityBytes = defaultCapacityBytes): PageCache => {
  const pages = new Map<string, Buffer>();
  let bytes = 0;

  const forgetOldest = (): void => {
    const oldest = pages.entries().next();
    if (oldest.done === true) return;
    const [key, body] = oldest.value;
    pages.delete(key);
    bytes -= body.length;
  };

  return {
    rendered: (page) => {
      const key = keyOf(page);
      const known = pages.get(key);
      if (known !== undefined) {
        // Put at the end again: a Map keeps its keys in the order in which they came.
        pages.delete(key);
        pages.set(key, known);
        return known;
      }
      const body = Buffer.from(renderPage(page), 'latin1');
      if (body.length > capacityBytes) return body;
      pages.set(key, body);
      bytes += body.length;
      while (bytes > capacityBytes) forgetOldest();
      return body;
    },
    bytes: () => bytes,
  };
};
