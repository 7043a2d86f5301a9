// Calls that come within the same moment share a request, and those that come while requests are under way share the next one:
// the busier it is, the more they share. It knows nothing of what is sent.

export interface GatheringOptions<A, B> {
  /** The sum of sizes that one request takes. */
  readonly most: number;
  /** 1 an item unless given; one that is larger than `most` goes alone. */
  readonly sizeOf?: (item: A) => number;
  /** A request is sent once nobody has come for so long, */
  readonly quietMs: number;
  /** but the first that came waits no longer than this. */
  readonly mostMs: number;
  /** Requests under way at once. */
  readonly mostAtOnce: number;
  /** Answers for each item, in their order. Must not throw. */
  readonly send: (items: ReadonlyArray<A>) => Promise<ReadonlyArray<B>>;
}

interface Waiting<A, B> {
  readonly item: A;
  readonly answer: (answered: B) => void;
}

/** @returns a function that sends one item with others and answers for it alone */
export const gathering = <A, B>(options: GatheringOptions<A, B>): ((item: A) => Promise<B>) => {
  const { most, sizeOf = () => 1, quietMs, mostMs, mostAtOnce, send } = options;
  const waiting: Array<Waiting<A, B>> = [];
  let waitingSize = 0;
  let underWay = 0;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let firstCameMs = 0;

  const next = (): ReadonlyArray<Waiting<A, B>> => {
    let size = 0;
    let count = 0;
    for (const { item } of waiting) {
      size += sizeOf(item);
      if (count > 0 && size > most) break;
      count += 1;
    }
    const taken = waiting.splice(0, count);
    for (const { item } of taken) waitingSize -= sizeOf(item);
    return taken;
  };

  const flush = async (): Promise<void> => {
    const taken = next();
    underWay += 1;
    const answers = await send(taken.map(({ item }) => item));
    underWay -= 1;
    for (const [index, { answer }] of taken.entries()) answer(answers[index] as B);
    startMore();
  };

  /** What has waited for a request to end has waited long enough. */
  const startMore = (): void => {
    if (timer !== null) return;
    while (waiting.length > 0 && underWay < mostAtOnce) void flush();
  };

  return (item) =>
    new Promise((answer) => {
      waiting.push({ item, answer });
      waitingSize += sizeOf(item);
      if (underWay >= mostAtOnce) return;
      if (waitingSize >= most) {
        if (timer !== null) clearTimeout(timer);
        timer = null;
        startMore();
        return;
      }
      if (timer === null) {
        firstCameMs = performance.now();
        timer = setTimeout(() => {
          timer = null;
          startMore();
        }, quietMs);
      } else if (performance.now() - firstCameMs < mostMs - quietMs) timer.refresh();
    });
};
