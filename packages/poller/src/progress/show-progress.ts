// Shows a job's progress on stderr until told to stop: a bar that redraws itself on a terminal, plain lines elsewhere.
import type { JobResource } from '@api-poller/domain';
import { progressLine } from './progress-line.ts';

/** Ten times a second reads as movement; more is only work. */
const REDRAW_MS = 100;
/** Plain lines, for logs: often enough to see life. */
const LINE_MS = 2_000;
/** Where the width of the terminal is not known. */
const USUAL_COLUMNS = 120;

export interface Watched {
  /** The job as it stands now; null while it cannot be read. */
  readonly read: () => Promise<JobResource | null>;
  /** Tries that failed so far; null where nobody counts them. */
  readonly retries: () => number | null;
  readonly startedAt: number;
}

export const say = (text: string): void => void process.stderr.write(`${text}\n`);

/** @returns stops, and takes the bar away */
export const showProgress = ({ read, retries, startedAt }: Watched): (() => void) => {
  const terminal = process.stderr.isTTY;
  let shown = true;
  const draw = async (): Promise<void> => {
    const job = await read();
    if (!shown || job === null || job.Total === 0) return;
    const line = progressLine(job, { retries: retries(), elapsedMs: Date.now() - startedAt });
    process.stderr.write(
      terminal ? `\r\u001B[2K${line.slice(0, (process.stderr.columns ?? USUAL_COLUMNS) - 1)}` : `${line}\n`,
    );
  };
  const timer = setInterval(() => void draw(), terminal ? REDRAW_MS : LINE_MS);
  return () => {
    shown = false;
    clearInterval(timer);
    if (terminal) process.stderr.write('\r\u001B[2K');
  };
};

/** True once the user asked to end. The second Ctrl-C ends at once, as it would without us. */
export const stopRequested = (onStop: () => void = () => undefined): (() => boolean) => {
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      if (stopping) process.exit(130);
      stopping = true;
      onStop();
    });
  return () => stopping;
};
