// io-ts codecs that say by name what they expect: the errors of a request are made of these names, never of its values.
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

export const wholeNumber = (least: number, most: number): t.Type<number> => {
  const is = (u: unknown): u is number =>
    Number.isInteger(u) && (u as number) >= least && (u as number) <= most;
  return new t.Type(
    `a whole number from ${least} to ${most}`,
    is,
    (u, c) => (is(u) ? t.success(u) : t.failure(u, c)),
    t.identity,
  );
};

export const numberFrom = (least: number, most: number): t.Type<number> => {
  const is = (u: unknown): u is number => typeof u === 'number' && u >= least && u <= most;
  return new t.Type(
    `a number from ${least} to ${most}`,
    is,
    (u, c) => (is(u) ? t.success(u) : t.failure(u, c)),
    t.identity,
  );
};

export const textOf = (name: string, holds: (text: string) => boolean): t.Type<string> => {
  const is = (u: unknown): u is string => typeof u === 'string' && holds(u);
  return new t.Type(name, is, (u, c) => (is(u) ? t.success(u) : t.failure(u, c)), t.identity);
};

/** A value, or null to say that there is none. */
export const orNull = <A>(codec: t.Type<A>): t.Type<A | null> => {
  const is = (u: unknown): u is A | null => u === null || codec.is(u);
  return new t.Type(
    `${codec.name}, or null`,
    is,
    (u, c) => {
      if (u === null) return t.success(null);
      const decoded = codec.validate(u, c);
      return decoded._tag === 'Right' ? t.success(decoded.right) : t.failure(u, c, `${codec.name}, or null`);
    },
    t.identity,
  );
};

export const oneOf = <T extends string>(...values: readonly [T, ...T[]]): t.Type<T> => {
  const is = (u: unknown): u is T => values.some((value) => value === u);
  const quoted = values.map((value) => `"${value}"`);
  const name =
    quoted.length === 1 ? (quoted[0] ?? '') : `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1) ?? ''}`;
  return new t.Type(name, is, (u, c) => (is(u) ? t.success(u) : t.failure(u, c)), t.identity);
};
