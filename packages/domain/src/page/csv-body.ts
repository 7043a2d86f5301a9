// CSV bodies (RFC 4180, and its cousins with semicolons, tabs or bars). The first row names the columns; every value stays text.
import { right, type Either } from 'fp-ts/lib/Either.js';
import papa from 'papaparse';
import { decodeText } from './body-text.ts';
import { malformed, type PageMalformed } from './page-malformed.ts';

const DELIMITERS = [',', ';', '\t', '|'] as const;

/** The delimiter that the header has most of: all pages of a partner have one header, so all are cut alike. */
const delimiterOf = (text: string): string => {
  const counts = new Map<string, number>(DELIMITERS.map((delimiter) => [delimiter, 0]));
  let quoted = false;
  for (const character of text) {
    if (character === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (character === '\n' || character === '\r') break;
    else if (counts.has(character)) counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  return [...counts].reduce((best, next) => (next[1] > best[1] ? next : best))[0];
};

interface Rows {
  readonly names: ReadonlyArray<string>;
  readonly rows: ReadonlyArray<ReadonlyArray<string>>;
}

const sameName = (names: ReadonlyArray<string>): readonly [number, number] | null => {
  const first = new Map<string, number>();
  for (const [index, name] of names.entries()) {
    const before = first.get(name);
    if (before !== undefined) return [before + 1, index + 1];
    first.set(name, index);
  }
  return null;
};

/**
 * Strict, because a row that does not fit is how a cut or mistaken body shows: quotes that do not close, rows with more or
 * fewer values than the header, columns of one name, or a body that begins like JSON or XML are malformed.
 * A body of blanks has no records.
 */
const readRows = (body: Uint8Array): Either<PageMalformed, Rows> => {
  const decoded = decodeText(body);
  if (decoded._tag === 'Left') return decoded;
  // Blank lines before the header; blanks within it are its own: a tab may stand for a column without a name.
  const text = decoded.right.replace(/^(?:[ \t]*\r?\n)+/, '');
  if (text.trim() === '') return right({ names: [], rows: [] });
  if (/^\s*[{[<]/.test(text)) return malformed('the body is not CSV: it begins like JSON or XML');
  const { data, errors } = papa.parse(text, {
    delimiter: delimiterOf(text),
    header: false,
    skipEmptyLines: true,
  });
  const [error] = errors;
  if (error !== undefined) return malformed(`row ${(error.row ?? 0) + 1} is not CSV`);
  const [names = [], ...rows] = data;
  const same = sameName(names);
  if (same !== null) return malformed(`columns ${same[0]} and ${same[1]} have the same name`);
  const odd = rows.findIndex((row) => row.length !== names.length);
  if (odd >= 0)
    return malformed(`row ${odd + 2} has ${rows[odd]?.length} values, the header ${names.length} names`);
  return right({ names, rows });
};

export const csvRecords = (body: Uint8Array): Either<PageMalformed, ReadonlyArray<unknown>> => {
  const read = readRows(body);
  if (read._tag === 'Left') return read;
  const { names, rows } = read.right;
  // fromEntries defines members, so a column named "__proto__" is one like any other.
  return right(rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i] ?? '']))));
};

/** Written by hand and not from the objects: those would put columns that are named by numbers first. */
export const csvTexts = (body: Uint8Array): Either<PageMalformed, ReadonlyArray<string>> => {
  const read = readRows(body);
  if (read._tag === 'Left') return read;
  const names = read.right.names.map((name) => JSON.stringify(name));
  return right(
    read.right.rows.map(
      (row) => `{${names.map((name, i) => `${name}:${JSON.stringify(row[i])}`).join(',')}}`,
    ),
  );
};
