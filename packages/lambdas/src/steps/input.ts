// What the functions are called with. What the state machine hands to them is checked: a wrong wiring is then told by name, not by an
// undefined somewhere. What AWS itself hands to them is taken as it is documented.
import type { SQSEvent } from 'aws-lambda';
import * as E from 'fp-ts/lib/Either.js';
import type { LambdaEvent } from 'hono/aws-lambda';
import * as t from 'io-ts';

const batch = t.union([
  t.type({ index: t.Int, startAt: t.Int, stopAt: t.Int, pageSize: t.Int }),
  t.type({ index: t.Int, chain: t.string, step: t.Int }),
  t.type({ index: t.Int, chain: t.string }),
]);
const textOrNull = t.union([t.string, t.null]);

export const prepareInput = t.type({
  executionId: t.string,
  event: t.union([t.type({ id: t.string, detail: t.unknown }), t.null]),
  jobId: textOrNull,
});
export const fetchInput = t.type({ jobId: t.string, batch });
export const failInput = t.type({ jobId: t.string, batch, error: t.string, cause: t.string });
export const fireInput = t.type({ scheduleId: t.string, plannedAt: t.string });
export const settleInput = t.type({ executionId: t.string, jobId: t.string, key: textOrNull, waits: t.Int });

/** @throws TypeError that names what is wrong, never its value */
export const decoded = <A>(codec: t.Decoder<unknown, A>, input: unknown): A => {
  const result = codec.decode(input);
  if (E.isRight(result)) return result.right;
  // A union adds the numbers of its members to the path.
  const places = result.left.map(({ context }) =>
    context
      .map(({ key }) => key)
      .filter((key) => key !== '' && !/^\d+$/.test(key))
      .join('.'),
  );
  throw new TypeError(`the step was called with a wrong input: ${[...new Set(places)].join(', ')}`);
};

export const reads =
  <A>(codec: t.Decoder<unknown, A>) =>
  (input: unknown): A =>
    decoded(codec, input);

export const messagesOf = (input: unknown): SQSEvent['Records'] => (input as SQSEvent).Records;

/** A request in the second version of the gateway's payload. */
export type Request = Extract<LambdaEvent, { readonly rawPath: string }>;

export const requestOf = (input: unknown): Request => input as Request;
