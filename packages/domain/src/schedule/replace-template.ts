// A schedule with another template: which of its memory still holds. A watermark that was earned with one request says nothing of
// what another one asks for.
import { sameValue } from '../job/job.ts';
import type { Schedule, ScheduleTemplate } from './schedule.ts';

/** What of a request does not change which records it reads, or where they go. */
const asIs = ({ limits: _limits, webhook: _webhook, ...request }: ScheduleTemplate['request']): object =>
  request;

const readsTheSame = (before: ScheduleTemplate, after: ScheduleTemplate): boolean => {
  if (!sameValue(asIs(before.request), asIs(after.request))) return false;
  // Runs without a since have read everything, so a since may follow them.
  if (before.incremental === null) return true;
  return (
    after.incremental !== null &&
    sameValue({ ...before.incremental, overlapSeconds: 0 }, { ...after.incremental, overlapSeconds: 0 })
  );
};

const templateOf = ({
  when,
  request,
  overlap,
  missed,
  incremental,
  paused,
}: ScheduleTemplate): ScheduleTemplate => ({
  when,
  request,
  overlap,
  missed,
  incremental,
  paused,
});

/** @returns the same schedule when the template is the one that it has */
export const withTemplate = (schedule: Schedule, template: ScheduleTemplate, nowMs: number): Schedule => {
  if (sameValue(templateOf(schedule), templateOf(template))) return schedule;
  const sameTimes = sameValue(schedule.when, template.when);
  const goesOn = sameTimes && !schedule.paused;
  const kept = readsTheSame(schedule, template);
  return {
    ...schedule,
    ...template,
    anchorMs: sameTimes ? schedule.anchorMs : Math.floor(nowMs / 1000) * 1000,
    // Times that passed while it was paused, or that it did not have, are not missed.
    handledUpToMs: goesOn ? schedule.handledUpToMs : Math.max(schedule.handledUpToMs, nowMs),
    watermarkMs: kept ? schedule.watermarkMs : null,
    generation: kept ? schedule.generation : schedule.generation + 1,
  };
};
