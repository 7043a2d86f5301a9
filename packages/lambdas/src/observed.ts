// Around each function: what its log lines, its metrics and its trace have in common. They go out also when it fails.
import type { Context } from 'aws-lambda';
import type { Call } from './calls.ts';
import type { Home } from './compose.ts';
import { log } from './log.ts';
import { publish } from './metrics.ts';
import { kindOfFailure, openTrace, type Span } from './trace.ts';
import type { Whose } from './whose.ts';

/** An environment that was made ready beforehand kept nobody waiting. */
let cold = process.env['AWS_LAMBDA_INITIALIZATION_TYPE'] !== 'provisioned-concurrency';

export const observed =
  <A, B>(
    { name, reads, whoseOf }: Call<A>,
    { tally }: Pick<Home, 'tally'>,
    run: (input: A, context: Context, span: Span) => Promise<B>,
  ) =>
  async (input: unknown, context: Context): Promise<B> => {
    let whose: Whose = {};
    const trace = openTrace();
    log.addContext(context);
    if (cold) tally.add(null, 'ColdStarts', 1);
    cold = false;
    try {
      const read = reads(input);
      whose = whoseOf(read);
      log.appendKeys(whose);
      return await trace.within(name, whose, (span) => run(read, context, span));
    } catch (failure) {
      log.error('failed', { reason: kindOfFailure(failure) });
      throw failure;
    } finally {
      const { functionName: function_name } = context;
      publish(tally.take(), { ...whose, function_name, xray_trace_id: trace.traceId ?? undefined });
      log.resetKeys();
      await trace.send();
    }
  };
