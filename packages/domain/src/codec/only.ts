// Objects with known fields and no others.
import * as t from 'io-ts';
import { NO_SUCH_FIELD } from '../job/report-errors.ts';

/** An object with exactly these optional fields; one that is not known is an error at its own path. */
export const only = <P extends t.Props>(props: P): t.Type<t.TypeOf<t.PartialC<P>>> => {
  const codec = t.partial(props);
  const known = Object.keys(props);
  return new t.Type<t.TypeOf<t.PartialC<P>>>(
    'an object',
    codec.is,
    (input, context) => {
      if (typeof input !== 'object' || input === null || Array.isArray(input))
        return t.failure(input, context);
      const unknown = Object.keys(input).filter((key) => !known.includes(key));
      if (unknown.length === 0) return codec.validate(input, context);
      return t.failures(
        unknown.map((key) => ({
          value: undefined,
          context: t.appendContext(context, key, t.unknown),
          message: `${NO_SUCH_FIELD}; there are: ${known.join(', ')}`,
        })),
      );
    },
    t.identity,
  );
};
