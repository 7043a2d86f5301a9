// Finds out how the partner pages: asks for the url as it was given, reads candidates from the answer, and takes the first
// that another request proves. What cannot be proved is not taken, however likely it looks; what is left then is walked serially.
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { AskEnvironment } from '../contact/ask-page.ts';
import { askAt, isRefused, type ContactFailed } from '../contact/find-end.ts';
import {
  askAndRead,
  askUntilRead,
  fingerprintsIn,
  readAnswer,
  type ReadAnswer,
} from '../contact/read-answer.ts';
import { fingerprintKeys } from '../fingerprint/fingerprint.ts';
import type { JobRequest } from '../job/job-request.ts';
import { nextPosition } from '../pagination/next-position.ts';
import { chainedRequest, plainRequest } from '../pagination/page-request.ts';
import { isPlaced, type Pagination } from '../pagination/pagination.ts';
import type { PageResponse } from '../partner/partner.port.ts';
import { detect, type Candidate } from './detect.ts';
import { readFirst, type FirstAnswer, type NothingToRead } from './first-answer.ts';

export interface Doubt {
  /** Whether what seemed likely was disproved; else there was nothing to go by. */
  readonly disproved: boolean;
  readonly detail: string;
}

export interface Chosen {
  readonly pagination: Pagination;
  /** Why, for people. */
  readonly evidence: ReadonlyArray<string>;
  /** Why it may not lead to all records; null when it was proved, or said. */
  readonly doubt: Doubt | null;
  /** The answers from which it was learned; null when the request said how the partner pages. */
  readonly answers: { readonly first: ReadAnswer; readonly proof: PlacedAnswer | null } | null;
}

/** An answer to a request for a whole page from a place on. */
export interface PlacedAnswer {
  readonly startAt: number;
  readonly answer: ReadAnswer;
}

interface Proved {
  /** What speaks for the candidate. */
  readonly evidence: string;
  readonly placed: PlacedAnswer | null;
}

/** Disproved: the answer was not what it had to be. Unanswered: there was none that says anything. */
type Unproved = 'disproved' | 'unanswered';
type Proof = E.Either<ContactFailed, Proved | Unproved>;

const keysIn = (pagination: Pagination, answer: ReadAnswer): ReadonlyArray<string> =>
  fingerprintKeys(fingerprintsIn(pagination, answer));

/**
 * A refusal or an unreadable answer disproves a candidate, and a failure that may pass says nothing of it; a store that fails or a
 * job that is stopped ends the detection.
 */
const unprovedBy = (failure: ContactFailed): Proof => {
  if (failure._tag === 'Stopped' || failure._tag === 'StoreUnavailable') return E.left(failure);
  const passing = failure._tag === 'GaveUp' && (failure.status === null || failure.status >= 500);
  return E.right(passing ? 'unanswered' : 'disproved');
};

const prove = async (
  env: AskEnvironment,
  request: JobRequest,
  { pagination, by }: Candidate,
  first: ReadAnswer,
  mayGoOn: () => boolean,
): Promise<Proof> => {
  const seen = keysIn(pagination, first);
  if (isPlaced(pagination)) {
    // There is no second place to ask for. Whether the list ends there is looked at when the job settles.
    if (first.total !== null && first.total === seen.length)
      return E.right({ evidence: 'the answer holds as many as the total says', placed: null });
    if (seen.length === 0) return E.right('disproved');
    // By number, the second page of the size that the partner gives by itself, so that it begins where the first answer ends.
    const byNumber = pagination.kind === 'page';
    const size = byNumber ? seen.length : pagination.recordsPerPage;
    const startAt = byNumber ? size : 1;
    const sized = { ...pagination, recordsPerPage: size };
    const answer = await askAt(env)(
      { request, pagination: sized, pageSize: size },
      { startAt, count: size },
      mayGoOn,
    )();
    if (E.isLeft(answer)) return unprovedBy(answer.left);
    if (isRefused(answer.right)) return E.right('disproved');
    const [key] = keysIn(pagination, answer.right);
    if (key === undefined) return E.right('disproved');
    // What stands at a place is known where the first answer reaches it, and is new where it does not.
    const asItShould = startAt < seen.length ? key === seen[startAt] : !seen.includes(key);
    const proof: Proof = E.right(
      asItShould
        ? {
            evidence: `a request for record ${startAt} brought it`,
            placed: { startAt, answer: answer.right },
          }
        : 'disproved',
    );
    // The first record again is the answer of a partner that does not know the parameter.
    if (by !== 'custom' || key === seen[0]) return proof;
    // Nothing in the answer speaks for it, so that what came may be of a list that moved: its first record must still stand first.
    const again = await askAt(env)(
      { request, pagination: sized, pageSize: size },
      { startAt: 0, count: size },
      mayGoOn,
    )();
    if (E.isLeft(again)) return unprovedBy(again.left);
    if (isRefused(again.right)) return E.right('disproved');
    // Another record stands first: the list moved, or its places are counted otherwise. What came before says nothing then.
    return keysIn(pagination, again.right)[0] === seen[0] ? proof : E.right('unanswered');
  }
  if (pagination.kind === 'cursor' || pagination.kind === 'keyset') {
    const next = nextPosition(pagination, first);
    if (next._tag === 'EndSaid')
      return E.right({ evidence: `"${pagination.more}" says that there is no more`, placed: null });
    if (next._tag === 'Ended') return E.right({ evidence: 'it is walked page after page', placed: null });
    if (next._tag !== 'Next') return E.right('disproved');
    const asked = chainedRequest(request, pagination, next.position);
    const answer = await askAndRead(env)(request, pagination, asked, mayGoOn)();
    if (E.isLeft(answer)) return unprovedBy(answer.left);
    const [key] = keysIn(pagination, answer.right);
    return E.right(
      key !== undefined && !seen.includes(key)
        ? { evidence: 'a request with it brought other records', placed: null }
        : 'disproved',
    );
  }
  return E.right({ evidence: 'it is walked page after page', placed: null });
};

/** Sizes at which partners usually cut a list: one that is just as long may have been cut. */
const mayBeCut = (records: number): boolean => records >= 10 && records % 5 === 0;

/** A candidate that was not taken, and why. */
interface Passed {
  readonly candidate: Candidate;
  readonly why: Unproved;
}

/** What custom alone suggests is disproved all the time; what is there to be seen should not be, and no answer is no proof. */
const isOdd = ({ candidate: { by }, why }: Passed): boolean => by === 'signs' || why === 'unanswered';

/** Why the candidate that was taken may not lead to all records. */
const doubtOf = (taken: Candidate, passed: ReadonlyArray<Passed>, records: number): Doubt | null => {
  // Another name for the same way is no other way.
  const first = passed.find(
    (each) => isOdd(each) && each.candidate.pagination.kind !== taken.pagination.kind,
  );
  if (first !== undefined) {
    const { kind } = first.candidate.pagination;
    const what =
      first.why === 'disproved'
        ? `it seems to page by ${kind} (${first.candidate.evidence.join(', ')}), but requests so did not bring what they should`
        : `whether it pages by ${kind} could not be seen: requests so were not answered, or the list moved`;
    return { disproved: true, detail: `${what}; say how it pages under "pagination"` };
  }
  return taken.pagination.kind === 'single' && taken.by === 'default' && mayBeCut(records)
    ? {
        disproved: false,
        detail: `nothing says that there is more than these ${records} records, and lists of that length are often cut; if they are all, say "pagination": {"kind": "single"}`,
      }
    : null;
};

type Failed = ContactFailed | NothingToRead;

const chooseOnce = async (
  env: AskEnvironment,
  request: JobRequest,
  mayGoOn: () => boolean,
): Promise<E.Either<Failed, Chosen>> => {
  const asked = plainRequest(request);
  const readIt = (response: PageResponse) =>
    E.map((first: FirstAnswer) => ({ first, response }))(readFirst(asked.url, response));
  const answered = await askUntilRead(env)(request, asked, readIt, mayGoOn)();
  if (E.isLeft(answered)) return answered;
  const { first, response } = answered.right;
  const passed: Passed[] = [];
  for (const candidate of detect(first)) {
    const { pagination, evidence } = candidate;
    const read = readAnswer(pagination, response);
    if (E.isLeft(read)) continue;
    const proof = await prove(env, request, candidate, read.right, mayGoOn);
    if (E.isLeft(proof)) return proof;
    if (typeof proof.right !== 'string')
      return E.right({
        pagination,
        evidence: [...evidence, proof.right.evidence],
        doubt: doubtOf(candidate, passed, first.records.length),
        answers: { first: read.right, proof: proof.right.placed },
      });
    passed.push({ candidate, why: proof.right });
  }
  return E.left({ _tag: 'NothingToRead', detail: 'the answer could not be read in any way' });
};

export const choosePagination =
  (env: AskEnvironment) =>
  (request: JobRequest, mayGoOn: () => boolean): TaskEither<Failed, Chosen> =>
  async () => {
    const chosen = await chooseOnce(env, request, mayGoOn);
    // The data may have moved between the answer and the proof, or a request failed that mostly does not.
    return E.isRight(chosen) && chosen.right.doubt?.disproved === true
      ? chooseOnce(env, request, mayGoOn)
      : chosen;
  };
