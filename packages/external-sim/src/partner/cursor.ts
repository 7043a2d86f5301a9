// Cursors that a client cannot read: they name the record after which the next page starts, so they survive insertions
// and deletions before it. Made by seed, so that one that was never given out is known.
import { draw } from './draw.ts';

/** The cursor of the very first page. */
export const beforeAll = -1;

const checksum = (seed: number, id: number): string =>
  Math.floor(draw(seed, 'token', [id]) * 2 ** 32).toString(36);

/** @param id the record before the page, or {@link beforeAll}. */
export const writeCursor = (seed: number, id: number): string =>
  Buffer.from(`after ${id} ${checksum(seed, id)}`).toString('base64url');

/** @returns the id, or undefined if this is no cursor of this seed. */
export const readCursor = (seed: number, text: string): number | undefined => {
  const id = Number(/^after (-?\d+) /.exec(Buffer.from(text, 'base64url').toString('latin1'))?.[1]);
  return Number.isSafeInteger(id) && writeCursor(seed, id) === text ? id : undefined;
};
