// One of several texts, and values that may be absent on purpose.
import * as t from 'io-ts';

/** A value, or null to say that there is none. */
export const orNull = <A>(codec: t.Type<A>): t.Type<A | null> => {
  const name = `${codec.name}, or null`;
  return new t.Type<A | null>(
    name,
    (u): u is A | null => u === null || codec.is(u),
    (u, c) => {
      if (u === null) return t.success(null);
      const decoded = codec.validate(u, c);
      if (decoded._tag === 'Right') return t.success(decoded.right);
      // What is wrong deeper within is said there.
      return decoded.left.some(({ context }) => context.length > c.length) ? decoded : t.failure(u, c, name);
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
