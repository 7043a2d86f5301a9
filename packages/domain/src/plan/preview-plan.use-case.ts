// previewPlan: what a job of this request would do, without one: how the partner pages and why, how many tasks there would be,
// the first records, and the request that a run would follow. It asks the partner some requests and stores nothing.
import * as E from 'fp-ts/lib/Either.js';
import type { ReaderTaskEither } from 'fp-ts/lib/ReaderTaskEither.js';
import type { StoreUnavailable } from '../ambient/ambient.port.ts';
import type { AskEnvironment } from '../contact/ask-page.ts';
import { decodeJobRequest, type RequestInvalid } from '../job/job-request.codec.ts';
import type { JobRequest } from '../job/job-request.ts';
import { recordTextsOf } from '../page/read-body.ts';
import type { Pagination } from '../pagination/pagination.ts';
import { learnPlan, type Learned, type LearnFailed } from './learn-plan.ts';
import { taskCount } from './plan.ts';

export interface PreviewEnvironment extends AskEnvironment {
  readonly judgeRequest: (request: JobRequest) => E.Either<RequestInvalid, JobRequest>;
}

export interface PlanPreview {
  readonly Pagination: Pagination;
  /** What speaks for it; empty when the request said how the partner pages. */
  readonly Evidence: ReadonlyArray<string>;
  /** Why a run would not be COMPLETE whatever it brings; null when nothing speaks against it. */
  readonly Doubt: string | null;
  /** Whether pages are fetched side by side. */
  readonly Parallel: boolean;
  /** Null where only walking the pages can tell. */
  readonly Tasks: number | null;
  /** Records in all, stated or found; null where nobody knows yet. */
  readonly Records: number | null;
  /** The most records of one page; null of a chain. */
  readonly RecordsPerPage: number | null;
  /** Headers about a rate limit, as the first page came with them. */
  readonly RateLimitHeaders: Readonly<Record<string, string>>;
  /** JSON texts, byte for byte; three at most. */
  readonly FirstRecords: ReadonlyArray<string>;
  /** The request with the pagination spelled out: a job of it asks for nothing beforehand but the first page. */
  readonly Request: Readonly<Record<string, unknown>>;
}

export interface PlanFailed {
  readonly _tag: 'PlanFailed';
  readonly detail: string;
}

const RECORDS_SHOWN = 3;
const RATE_HEADER = /^(retry-after|x-?retry-after.*|(x-)?rate-?limit.*)$/;

const preview = ({ pagination, evidence, doubt, plan, first }: Learned, input: object): PlanPreview => {
  const texts = recordTextsOf(pagination.format, pagination.records, first.body);
  const placed = plan.kind === 'enumerated' ? plan : null;
  return {
    Pagination: pagination,
    Evidence: evidence,
    Doubt: doubt?.detail ?? null,
    Parallel: placed !== null,
    Tasks: placed === null ? null : taskCount(placed),
    Records: placed === null ? first.total : placed.total,
    RecordsPerPage: placed?.pageSize ?? null,
    RateLimitHeaders: Object.fromEntries(
      Object.entries(first.headers).filter(([name]) => RATE_HEADER.test(name)),
    ),
    FirstRecords: E.isRight(texts) ? texts.right.slice(0, RECORDS_SHOWN) : [],
    Request: { ...input, pagination },
  };
};

const asFailure = (failure: LearnFailed): StoreUnavailable | PlanFailed => {
  if (failure._tag === 'StoreUnavailable') return failure;
  return {
    _tag: 'PlanFailed',
    detail:
      failure._tag === 'Stopped'
        ? `the partner asks to wait ${Math.ceil(failure.resumeAfterMs / 1000)} s; try again then`
        : failure.detail,
  };
};

/** @param input a job request, as it would be submitted */
export const previewPlan =
  (
    input: unknown,
    mayGoOn: () => boolean,
  ): ReaderTaskEither<PreviewEnvironment, RequestInvalid | PlanFailed | StoreUnavailable, PlanPreview> =>
  (env) =>
  async () => {
    const request = E.chain(env.judgeRequest)(decodeJobRequest(input));
    if (E.isLeft(request)) return request;
    const learned = await learnPlan(env)(request.right, mayGoOn)();
    return E.isLeft(learned)
      ? E.left(asFailure(learned.left))
      : E.right(preview(learned.right, typeof input === 'object' && input !== null ? input : {}));
  };
