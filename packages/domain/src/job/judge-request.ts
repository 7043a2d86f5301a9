// What can be judged of a request beyond its form, before anything is stored or sent: its address and its processor.
// A name that resolves to a forbidden address is not seen here: the partner's adapter refuses it before it connects.
import * as E from 'fp-ts/lib/Either.js';
import { judgeUrl, type AddressPolicy } from '../address/address-policy.ts';
import type { RequestInvalid } from './job-request.codec.ts';
import type { JobRequest } from './job-request.ts';

export interface Abilities {
  readonly policy: AddressPolicy;
  /** Names of the processors that are defined where the job will run. */
  readonly processors: ReadonlyArray<string>;
}

const refused = (field: string, expected: string): E.Either<RequestInvalid, never> =>
  E.left({ _tag: 'RequestInvalid', errors: [{ field, expected }] });

const PUBLIC = 'a public address; if you trust this one, allow it with --allow-host HOST:PORT';

export const judgeRequest =
  ({ policy, processors }: Abilities) =>
  (request: JobRequest): E.Either<RequestInvalid, JobRequest> => {
    const { processor, url, webhook } = request;
    if (processor.kind === 'custom' && !processors.includes(processor.name))
      return refused(
        'processor.name',
        processors.length === 0
          ? 'a processor that is defined here; there are none'
          : `one of the processors that are defined here: ${processors.join(', ')}`,
      );
    if (E.isLeft(judgeUrl(policy, url))) return refused('url', PUBLIC);
    return webhook === null || E.isRight(judgeUrl(policy, webhook.url))
      ? E.right(request)
      : refused('webhook.url', PUBLIC);
  };
