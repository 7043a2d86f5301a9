// Around each function: what its log lines and its metrics have in common. Its metrics go out also when it fails.
import type { Context } from 'aws-lambda';
import type { Home } from './compose.ts';
import { log } from './log.ts';
import { publish } from './metrics.ts';
import type { Whose } from './whose.ts';

/** An environment that was made ready beforehand kept nobody waiting. */
let cold = process.env['AWS_LAMBDA_INITIALIZATION_TYPE'] !== 'provisioned-concurrency';

/** What is said of a failure: its kind. Its message may repeat what it could not read. */
const kindOf = (failure: unknown): string => (failure instanceof Error ? failure.name : typeof failure);

export const observed =
  <A, B>(
    { tally }: Pick<Home, 'tally'>,
    reads: (input: unknown) => A,
    whoseOf: (input: A) => Whose,
    run: (input: A, context: Context) => Promise<B>,
  ) =>
  async (input: unknown, context: Context): Promise<B> => {
    let whose: Whose = {};
    log.addContext(context);
    if (cold) tally.add(null, 'ColdStarts', 1);
    cold = false;
    try {
      const read = reads(input);
      whose = whoseOf(read);
      log.appendKeys(whose);
      return await run(read, context);
    } catch (failure) {
      log.error('failed', { reason: kindOf(failure) });
      throw failure;
    } finally {
      publish(tally.take(), { ...whose, function_name: context.functionName });
      log.resetKeys();
    }
  };
