// The first contact: one record is asked for, to learn the total and the page size.
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { StoreUnavailable } from '../ambient/ambient.port.ts';
import type { JobRequest } from '../job/job-request.ts';
import { readObject, type PageMalformed } from '../page/read-page.ts';
import type { FirstContact } from '../plan/plan.ts';
import { askPage, type AskEnvironment, type PageRefused } from './ask-page.ts';

export const makeContact =
  (env: AskEnvironment) =>
  (
    request: JobRequest,
    mayGoOn: () => boolean,
  ): TaskEither<PageRefused | PageMalformed | StoreUnavailable, FirstContact> =>
  async () => {
    const answer = await askPage(env)(request, { startAt: 0, count: 1 }, mayGoOn)();
    if (E.isLeft(answer)) return answer;
    return E.map(({ object }: { readonly object: Readonly<Record<string, unknown>> }) => ({
      total: object[request.pagination.total],
      pageSize: object[request.pagination.pageSize],
    }))(readObject(answer.right.body));
  };
