// When chains have been walked: does a list that is walked by places still begin as it was read? One request a chain. A chain by
// cursors is not asked: its partner answers for its own places.
import * as E from 'fp-ts/lib/Either.js';
import type { StoreUnavailable } from '../ambient/ambient.port.ts';
import { stepIdOf, type Chain } from '../chain/chain.ts';
import type { Checkpoint } from '../chain/checkpoints.port.ts';
import type { AskEnvironment, PageRefused } from '../contact/ask-page.ts';
import { askAndRead, fingerprintsIn } from '../contact/read-answer.ts';
import { fingerprintKeys } from '../fingerprint/fingerprint.ts';
import type { Fingerprints } from '../fingerprint/fingerprints.port.ts';
import type { Job } from '../job/job.ts';
import { chainedRequest } from '../pagination/page-request.ts';
import type { ChainedPagination } from '../pagination/pagination.ts';
import type { Evidence } from './verdict.ts';

export interface LookAtHeadsEnvironment extends AskEnvironment {
  readonly fingerprints: Fingerprints;
}

type Stopped = Extract<PageRefused, { readonly _tag: 'Stopped' }>;

export const lookAtHeads = async (
  env: LookAtHeadsEnvironment,
  job: Job,
  pagination: ChainedPagination,
  walked: ReadonlyArray<{ readonly chain: Chain; readonly checkpoint: Checkpoint }>,
  mayGoOn: () => boolean,
): Promise<E.Either<StoreUnavailable | Stopped, ReadonlyArray<Evidence>>> => {
  const shifted: Evidence[] = [];
  for (const { chain, checkpoint } of walked) {
    if (!checkpoint.measures.byPlace) continue;
    const asked = chainedRequest(job.request, pagination, null, chain.range);
    const answer = await askAndRead(env)(job.request, pagination, asked, mayGoOn)();
    if (E.isLeft(answer)) {
      const { left } = answer;
      if (left._tag === 'StoreUnavailable' || left._tag === 'Stopped') return E.left(left);
      shifted.push({
        kind: 'END_UNCONFIRMED',
        detail: `the first page could not be looked at again: ${left.detail}`,
      });
      continue;
    }
    const kept = await env.fingerprints.get(job.id, stepIdOf(chain.id, 0))();
    if (E.isLeft(kept)) return kept;
    const [before] = kept.right === null ? [] : fingerprintKeys(kept.right);
    const [now] = fingerprintKeys(fingerprintsIn(pagination, answer.right));
    if (before !== now) shifted.push({ kind: 'ROWS_SHIFTED', at: [0] });
  }
  return E.right(shifted);
};
