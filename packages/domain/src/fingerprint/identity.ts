// What tells a record from all others: the field that the pagination names, or else its whole content.
import type { Pagination } from '../pagination/pagination.ts';
import { fingerprintsOf } from './fingerprint.ts';

/** A key that JSON carried whole. A number beyond 2^53 has lost digits, and two of them could look alike. */
const isWhole = (value: unknown): value is string | number =>
  (typeof value === 'string' && value !== '') || Number.isSafeInteger(value);

const keyOf = (record: unknown, field: string): string | null => {
  if (typeof record !== 'object' || record === null) return null;
  const value = (record as Readonly<Record<string, unknown>>)[field];
  // The type is a part of it: 1 and "1" are two keys.
  return isWhole(value) ? `${typeof value}:${value}` : null;
};

/**
 * The fingerprints of a page's records, 8 bytes each, in the page's order.
 * @param texts the same records as they stand in the body; asked for only when a record has no usable key
 */
export const identify = (
  { identity }: Pick<Pagination, 'identity'>,
  records: ReadonlyArray<unknown>,
  texts: () => ReadonlyArray<string>,
): Uint8Array => {
  let read: ReadonlyArray<string> | null = null;
  const textAt = (i: number): string => {
    read ??= texts();
    return `content:${read[i] ?? ''}`;
  };
  return fingerprintsOf(
    records.map((record, i) => (identity === null ? null : keyOf(record, identity)) ?? textAt(i)),
  );
};

/** Fields by which records are told apart, by how sure the name is. */
const KEYS = ['id', 'uuid', '_id', 'uid', 'key', 'gid', 'ID', 'Id'] as const;

/** The field of these records that is there in each, whole, and each time another; null when there is none of a usual name. */
export const findIdentity = (records: ReadonlyArray<unknown>): string | null =>
  KEYS.find((field) => {
    const keys = records.map((record) => keyOf(record, field));
    return keys.length > 0 && keys.every((key) => key !== null) && new Set(keys).size === keys.length;
  }) ?? null;
