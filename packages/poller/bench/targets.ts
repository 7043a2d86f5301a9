// From figures to rows: what was seen, what was wanted, and whether it was reached. Pure.
import { median, RECORDS_PER_PAGE, type WholeWay } from './figures.ts';
import { SLOW_MS, type Figures, type Job } from './measure.ts';

export interface Row {
  readonly what: string;
  readonly seen: string;
  /** Null for what is only told. */
  readonly target: string | null;
  readonly reached: boolean;
}

/** A fifth of what a small function or container has, and room for a job's 25 pages of the largest size that is allowed. */
const MOST_PEAK_MB = 250;
/** Peaks differ by a tenth from run to run; growth with the number of pages would double them. */
const MOST_GROWTH = 1.2;
/** Of what a client that stores nothing and processes nothing reaches. */
const LEAST_OF_FLOOR = 0.4;
/** 25 at once could be 25 times as fast; the rest is the job's beginning and end. */
const LEAST_SPEED_UP = 20;
/** Reads of a few microseconds differ so much by themselves; a count over the tasks would show a hundredfold. */
const MOST_PROGRESS_RATIO = 1.5;

const MB = 1e6;

const told = (what: string, seen: string): Row => ({ what, seen, target: null, reached: true });

/** @returns null when all is well, or what is wrong with the job */
export const whatIsWrong = (pages: number, { verdict, records, tasks, output }: WholeWay): string | null => {
  const wanted = pages * RECORDS_PER_PAGE;
  if (verdict !== 'COMPLETE') return `the verdict is ${verdict ?? 'none'}`;
  if (tasks !== pages) return `${tasks} tasks are COMPLETE`;
  if (records !== wanted) return `the job counts ${records} records`;
  if (output.lines !== wanted) return `the output has ${output.lines} lines`;
  if (output.differentIds !== wanted) return `the output has ${output.differentIds} different records`;
  return null;
};

const speedRows = ({ rounds }: Figures): ReadonlyArray<Row> => {
  const pages = rounds[0]?.floor.pages ?? 0;
  const bytes = Math.round((rounds[0]?.floor.bytes ?? 0) / pages);
  const floor = median(rounds.map((round) => pages / round.floor.seconds));
  const whole = median(rounds.map((round) => pages / round.whole.seconds));
  const ratio = median(rounds.map((round) => round.floor.seconds / round.whole.seconds));
  const cpuMs = (side: 'floor' | 'whole'): string =>
    median(rounds.map((round) => (round[side].cpuSeconds * 1000) / pages)).toFixed(2);
  const size = `${pages.toLocaleString('en')} pages of ${bytes.toLocaleString('en')} bytes`;
  return [
    told(`the floor, a loop that only downloads (${size})`, `${Math.round(floor)} pages/s`),
    told('the whole way', `${Math.round(whole)} pages/s`),
    {
      what: 'the whole way, of the floor',
      seen: ratio.toFixed(2),
      target: `>= ${LEAST_OF_FLOOR}`,
      reached: ratio >= LEAST_OF_FLOOR,
    },
    told('processor time a page, floor / whole way', `${cpuMs('floor')} / ${cpuMs('whole')} ms`),
  ];
};

const slowRow = ({ slow: { serial, whole } }: Figures): Row => {
  const speedUp = whole.tasks / whole.seconds / (serial.pages / serial.seconds);
  return {
    what: `${whole.tasks} pages of ${SLOW_MS} ms each, against one after the other`,
    seen: `${speedUp.toFixed(1)} times as fast`,
    target: `>= ${LEAST_SPEED_UP}`,
    reached: speedUp >= LEAST_SPEED_UP,
  };
};

const progressRow = ({ progress: { jobs } }: Figures): Row => {
  const [small, large] = jobs;
  const ratio = (large?.microseconds ?? Number.NaN) / (small?.microseconds ?? Number.NaN);
  return {
    what: `reading progress, ${jobs.map(({ tasks }) => tasks.toLocaleString('en')).join(' and ')} tasks`,
    seen: `${jobs.map(({ microseconds }) => microseconds.toFixed(1)).join(' and ')} us, ratio ${ratio.toFixed(2)}`,
    target: `<= ${MOST_PROGRESS_RATIO}`,
    reached: ratio <= MOST_PROGRESS_RATIO,
  };
};

const peakOf = (jobs: ReadonlyArray<Job>, pages: number): number =>
  median(jobs.filter((job) => job.pages === pages).map(({ figures }) => figures.peakRssBytes / MB));

/** @param slowPages a job with a slow partner holds back what it does; its memory says nothing about the others */
const memoryRows = ({ jobs, rounds, slow }: Figures): ReadonlyArray<Row> => {
  const fast = jobs.filter(({ figures }) => figures !== slow.whole);
  const sizes = [...new Set([...fast.map(({ pages }) => pages), ...rounds.map(({ floor }) => floor.pages)])];
  const ascending = sizes.toSorted((a, b) => a - b);
  const peaks = ascending.map((pages): Row => {
    const peak = peakOf(fast, pages);
    return {
      what: `peak memory, ${pages.toLocaleString('en')} pages`,
      seen: `${Math.round(peak)} MB`,
      target: `< ${MOST_PEAK_MB} MB`,
      reached: peak < MOST_PEAK_MB,
    };
  });
  const [least = 0, most = 0] = [ascending[0], ascending.at(-1)];
  if (least === most) return peaks;
  const growth = peakOf(fast, most) / peakOf(fast, least);
  return [
    ...peaks,
    {
      what: `peak memory, ${most.toLocaleString('en')} against ${least.toLocaleString('en')} pages`,
      seen: `${growth.toFixed(2)} times`,
      target: `<= ${MOST_GROWTH}`,
      reached: growth <= MOST_GROWTH,
    },
  ];
};

const accountRow = ({ jobs }: Figures): Row => {
  const wrong = jobs.flatMap(({ pages, figures }) => {
    const problem = whatIsWrong(pages, figures);
    return problem === null ? [] : [`of ${pages} pages: ${problem}`];
  });
  return {
    what: 'jobs that are COMPLETE, with each record exactly once in the output',
    seen: [`${jobs.length - wrong.length} of ${jobs.length}`, ...wrong].join('; '),
    target: 'all',
    reached: wrong.length === 0 && jobs.length > 0,
  };
};

export const rowsOf = (figures: Figures): ReadonlyArray<Row> => [
  ...speedRows(figures),
  slowRow(figures),
  progressRow(figures),
  ...memoryRows(figures),
  accountRow(figures),
];

/** The rows as text: one line each, columns aligned. */
export const tableOf = (rows: ReadonlyArray<Row>): string => {
  const cells = rows.map(({ what, seen, target, reached }) => [
    what,
    seen,
    target ?? '',
    target === null ? '' : reached ? 'reached' : 'MISSED',
  ]);
  const all = [['', 'seen', 'target', ''], ...cells];
  const widths = [0, 1, 2].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};
