// Finds out how the partner pages: asks for the url as it was given, reads candidates from the answer, and takes the first
// that another request proves. What cannot be proved is not taken, however likely it looks; what is left then is walked serially.
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { AskEnvironment } from '../contact/ask-page.ts';
import { askAt, type ContactFailed } from '../contact/find-end.ts';
import { askAndRead, askUntilRead, fingerprintsIn, readAnswer, type ReadAnswer } from '../contact/read-answer.ts';
import { fingerprintKeys } from '../fingerprint/fingerprint.ts';
import type { JobRequest } from '../job/job-request.ts';
import { nextPosition } from '../pagination/next-position.ts';
import { chainedRequest, plainRequest } from '../pagination/page-request.ts';
import { isPlaced, type Pagination } from '../pagination/pagination.ts';
import type { PageResponse } from '../partner/partner.port.ts';
import { nextWord } from './next-word.ts';
import { detect, readFirst, type Candidate, type FirstAnswer, type NothingToRead } from './detect.ts';

export interface Chosen {
  readonly pagination: Pagination;
  /** Why, for people. */
  readonly evidence: ReadonlyArray<string>;
  /** Why the job cannot vouch for the whole, whatever it reads; null when it can. */
  readonly doubt: string | null;
}

/** A number of records that pages have: 10, 12, 16, 20, 24, 25 … A list of just so many is likelier a page than the whole. */
const isSizeOfPages = (n: number): boolean => n >= 8 && (n % 5 === 0 || n % 12 === 0 || (n & (n - 1)) === 0);

const doubtOf = ({ pagination: { kind }, shown }: Candidate, first: FirstAnswer): string | null => {
  const { length } = first.records;
  return kind === 'single' && !shown && isSizeOfPages(length) && nextWord(first) !== 'end'
    ? `nothing says whether these ${length} records are all; if they are, say so by "pagination":{"kind":"single"}`
    : null;
};

/** What speaks for a candidate after another request, or null when it is not proved. */
type Proof = E.Either<ContactFailed, string | null>;

const keysIn = (pagination: Pagination, answer: ReadAnswer): ReadonlyArray<string> =>
  fingerprintKeys(fingerprintsIn(pagination, answer));

/** A refusal or an unreadable answer disproves a candidate; a store that fails or a job that is stopped ends the detection. */
const disproved = (failure: ContactFailed): Proof =>
  failure._tag === 'Stopped' || failure._tag === 'StoreUnavailable' ? E.left(failure) : E.right(null);

const prove = async (
  env: AskEnvironment,
  request: JobRequest,
  { pagination }: Candidate,
  first: ReadAnswer,
  mayGoOn: () => boolean,
): Promise<Proof> => {
  const seen = keysIn(pagination, first);
  if (isPlaced(pagination)) {
    const { recordsPerPage: size, kind } = pagination;
    const startAt = kind === 'offset' ? 1 : size;
    const answer = await askAt(env)(
      { request, pagination, pageSize: size },
      { startAt, count: size },
      mayGoOn,
    )();
    if (E.isLeft(answer)) return disproved(answer.left);
    const [key] = answer.right === null ? [] : keysIn(pagination, answer.right);
    if (key === undefined) return E.right(null);
    // What stands at a place is known where the first answer reaches it, and is new where it does not.
    const asItShould = startAt < seen.length ? key === seen[startAt] : !seen.includes(key);
    return E.right(asItShould ? `a request for record ${startAt} brought it` : null);
  }
  if (pagination.kind === 'cursor' || pagination.kind === 'keyset') {
    const next = nextPosition(pagination, first);
    if (next._tag !== 'Next') return E.right(null);
    const asked = chainedRequest(request, pagination, next.position);
    const answer = await askAndRead(env)(request, pagination, asked, mayGoOn)();
    if (E.isLeft(answer)) return disproved(answer.left);
    const [key] = keysIn(pagination, answer.right);
    return E.right(
      key !== undefined && !seen.includes(key) ? 'a request with it brought other records' : null,
    );
  }
  return E.right('it is walked page after page');
};

export const choosePagination =
  (env: AskEnvironment) =>
  (
    request: JobRequest,
    mayGoOn: () => boolean,
  ): TaskEither<ContactFailed | NothingToRead, Chosen> =>
  async () => {
    const asked = plainRequest(request);
    const read = (response: PageResponse) =>
      E.map((first: FirstAnswer) => ({ first, response }))(readFirst(asked.url, response));
    const answered = await askUntilRead(env)(request, asked, read, mayGoOn)();
    if (E.isLeft(answered)) return answered;
    const { first, response } = answered.right;
    const candidates = detect(first);
    for (const candidate of candidates) {
      const { pagination, evidence } = candidate;
      const page = readAnswer(pagination, response);
      if (E.isLeft(page)) continue;
      const proof = await prove(env, request, candidate, page.right, mayGoOn);
      if (E.isLeft(proof)) return proof;
      if (proof.right !== null)
        return E.right({ pagination, evidence: [...evidence, proof.right], doubt: doubtOf(candidate, first) });
    }
    return E.left({ _tag: 'NothingToRead', detail: 'the answer could not be read in any way' });
  };
