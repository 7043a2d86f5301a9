// For suites: the value of a success, or a test failure that says what the failure was.
import * as E from 'fp-ts/lib/Either.js';

export const right = <A>(result: E.Either<unknown, A>): A => {
  if (E.isLeft(result)) throw new Error(`a success was expected, not ${JSON.stringify(result.left)}`);
  return result.right;
};
