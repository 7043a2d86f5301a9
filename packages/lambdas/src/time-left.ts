// How long a function may still work: until its time-out, less what it needs to end well.
import type { Context } from 'aws-lambda';

/** A page that is under way is saved, enqueued and reported within this time. */
const MARGIN_MS = 10_000;

export const timeLeft =
  (context: Pick<Context, 'getRemainingTimeInMillis'>): (() => number) =>
  () =>
    Math.max(0, context.getRemainingTimeInMillis() - MARGIN_MS);
