// The job request of one run: the schedule's own, with the time since the last good run put into it.
import type { Incremental, Schedule, ScheduleTemplate } from './schedule.ts';

/** Rounded down to the second: partners differ in whether they take fractions, and earlier is always safe. */
const written = (format: Incremental['format'], ms: number): string | number => {
  const second = Math.max(0, Math.floor(ms / 1000));
  switch (format) {
    case 'iso':
      return `${new Date(second * 1000).toISOString().slice(0, 19)}Z`;
    case 'epoch-seconds':
      return second;
    case 'epoch-ms':
      return second * 1000;
  }
};

/** What the run asks from; null: everything. */
export const sinceOf = ({
  incremental,
  watermarkMs,
}: Pick<Schedule, 'incremental' | 'watermarkMs'>): string | number | null => {
  if (incremental === null) return null;
  if (watermarkMs === null) return incremental.initial;
  return written(incremental.format, watermarkMs - incremental.overlapSeconds * 1000);
};

const withQuery = (url: unknown, parameter: string, value: string): unknown => {
  if (typeof url !== 'string' || !URL.canParse(url)) return url;
  const asked = new URL(url);
  asked.searchParams.set(parameter, value);
  return asked.href;
};

/** @param since what to put in; null leaves the request as it is */
export const requestOfRun = (
  { request, incremental }: Pick<ScheduleTemplate, 'request' | 'incremental'>,
  since: string | number | null,
): Readonly<Record<string, unknown>> => {
  if (incremental === null || since === null) return request;
  const { parameter } = incremental;
  if (incremental.in === 'query')
    return { ...request, url: withQuery(request['url'], parameter, String(since)) };
  const body = request['body'];
  return {
    ...request,
    body: { ...(typeof body === 'object' && body !== null ? body : {}), [parameter]: since },
  };
};
