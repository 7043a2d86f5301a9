// From a job request to a plan: how the partner pages (as told, or detected), how large its pages are, and where its list ends.
// It only asks; what becomes of a job is decided in prepareJob, and previewPlan shows the same without a job.
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { chainIdOf } from '../chain/chain.ts';
import type { AskEnvironment } from '../contact/ask-page.ts';
import { endsAt, findEnd, type ContactFailed, type EndNotFound, type Placed } from '../contact/find-end.ts';
import { askAndRead, type ReadAnswer } from '../contact/read-answer.ts';
import { choosePagination, type Chosen } from '../detection/choose-pagination.ts';
import type { NothingToRead } from '../detection/first-answer.ts';
import type { JobRequest } from '../job/job-request.ts';
import { chainedRequest, placedRequest } from '../pagination/page-request.ts';
import { isPlaced, type PlacedPagination } from '../pagination/pagination.ts';
import { readCount } from '../pagination/source.ts';
import { believableTotal, enumerated, realPageSize, type FirstContact, type Plan } from './plan.ts';
import { splitRanges, type Split } from './split-ranges.ts';

export interface Learned extends Pick<Chosen, 'pagination' | 'evidence' | 'doubt'> {
  readonly plan: Plan;
  /** The answer to the first page. */
  readonly first: ReadAnswer;
}

export type LearnFailed = ContactFailed | EndNotFound | NothingToRead;

const contactOf = (pagination: PlacedPagination, answer: ReadAnswer): FirstContact => ({
  records: answer.records.length,
  asked: pagination.recordsPerPage,
  total: answer.total,
  statedPageSize: pagination.kind === 'offset' ? readCount(pagination.pageSize, answer) : null,
});

interface Contact {
  readonly first: ReadAnswer;
  readonly contact: FirstContact;
}

/**
 * Asks for the first page, of the size that all pages will be asked for. By offset the request that proved the way was for a
 * whole page already, from a place on: it tells as much of what stands behind that place, and nothing is asked again.
 */
const makeContact = async (
  env: AskEnvironment,
  request: JobRequest,
  { pagination, answers }: Chosen & { readonly pagination: PlacedPagination },
  mayGoOn: () => boolean,
): Promise<E.Either<LearnFailed, Contact>> => {
  const proof = answers?.proof ?? null;
  if (answers !== null && proof !== null && pagination.kind === 'offset') {
    // Without a total: what came is then the most that is known to come, also where no more was left to come.
    return E.right({
      first: answers.first,
      contact: { ...contactOf(pagination, proof.answer), total: null },
    });
  }
  const { recordsPerPage } = pagination;
  const asked = placedRequest(request, pagination, { startAt: 0, count: recordsPerPage }, recordsPerPage);
  const first = await askAndRead(env)(request, pagination, asked, mayGoOn)();
  return E.map((answer: ReadAnswer) => ({ first: answer, contact: contactOf(pagination, answer) }))(first);
};

/**
 * Whether the list ends where the total says. A plan by a total that is wrong would miss what goes away meanwhile: nothing that
 * is read later tells how much there was.
 */
const believed = async (
  env: AskEnvironment,
  placed: Placed,
  { known, total }: { readonly known: number; readonly total: number },
  mayGoOn: () => boolean,
): Promise<E.Either<ContactFailed, boolean>> => {
  if (known === 0) return E.right(true);
  // By places, what stands behind a short first page is looked at when the job settles.
  if (placed.pagination.kind === 'offset' && known === total && known < placed.pageSize) return E.right(true);
  return E.map((ends: boolean | null) => ends !== false)(await endsAt(env)(placed, total, mayGoOn)());
};

const learnPlaced = async (
  env: AskEnvironment,
  request: JobRequest,
  chosen: Chosen & { readonly pagination: PlacedPagination },
  mayGoOn: () => boolean,
): Promise<E.Either<LearnFailed, Learned>> => {
  const { pagination, evidence, doubt } = chosen;
  const made = await makeContact(env, request, chosen, mayGoOn);
  if (E.isLeft(made)) return made;
  const { first, contact } = made.right;
  const learned = (
    size: number,
    pageSize: number,
    why: ReadonlyArray<string>,
  ): E.Either<LearnFailed, Learned> => {
    const sized = pageSize < pagination.recordsPerPage ? [`a page holds ${pageSize} records at most`] : [];
    return E.right({
      pagination,
      evidence: [...evidence, ...sized, ...why],
      doubt,
      plan: enumerated(size, pageSize),
      first,
    });
  };
  const proof = chosen.answers?.proof ?? null;
  // The proof has shown records as well: a total, or an end, that lies before them is none.
  const shown = proof === null ? 0 : proof.startAt + proof.answer.records.length;
  const known = Math.max(first.records.length, shown);

  const total = believableTotal({ records: known, total: first.total });
  if (total !== null) {
    const placed = { request, pagination, pageSize: realPageSize(contact) };
    const isThere = await believed(env, placed, { known, total }, mayGoOn);
    if (E.isLeft(isThere)) return isThere;
    if (isThere.right) return learned(total, placed.pageSize, []);
  }

  // A total that does not hold says nothing of how much a page holds either.
  const pageSize = realPageSize({ ...contact, total: null });
  if (known === 0) return learned(0, pageSize, []);
  const end = await findEnd(env)({ request, pagination, pageSize }, known, first, mayGoOn)();
  if (E.isLeft(end)) return end;
  const why = first.total === null ? 'no total is stated' : `the total is stated as ${first.total}`;
  const found = Math.max(known, end.right);
  return learned(found, pageSize, [`${why}; the list was found to end behind ${found} records`]);
};

export const learnPlan =
  (env: AskEnvironment) =>
  (request: JobRequest, mayGoOn: () => boolean): TaskEither<LearnFailed, Learned> =>
  async () => {
    const chosen: E.Either<LearnFailed, Chosen> =
      request.pagination.kind === 'detect'
        ? await choosePagination(env)(request, mayGoOn)()
        : E.right({ pagination: request.pagination, evidence: [], doubt: null, answers: null });
    if (E.isLeft(chosen)) return chosen;
    const { pagination, evidence, doubt, answers } = chosen.right;
    if (isPlaced(pagination)) return learnPlaced(env, request, { ...chosen.right, pagination }, mayGoOn);
    if (pagination.range !== null) {
      const split = await splitRanges(env, request, pagination, pagination.range, mayGoOn);
      return E.map(({ plan: divided, evidence: why, doubt: wrong, first: seen }: Split): Learned => ({
        pagination,
        evidence: [...evidence, why],
        doubt: wrong === null ? doubt : { disproved: true, detail: wrong },
        plan: divided,
        first: seen,
      }))(split);
    }
    const plan: Plan = { kind: 'chained', chains: [{ id: chainIdOf(0), range: {} }] };
    if (answers !== null) return E.right({ pagination, evidence, doubt, plan, first: answers.first });
    const asked = chainedRequest(request, pagination, null);
    const first = await askAndRead(env)(request, pagination, asked, mayGoOn)();
    return E.map((answer: ReadAnswer): Learned => ({ pagination, evidence, doubt, plan, first: answer }))(
      first,
    );
  };
