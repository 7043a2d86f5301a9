// Keeps one proof for all requests that share it: had once however many ask at the same time, anew before it expires, and
// anew when the partner refuses it.
import type { Clock, PartnerFailure } from '@api-poller/domain';
import * as E from 'fp-ts/lib/Either.js';
import type { Proof } from './proof.ts';

/** A proof as it was obtained. */
export interface Obtained {
  readonly proof: Proof;
  /** From then on it is had anew before it is used, in milliseconds since the epoch. */
  readonly renewAtMs: number;
  /** From then on it is of no use. */
  readonly expiresAtMs: number;
}

export interface Kept {
  readonly proof: Proof;
  /** Which one it is, so that who was refused can say with what. */
  readonly generation: number;
}

export interface KeptProof {
  /** The proof to use now. One that could not be renewed is used until it expires. */
  readonly current: () => Promise<E.Either<PartnerFailure, Kept>>;
  /**
   * The partner answered 401 to a request of that generation. Many such answers at once renew once.
   * @returns what to send the request again with; null when that was tried and refused too often
   */
  readonly refused: (generation: number) => Promise<E.Either<PartnerFailure, Kept> | null>;
  /** The partner took a request with it. */
  readonly accepted: () => void;
}

/**
 * Renewals in a row that brought nothing but the next 401. One is a token that was revoked; by the third it is this client that
 * is not wanted, and asking for a token with each page would get it banned.
 */
const MOST_REFUSALS = 3;
/** After that one more a minute, so that a server that runs for weeks recovers once somebody has mended the access. */
const REFUSALS_FORGOTTEN_MS = 60_000;

/** Between two tries to renew a proof that still holds: a token endpoint that is down is not asked with every page. */
const RETRY_RENEWAL_MS = 5_000;

/** @param obtain asks for a proof; called again only after the call before has ended */
export const keptProof = (
  obtain: () => Promise<E.Either<PartnerFailure, Obtained>>,
  clock: Clock,
): KeptProof => {
  let held: Obtained | null = null;
  let generation = 0;
  let refusals = 0;
  let refusedMs = 0;
  let notBeforeMs = 0;
  let pending: Promise<E.Either<PartnerFailure, Kept>> | null = null;

  const renewed = async (mayFallBack: boolean): Promise<E.Either<PartnerFailure, Kept>> => {
    try {
      const obtained = await obtain();
      if (E.isRight(obtained)) {
        held = obtained.right;
        generation += 1;
        return E.right({ proof: held.proof, generation });
      }
      if (!mayFallBack || held === null || clock.nowMs() >= held.expiresAtMs) return obtained;
      notBeforeMs = clock.nowMs() + RETRY_RENEWAL_MS;
      return E.right({ proof: held.proof, generation });
    } finally {
      pending = null;
    }
  };
  /** Only called while none is under way. */
  const renew = (mayFallBack: boolean): Promise<E.Either<PartnerFailure, Kept>> => {
    pending = renewed(mayFallBack);
    return pending;
  };

  const current = (): Promise<E.Either<PartnerFailure, Kept>> => {
    if (pending !== null) return pending;
    const nowMs = clock.nowMs();
    const due =
      held === null || nowMs >= held.expiresAtMs || (nowMs >= held.renewAtMs && nowMs >= notBeforeMs);
    return held === null || due ? renew(true) : Promise.resolve(E.right({ proof: held.proof, generation }));
  };

  return {
    current,
    refused: async (used) => {
      // Somebody else who was refused has renewed it, or is about to.
      if (used !== generation || pending !== null) return current();
      const nowMs = clock.nowMs();
      if (refusals >= MOST_REFUSALS && nowMs < refusedMs + REFUSALS_FORGOTTEN_MS) return null;
      refusals += 1;
      refusedMs = nowMs;
      return renew(false);
    },
    accepted: () => {
      refusals = 0;
    },
  };
};
