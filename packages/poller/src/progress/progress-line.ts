// The progress of a job as a line of text. It draws; it counts nothing.
import type { JobResource } from '@api-poller/domain';

const BAR_WIDTH = 28;

export interface Pace {
  /** Null where nobody counts them. */
  readonly retries: number | null;
  readonly elapsedMs: number;
}

const number = (value: number): string => value.toLocaleString('en-US');

const duration = (seconds: number): string =>
  seconds < 60 ? `${Math.ceil(seconds)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;

/** One line: bar, pages, records, pace, retries, failures, time left. */
export const progressLine = (job: JobResource, { retries, elapsedMs }: Pace): string => {
  const settled = job.SuccessfullyCompleted + job.FailedToComplete;
  const share = job.Total === 0 ? 0 : Math.min(1, settled / job.Total);
  const filled = Math.round(share * BAR_WIDTH);
  const seconds = Math.max(elapsedMs / 1000, 0.001);
  const left = settled === 0 ? '' : `, ${duration(((job.Total - settled) * seconds) / settled)} left`;
  return [
    `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} ${number(settled)}/${number(job.Total)} pages`,
    `${number(Math.round(settled / seconds))} pages/s`,
    `${number(job.Records)} records (${number(Math.round(job.Records / seconds))}/s)`,
    `${retries === null ? '' : `${number(retries)} ${retries === 1 ? 'retry' : 'retries'}, `}${number(job.FailedToComplete)} failed${left}`,
  ].join('  ');
};

/** What the job came to, and what to do next, a line each. @param retry how to fetch what failed */
export const summaryLines = (
  job: JobResource,
  elapsedMs: number | null,
  retry: string,
): ReadonlyArray<string> => {
  if (job.Status !== 'SETTLED') {
    const why = job.Failure === null ? '' : `: ${job.Failure.detail}`;
    return [`${job.Status}${why}`];
  }
  const time = elapsedMs === null ? '' : ` in ${(elapsedMs / 1000).toFixed(1)} s`;
  return [
    `${job.Verdict}: ${number(job.Records)} records of ${number(job.Total)} pages${time}`,
    ...job.Evidence.map((evidence) => `  evidence: ${JSON.stringify(evidence)}`),
    ...(job.FailedToComplete > 0 ? [`  ${retry} fetches only what failed`] : []),
  ];
};
