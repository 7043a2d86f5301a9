// Read, decide, replace at the revision read; again when somebody else was faster. For all that is stored under a revision.
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { StoreUnavailable } from './ambient.port.ts';

/** Somebody else has replaced the document since it was read. */
export interface RevisionMoved {
  readonly _tag: 'RevisionMoved';
}

export interface Changeable<A, U> {
  /** For a message: "job 42". */
  readonly name: string;
  readonly read: TaskEither<StoreUnavailable | U, A>;
  readonly replace: (changed: A) => TaskEither<StoreUnavailable | RevisionMoved, A>;
}

/** Ten lost races in a row mean that something writes in a loop; one more round would not help. */
const MOST_ROUNDS = 10;

/** @param decide the document as it shall be, or a refusal; the same document means that nothing is to be written */
export const change =
  <A, U, R>(
    { name, read, replace }: Changeable<A, U>,
    decide: (now: A) => E.Either<R, A>,
  ): TaskEither<StoreUnavailable | U | R, A> =>
  async () => {
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const found = await read();
      if (E.isLeft(found)) return found;
      const decided = decide(found.right);
      if (E.isLeft(decided) || decided.right === found.right) return decided;
      const replaced = await replace(decided.right)();
      if (E.isRight(replaced)) return replaced;
      if (replaced.left._tag === 'StoreUnavailable') return E.left(replaced.left);
    }
    return E.left({
      _tag: 'StoreUnavailable',
      detail: `${name} was changed by others ${MOST_ROUNDS} times in a row`,
    });
  };
