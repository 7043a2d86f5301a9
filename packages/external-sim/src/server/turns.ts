// Counts whose turn it is: the number of the request and the attempt of its place.

export interface Turns {
  /** @returns both from 1. */
  readonly next: (place: string) => { readonly number: number; readonly attempt: number };
  /** How many there were so far. */
  readonly count: () => number;
}

/** About 20 MB. Lower forgets the places of a running job, whose errors then repeat; higher only costs memory. */
const rememberedPlaces = 200_000;

/** @param remember how many places are known at a time; the place first asked for longest ago is forgotten. */
export const countTurns = (remember = rememberedPlaces): Turns => {
  const attempts = new Map<string, number>();
  let number = 0;
  return {
    next: (place) => {
      const attempt = (attempts.get(place) ?? 0) + 1;
      attempts.set(place, attempt);
      const first = attempts.size > remember ? attempts.keys().next() : undefined;
      if (first?.done === false) attempts.delete(first.value);
      number += 1;
      return { number, attempt };
    },
    count: () => number,
  };
};
