// What is measured, in which order, and how often. It gives figures and judges none: targets.ts does.
import {
  CONCURRENCY,
  RECORDS_PER_PAGE,
  type Download,
  type ProgressReads,
  type WholeWay,
} from './figures.ts';
import type { Processes } from './processes.ts';

/** How much of everything; two sizes of the same benchmark. */
export interface Extent {
  /** Pages of the job that is compared with the bare loop, and how often it is. */
  readonly pages: number;
  readonly rounds: number;
  /** Jobs besides whose memory is looked at, by their pages. */
  readonly memoryPages: ReadonlyArray<number>;
  /** Pages of the job with a slow partner; the serial client takes a few of them, one after the other. */
  readonly slowPages: number;
  readonly serialPages: number;
  /** Tasks of the two jobs whose progress is read. */
  readonly progressTasks: readonly [number, number];
}

export const wholeExtent: Extent = {
  pages: 10_000,
  rounds: 5,
  // Three of the small ones, because a peak of a second's run depends on when the garbage collector happened to come.
  memoryPages: [1_000, 1_000, 1_000, 100_000],
  slowPages: 1_000,
  serialPages: 30,
  progressTasks: [100, 100_000],
};

export const quickExtent: Extent = {
  pages: 1_000,
  rounds: 3,
  memoryPages: [],
  // The few requests before and behind the pages come one after the other: among 500 they alone would miss the target.
  slowPages: 1_000,
  serialPages: 8,
  progressTasks: [100, 10_000],
};

/** The latency of the slow partner: that of a far one. */
export const SLOW_MS = 100;

/** A job of so many pages that went the whole way. */
export interface Job {
  readonly pages: number;
  readonly figures: WholeWay;
}

export interface Figures {
  readonly rounds: ReadonlyArray<{ readonly floor: Download; readonly whole: WholeWay }>;
  readonly slow: { readonly serial: Download; readonly whole: WholeWay };
  readonly progress: ProgressReads;
  /** Every job that ran, those of the rounds included. */
  readonly jobs: ReadonlyArray<Job>;
}

export const measure = async (
  { run, withFolder, withPartner }: Processes,
  extent: Extent,
  say: (line: string) => void,
): Promise<Figures> => {
  const jobs: Job[] = [];
  const wholeWay = (url: string, pages: number): Promise<WholeWay> =>
    withFolder(async (folder) => {
      const figures = await run<WholeWay>('poller/bench/whole-way.ts', [url, folder]);
      jobs.push({ pages, figures });
      return figures;
    });
  const download = (url: string, pages: number, concurrency: number): Promise<Download> =>
    run<Download>('adapters-http/bench/download.ts', [url, pages, RECORDS_PER_PAGE, concurrency]);
  const partnerOf = (pages: number, delayMs = 0) => ({ records: pages * RECORDS_PER_PAGE, delayMs });

  const { pages } = extent;
  const rounds = await withPartner(partnerOf(pages), async (url) => {
    const done: Array<Figures['rounds'][number]> = [];
    // The simulated partner's compiler warms up on a round that does not count.
    await download(url, pages, CONCURRENCY);
    for (let round = 1; round <= extent.rounds; round += 1) {
      say(`${pages} pages, round ${round} of ${extent.rounds}`);
      done.push({ floor: await download(url, pages, CONCURRENCY), whole: await wholeWay(url, pages) });
    }
    return done;
  });
  const slow = await withPartner(partnerOf(extent.slowPages, SLOW_MS), async (url) => {
    say(`${extent.slowPages} pages of a partner that takes ${SLOW_MS} ms`);
    const serial = await download(url, extent.serialPages, 1);
    return { serial, whole: await wholeWay(url, extent.slowPages) };
  });
  say(`progress of jobs of ${extent.progressTasks.join(' and ')} tasks`);
  const progress = await withFolder((folder) =>
    run<ProgressReads>('poller/bench/progress-reads.ts', [folder, ...extent.progressTasks]),
  );
  for (const size of extent.memoryPages) {
    say(`memory of a job of ${size} pages`);
    await withPartner(partnerOf(size), (url) => wholeWay(url, size));
  }
  return { rounds, slow, progress, jobs };
};
