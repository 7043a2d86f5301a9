// The sequence of records as it changes: a function of the number of the page request, in memory of the number of changes.
// A record's id is its identity and never changes; its position does. No page and no request here.

/** The ids `from` … `from + count - 1`. */
export interface IdRange {
  readonly from: number;
  readonly count: number;
}

/** Ids that stand side by side. The deleted stay where they stood, so that a cursor to one of them still has a place. */
interface Segment extends IdRange {
  readonly deleted: boolean;
}

export interface Sequence {
  readonly segments: readonly Segment[];
  /** How many records live in it. */
  readonly total: number;
}

/** After the first `atRequest` page requests, `by` records come in or go at a position; at Infinity, at the end. */
export interface Mutation {
  readonly kind: 'insert' | 'delete';
  readonly atRequest: number;
  readonly index: number;
  readonly by: number;
}

export interface Timeline {
  /** The sequence that the n-th page request sees, n from 1. */
  readonly at: (request: number) => Sequence;
  /** How many ids were ever given out by then; those from `records` on were inserted later. */
  readonly idsAt: (request: number) => number;
}

const livingIn = (segments: readonly Segment[]): number =>
  segments.reduce((sum, { count, deleted }) => sum + (deleted ? 0 : count), 0);

/** The first part holds exactly `living` records, or all. */
const splitAfter = (
  segments: readonly Segment[],
  living: number,
): readonly [readonly Segment[], readonly Segment[]] => {
  let left = living;
  for (const [index, segment] of segments.entries()) {
    if (left === 0) return [segments.slice(0, index), segments.slice(index)];
    if (!segment.deleted && segment.count > left) {
      const first = { ...segment, count: left };
      const rest = { ...segment, from: segment.from + left, count: segment.count - left };
      return [
        [...segments.slice(0, index), first],
        [rest, ...segments.slice(index + 1)],
      ];
    }
    if (!segment.deleted) left -= segment.count;
  }
  return [segments, []];
};

const mutate = (segments: readonly Segment[], mutation: Mutation, nextId: number): readonly Segment[] => {
  const [before, after] = splitAfter(segments, mutation.index);
  if (mutation.kind === 'insert')
    return [...before, { from: nextId, count: mutation.by, deleted: false }, ...after];
  const [doomed, rest] = splitAfter(after, mutation.by);
  return [...before, ...doomed.map((segment) => ({ ...segment, deleted: true })), ...rest];
};

const sequenceOf = (segments: readonly Segment[]): Sequence => ({ segments, total: livingIn(segments) });

/**
 * @param records how many there are at first, with the ids 0 … records - 1; new ones get the ids above all others, in
 * the order in which they come.
 */
export const timeline = (records: number, mutations: readonly Mutation[]): Timeline => {
  const inOrder = mutations.toSorted((one, other) => one.atRequest - other.atRequest);
  const appliedAt = (request: number): number =>
    inOrder.filter(({ atRequest }) => atRequest < request).length;
  const insertedBy = (applied: number): number =>
    inOrder.slice(0, applied).reduce((sum, { kind, by }) => sum + (kind === 'insert' ? by : 0), 0);
  const start = sequenceOf(records === 0 ? [] : [{ from: 0, count: records, deleted: false }]);
  // Requests mostly come in order, so the sequence of the last one is the one wanted next.
  let known = { applied: 0, sequence: start };

  const after = (applied: number): Sequence => {
    if (applied < known.applied) known = { applied: 0, sequence: start };
    let { segments } = known.sequence;
    for (let index = known.applied; index < applied; index += 1) {
      const mutation = inOrder[index];
      if (mutation !== undefined) segments = mutate(segments, mutation, records + insertedBy(index));
    }
    if (applied !== known.applied) known = { applied, sequence: sequenceOf(segments) };
    return known.sequence;
  };

  return {
    at: (request) => (inOrder.length === 0 ? start : after(appliedAt(request))),
    idsAt: (request) => records + insertedBy(appliedAt(request)),
  };
};

/** Ids from `gte` on and below `lt`. */
export interface IdFilter {
  readonly gte: number;
  readonly lt: number;
}

const overlap = (range: IdRange, { gte, lt }: IdFilter): IdRange => {
  const from = Math.max(range.from, gte);
  return { from, count: Math.max(0, Math.min(range.from + range.count, lt) - from) };
};

/** Only the records that pass the filter, in their order. */
export const filtered = (sequence: Sequence, filter: IdFilter): Sequence =>
  sequenceOf(sequence.segments.map((segment) => ({ ...segment, ...overlap(segment, filter) })));

/** The ids at the positions `start` … `start + count - 1`, as far as there are any. */
export const idsFrom = (sequence: Sequence, start: number, count: number): readonly IdRange[] => {
  const ranges: IdRange[] = [];
  let [skip, left] = [start, count];
  for (const segment of sequence.segments) {
    if (left <= 0) break;
    if (segment.deleted) continue;
    const taken = Math.min(left, segment.count - skip);
    if (taken > 0) ranges.push({ from: segment.from + skip, count: taken });
    left -= Math.max(0, taken);
    skip = Math.max(0, skip - segment.count);
  }
  return ranges;
};

/** How many records that pass the filter stand before and at this id, living or deleted; undefined if it never was. */
export const positionAfter = (sequence: Sequence, id: number, filter: IdFilter): number | undefined => {
  let position = 0;
  for (const segment of sequence.segments) {
    const here = id >= segment.from && id < segment.from + segment.count;
    const upTo = here ? { from: segment.from, count: id + 1 - segment.from } : segment;
    if (!segment.deleted) position += overlap(upTo, filter).count;
    if (here) return position;
  }
  return undefined;
};

/** The first `count` ids of these. */
export const firstOf = (ranges: readonly IdRange[], count: number): readonly IdRange[] => {
  let left = count;
  return ranges.flatMap((range) => {
    const taken = Math.min(left, range.count);
    left -= taken;
    return taken > 0 ? [{ from: range.from, count: taken }] : [];
  });
};

/** The living ids in their order, one by one. */
export function* idsOf(sequence: Sequence): Generator<number> {
  for (const { from, count, deleted } of sequence.segments)
    if (!deleted) for (let id = from; id < from + count; id += 1) yield id;
}
