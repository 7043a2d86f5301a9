// Which records there are at a page request, and which there always were: what a run is judged by.
import type { SimulatorConfig } from '../config/simulator-config.ts';
import { timelineOf } from './respond.ts';
import { filtered, idsOf, type Sequence } from './timeline.ts';

/** Can be gone through many times, and takes no memory for the ids. */
const iterable = (sequence: Sequence): Iterable<number> => ({ [Symbol.iterator]: () => idsOf(sequence) });

/** The ids, in their order, that the n-th page request sees, n from 1. */
export const datasetAt = (config: SimulatorConfig, request: number): Iterable<number> =>
  iterable(timelineOf(config).at(request));

/**
 * The ids that were there at the first page request and still are at the n-th: no run of n requests may end without
 * them. No id comes back once it is gone, and those that came in later are above those of the first request.
 */
export const stableIdsAt = (config: SimulatorConfig, request: number): Iterable<number> => {
  const data = timelineOf(config);
  return iterable(filtered(data.at(request), { gte: 0, lt: data.idsAt(1) }));
};
