// Numbers within bounds, which their name states.
import * as t from 'io-ts';

const numberThat = (name: string, holds: (n: number) => boolean): t.Type<number> => {
  const is = (u: unknown): u is number => typeof u === 'number' && holds(u);
  return new t.Type(name, is, (u, c) => (is(u) ? t.success(u) : t.failure(u, c)), t.identity);
};

export const wholeNumber = (least: number, most: number): t.Type<number> =>
  numberThat(
    `a whole number from ${least} to ${most}`,
    (n) => Number.isInteger(n) && n >= least && n <= most,
  );

export const numberFrom = (least: number, most: number): t.Type<number> =>
  numberThat(`a number from ${least} to ${most}`, (n) => n >= least && n <= most);
