// Divides the records of a chained partner by a range filter, so that chains can be walked side by side: a range is halved until
// it fits, level by level, or until there are enough. The parts lie edge to edge, so no value is in two and none between them.
import * as E from 'fp-ts/lib/Either.js';
import { chainIdOf } from '../chain/chain.ts';
import type { AskEnvironment } from '../contact/ask-page.ts';
import type { ContactFailed } from '../contact/find-end.ts';
import { askAndRead, type ReadAnswer } from '../contact/read-answer.ts';
import type { JobRequest } from '../job/job-request.ts';
import { nextPosition } from '../pagination/next-position.ts';
import { chainedRequest } from '../pagination/page-request.ts';
import type { ChainedPagination, RangeFilter } from '../pagination/pagination.ts';
import { halves, rangeQuery, wholeRange, type Interval } from '../pagination/range-filter.ts';
import type { ChainedPlan } from './plan.ts';

/** A chain of so few pages is not worth another: it ends before the others do. */
const PAGES_THAT_FIT = 4;
/** Chains for each request that may be under way at once: some are longer than others, and the rest must have work then. */
const CHAINS_PER_REQUEST = 2;
/** A thousand ids fit `c000`; more chains than that are more than any partner lets in. */
const MOST_CHAINS = 1_000;

interface Part {
  readonly interval: Interval;
  readonly first: ReadAnswer;
}

export interface Split {
  readonly plan: ChainedPlan;
  /** What speaks for it, for people. */
  readonly evidence: string;
  /** What the parts state together is not what the whole states: the filter is not what it was taken for. */
  readonly doubt: string | null;
  /** The answer to the first page of the whole range. */
  readonly first: ReadAnswer;
}

const fits = (pagination: ChainedPagination, { first }: Part): boolean => {
  if (first.total !== null) return first.total <= PAGES_THAT_FIT * pagination.recordsPerPage;
  return nextPosition(pagination, first)._tag !== 'Next';
};

/** The sum of the stated totals; null when one of them states none. */
const totalOf = (parts: ReadonlyArray<Part>): number | null =>
  parts.reduce<number | null>(
    (sum, { first }) => (sum === null || first.total === null ? null : sum + first.total),
    0,
  );

const doubtOf = (whole: Part, parts: ReadonlyArray<Part>): string | null => {
  const sum = totalOf(parts);
  const { total } = whole.first;
  return sum === null || total === null || sum === total
    ? null
    : `the whole range has ${total} records and its parts have ${sum} together: "from" must include its value and "to" exclude it`;
};

export const splitRanges = async (
  env: AskEnvironment,
  request: JobRequest,
  pagination: ChainedPagination,
  filter: RangeFilter,
  mayGoOn: () => boolean,
): Promise<E.Either<ContactFailed, Split>> => {
  const look = async (interval: Interval): Promise<E.Either<ContactFailed, Part>> => {
    const asked = chainedRequest(request, pagination, null, rangeQuery(filter, interval));
    const first = await askAndRead(env)(request, pagination, asked, mayGoOn)();
    return E.map((answer: ReadAnswer) => ({ interval, first: answer }))(first);
  };
  const whole = await look(wholeRange(filter));
  if (E.isLeft(whole)) return whole;
  const { concurrency } = request.limits;
  const enough = Math.min(MOST_CHAINS, concurrency * CHAINS_PER_REQUEST);
  let parts: ReadonlyArray<Part> = [whole.right];
  for (let grew = true; grew && parts.length < enough;) {
    const level: Part[] = [];
    const open = parts.map((part) => (fits(pagination, part) ? null : halves(part.interval)));
    // As many side by side as the partner is to be asked at once.
    const wanted = open.flatMap((pair) => pair ?? []);
    const looked: Part[] = [];
    for (let from = 0; from < wanted.length; from += concurrency) {
      const answers = await Promise.all(wanted.slice(from, from + concurrency).map(look));
      for (const answer of answers) {
        if (E.isLeft(answer)) return answer;
        looked.push(answer.right);
      }
    }
    for (const [i, part] of parts.entries())
      if (open[i] === null) level.push(part);
      else level.push(...looked.splice(0, 2));
    grew = wanted.length > 0;
    parts = level;
  }
  const chains = parts.map(({ interval }, index) => ({
    id: chainIdOf(index),
    range: rangeQuery(filter, interval),
  }));
  return E.right({
    plan: { kind: 'chained', chains },
    evidence: `divided into ${chains.length} ranges of "${filter.from}" and "${filter.to}"`,
    doubt: doubtOf(whole.right, parts),
    first: whole.right.first,
  });
};
