// Reading requests and refusing them, for all routes.
import * as E from 'fp-ts/lib/Either.js';
import type { Context } from 'hono';
import { problemOf, type ApiError } from './problem.ts';

const MOST_PER_PAGE = 1000;
const USUAL_PER_PAGE = 100;

export const fail = (error: ApiError): Response => {
  const problem = problemOf(error);
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: {
      'content-type': 'application/problem+json',
      ...(error._tag === 'TokenWrong' ? { 'www-authenticate': 'Bearer' } : {}),
    },
  });
};

export const bodyOf = async (context: Context): Promise<E.Either<ApiError, unknown>> => {
  try {
    return E.right(JSON.parse(await context.req.text()) as unknown);
  } catch {
    return E.left({ _tag: 'BodyNotJson' });
  }
};

export const fieldInvalid = (field: string, expected: string): ApiError => ({
  _tag: 'RequestInvalid',
  errors: [{ field, expected }],
});

export const limitOf = (text: string | undefined): E.Either<ApiError, number> => {
  const limit = text === undefined ? USUAL_PER_PAGE : Number(text);
  return Number.isInteger(limit) && limit >= 1 && limit <= MOST_PER_PAGE
    ? E.right(limit)
    : E.left(fieldInvalid('limit', `a whole number from 1 to ${MOST_PER_PAGE}`));
};

/** RFC 8288: the next page, when this one was full. */
export const linkTo = (
  context: Context,
  parameter: string,
  last: string | undefined,
): Record<string, string> => {
  if (last === undefined) return {};
  const next = new URL(context.req.url);
  next.searchParams.set(parameter, last);
  return { link: `<${next.pathname}${next.search}>; rel="next"` };
};
