// Which format a body has: by its media type where that says so, else by how it begins.
export type BodyFormat = 'json' | 'ndjson' | 'csv' | 'xml';

const BY_MEDIA_TYPE: ReadonlyArray<readonly [RegExp, BodyFormat]> = [
  // None of the names for JSON Lines is registered; these are in use.
  [
    /^application\/(?:x-)?(?:nd-?json|json-?lines?|jsonl)$|^application\/json-seq$|^application\/stream\+json$/,
    'ndjson',
  ],
  [/^application\/json$|^text\/json$|\+json$/, 'json'],
  [/^text\/(?:csv|tab-separated-values|comma-separated-values)$|^application\/csv$/, 'csv'],
  [/^(?:application|text)\/xml$|\+xml$/, 'xml'],
];

/** What a first line needs at most to show what it is; a record of 4 kB on one line is read as JSON either way. */
const SNIFFED_BYTES = 4096;

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** Not fatal: this only looks, and what is cut in the middle of a character is none of its business. */
const decoder = new TextDecoder('utf-8');

const byBeginning = (body: Uint8Array): BodyFormat => {
  const text = decoder.decode(body.subarray(0, SNIFFED_BYTES)).trimStart();
  if (text.startsWith('<')) return 'xml';
  if (/^[{[]/.test(text)) {
    const [first = '', ...others] = text.split('\n');
    return others.some((line) => /^\s*[{[]/.test(line)) && isJson(first) ? 'ndjson' : 'json';
  }
  return /^[^\r\n]*[,;\t|]/.test(text) ? 'csv' : 'json';
};

/**
 * @param contentType the Content-Type header; parameters and case do not matter
 * @returns what the media type names; for none, or one that says nothing (text/plain, application/octet-stream, text/html),
 * what the first bytes look like; JSON when they look like nothing
 */
export const formatOf = (contentType: string | undefined, body: Uint8Array): BodyFormat => {
  const mediaType = (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  return BY_MEDIA_TYPE.find(([pattern]) => pattern.test(mediaType))?.[1] ?? byBeginning(body);
};
