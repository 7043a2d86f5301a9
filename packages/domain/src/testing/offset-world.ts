// For specs of data that moves and of partners that state what is not so: rows behind a partner by offset, and one job over them.
import * as E from 'fp-ts/lib/Either.js';
import type { JobResource } from '../job/job-resource.ts';
import { right } from './expect-right.ts';
import type { Answer } from './memory-home.ts';
import { firstIds, homeAsking } from './whole-home.ts';

export interface World {
  /** Ids in the order of the list, at the n-th request. */
  readonly rows: (before: number) => ReadonlyArray<number>;
  readonly stated?: (rows: ReadonlyArray<number>) => unknown;
  readonly cap?: number;
  /** In place of the page. */
  readonly instead?: (startAt: number, count: number, before: number) => Answer | null;
}

/** Rows that do not move. */
export const still = (total: number) => () => firstIds(total);

/** A page as the partner writes it, whatever is true. */
export const pageStating = (total: unknown, ids: ReadonlyArray<number>, beside: object = {}): Answer =>
  E.right({
    status: 200,
    body: JSON.stringify({ totalRecords: total, ...beside, payload: ids.map((id) => ({ id })) }),
  });

const partnerOf =
  ({ rows, stated = (all) => all.length, cap = 100, instead = () => null }: World) =>
  (url: string, before: number): Answer => {
    const query = new URL(url).searchParams;
    const startAt = Number(query.get('startAt'));
    const count = Number(query.get('count'));
    const all = rows(before);
    return (
      instead(startAt, count, before) ??
      pageStating(stated(all), all.slice(startAt, startAt + Math.min(count, cap)))
    );
  };

export interface RanWorld extends JobResource {
  /** Of the records that were delivered, in ascending order. */
  readonly ids: ReadonlyArray<number>;
}

/** One job from its submission to its verdict, one request after the other. */
export const runWorld = async (world: World, pagination: object = {}): Promise<RanWorld> => {
  const home = homeAsking(({ url }, before) => partnerOf(world)(url, before));
  right(
    await home.submit({
      url: 'https://partner.example/rows',
      pagination: { kind: 'offset', pageSize: null, ...pagination },
      limits: { concurrency: 1 },
    }),
  );
  await home.prepare();
  for (let i = 0; i < 40 && !(await home.round()).settled; i += 1);
  return { ...(await home.resource()), ids: home.records().toSorted((a, b) => a - b) };
};
