// How partners usually call the things of pagination. Names alone prove nothing: whatever is guessed from them is verified.

/** Fields that hold the url of the next page, or a token for it. */
export const NEXT_FIELDS = [
  'next',
  'next_url',
  'nextUrl',
  'next_page_url',
  'nextPageUrl',
  'next_page',
  'nextLink',
  "$['@odata.nextLink']",
  '$.links.next',
  '$.links.next.href',
  '$._links.next.href',
  '$._links.next',
  '$.paging.next',
  '$.pagination.next',
  '$.pagination.next_url',
  '$.pagination.links.next',
  '$.meta.next',
  '$.meta.next_url',
] as const;

/** Fields that hold a token, and the parameter that usually takes it. */
export const CURSOR_FIELDS: ReadonlyArray<readonly [field: string, parameter: string]> = [
  ['next_cursor', 'cursor'],
  ['nextCursor', 'cursor'],
  ['cursor', 'cursor'],
  ['next_page_token', 'page_token'],
  ['nextPageToken', 'pageToken'],
  ['next_token', 'next_token'],
  ['nextToken', 'nextToken'],
  ['continuationToken', 'continuationToken'],
  ['continuation_token', 'continuation_token'],
  ['$.meta.next_cursor', 'cursor'],
  ['$.meta.cursor', 'cursor'],
  ['$.pagination.next_cursor', 'cursor'],
  ['$.pagination.cursor', 'cursor'],
  ['$.paging.next.after', 'after'],
  ['$.paging.cursors.after', 'after'],
  ['$.response_metadata.next_cursor', 'cursor'],
  ['$.page.next_cursor', 'cursor'],
  ['$.pageInfo.endCursor', 'after'],
  ['after', 'after'],
  ['next', 'next'],
  ['header:x-next-cursor', 'cursor'],
  ['header:next-cursor', 'cursor'],
  ['header:x-cursor', 'cursor'],
  ['header:x-next-page-token', 'page_token'],
  ['header:x-next-token', 'next_token'],
  ['header:x-continuation-token', 'continuation_token'],
  ['header:x-ms-continuationtoken', 'continuationToken'],
  ['header:x-ms-continuation', 'continuation'],
];

export const MORE_FIELDS = [
  'has_more',
  'hasMore',
  'has_next',
  'hasNext',
  'more',
  '$.meta.has_more',
  '$.pagination.has_more',
  '$.pagination.hasMore',
  '$.pageInfo.hasNextPage',
] as const;

export const TOTAL_SOURCES = [
  'totalRecords',
  'total',
  'total_count',
  'totalCount',
  'total_records',
  'total_results',
  'totalResults',
  'total_items',
  'totalItems',
  'totalElements',
  'recordsTotal',
  'count',
  'items',
  'filtered_table_rows_count',
  "$['@odata.count']",
  '$.meta.total',
  '$.meta.total_count',
  '$.meta.count',
  '$.meta.pagination.total',
  '$.pagination.total',
  '$.pagination.total_count',
  '$.pagination.totalItems',
  '$.pagination.total_items',
  '$.paging.total',
  '$.page.totalElements',
  'header:x-total-count',
  'header:x-total',
  'header:total-count',
  'header:x-wp-total',
  'header:x-pagination-total-count',
  'header:content-range',
] as const;

export const PAGES_SOURCES = [
  'total_pages',
  'totalPages',
  'page_count',
  'pageCount',
  'last_page',
  'lastPage',
  'pages',
  '$.meta.total_pages',
  '$.meta.last_page',
  '$.meta.pagination.total_pages',
  '$.pagination.total_pages',
  '$.pagination.totalPages',
  '$.pagination.pages',
  '$.page.totalPages',
  'header:x-total-pages',
  'header:x-wp-totalpages',
] as const;

/** Where answers repeat the number of their own page, and the parameter that takes it. */
export const PAGE_ECHOES: ReadonlyArray<readonly [field: string, parameter: string]> = [
  ['page', 'page'],
  ['current_page', 'page'],
  ['currentPage', 'page'],
  ['pageNumber', 'pageNumber'],
  ['page_number', 'page_number'],
  ['$.meta.page', 'page'],
  ['$.meta.current_page', 'page'],
  ['$.meta.pagination.current_page', 'page'],
  ['$.pagination.page', 'page'],
  ['$.pagination.current_page', 'page'],
  ['$.page.number', 'page'],
];

/** Where answers repeat the place of their first record; the parameter has the field's name. */
export const OFFSET_ECHOES = [
  'offset',
  'startAt',
  'start',
  'skip',
  '$.meta.offset',
  '$.pagination.offset',
] as const;

/** Where answers repeat the size of a page, and the parameter that takes it. */
export const COUNT_ECHOES: ReadonlyArray<readonly [field: string, parameter: string]> = [
  ['limit', 'limit'],
  ['per_page', 'per_page'],
  ['perPage', 'perPage'],
  ['page_size', 'page_size'],
  ['pageSize', 'pageSize'],
  ['maxResults', 'maxResults'],
  ['$.meta.limit', 'limit'],
  ['$.meta.per_page', 'per_page'],
  ['$.meta.pagination.per_page', 'per_page'],
  ['$.pagination.limit', 'limit'],
  ['$.pagination.per_page', 'per_page'],
  ['$.pagination.page_size', 'page_size'],
  ['$.page.size', 'size'],
];

export const OFFSET_PARAMETERS: ReadonlySet<string> = new Set([
  'offset',
  'startAt',
  'start',
  'skip',
  '_start',
  'from',
  'start_index',
  'startIndex',
  '$skip',
]);

export const PAGE_PARAMETERS: ReadonlySet<string> = new Set([
  'page',
  '_page',
  'p',
  'pg',
  'pageNumber',
  'page_number',
  'pageIndex',
  'page[number]',
]);

export const COUNT_PARAMETERS: ReadonlySet<string> = new Set([
  'limit',
  '_limit',
  'count',
  'size',
  'per_page',
  'perPage',
  '_per_page',
  'page_size',
  'pageSize',
  'maxResults',
  'max',
  'top',
  '$top',
  'page[size]',
  '_size',
]);

/** What is tried when an answer says nothing of pagination at all. */
export const BLIND_OFFSETS: ReadonlyArray<readonly [startAt: string, count: string]> = [
  ['offset', 'limit'],
  ['startAt', 'count'],
  ['skip', 'limit'],
  ['start', 'limit'],
  ['_start', '_limit'],
];
export const BLIND_PAGES: ReadonlyArray<readonly [page: string, count: string]> = [
  ['page', 'per_page'],
  ['_page', '_limit'],
];
