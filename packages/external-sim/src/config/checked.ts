// The outcome of a check: the value, or everything that is wrong with it.

export type Checked<A> =
  | { readonly ok: true; readonly value: A }
  | { readonly ok: false; readonly problems: readonly string[] };

export const valid = <A>(value: A): Checked<A> => ({ ok: true, value });
export const invalid = (...problems: readonly string[]): Checked<never> => ({ ok: false, problems });
