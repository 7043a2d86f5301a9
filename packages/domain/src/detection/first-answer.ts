// The first answer of a partner that nobody has described: its format, where its records stand, and the records themselves.
import * as E from 'fp-ts/lib/Either.js';
import { formatOf, type BodyFormat } from '../page/body-format.ts';
import { findRecords } from '../page/find-records.ts';
import { dressedErrorIn } from '../page/pick-records.ts';
import { readBody, readDocument } from '../page/read-body.ts';
import type { Answered } from '../pagination/source.ts';
import type { PageResponse } from '../partner/partner.port.ts';

export interface FirstAnswer extends Answered {
  readonly format: BodyFormat;
  /** Where the records stand. */
  readonly path: string;
  readonly records: ReadonlyArray<unknown>;
  /** The url that was asked. */
  readonly asked: string;
  /** The url that answered, after redirects. */
  readonly url: string;
}

export interface NothingToRead {
  readonly _tag: 'NothingToRead';
  readonly detail: string;
}

/** The first answer, as far as it can be read without knowing anything of the partner. */
export const readFirst = (asked: string, response: PageResponse): E.Either<NothingToRead, FirstAnswer> => {
  const { headers, body, url } = response;
  const format = formatOf(headers['content-type'], body);
  const nothing = (detail: string): E.Either<NothingToRead, never> =>
    E.left({ _tag: 'NothingToRead', detail });
  const parsed = readDocument(format, body);
  if (E.isLeft(parsed)) return nothing(parsed.left.detail);
  const path = parsed.right === null ? '$' : findRecords(parsed.right)[0]?.path;
  if (path === undefined)
    return nothing(dressedErrorIn(parsed.right) ?? 'the answer has no array of records');
  const read = readBody(format, path, body);
  return E.isLeft(read)
    ? nothing(read.left.detail)
    : E.right({ asked, url, headers, format, path, ...read.right });
};
