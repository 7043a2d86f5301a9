// Refusals at the door: credentials that are missing or wrong, and requests that came too soon.
import type { AskedPage } from '../partner/asked.ts';
import { plainAnswer, type Simulated } from '../partner/simulated.ts';
import type { Fault } from './fault.ts';
import { announcedAtMs, hintHeaders, type RetryHint } from './retry-hint.ts';

const refused = (status: number): Simulated =>
  plainAnswer(status, { message: 'Credentials are missing or wrong' });

/** @returns undefined if the request has the header with this value; its name may be in any case. */
export const headerRefusal = (
  { name, value, status = 401 }: Extract<Fault, { readonly _tag: 'requireHeader' }>,
  asked: AskedPage,
): Simulated | undefined => (asked.headers?.[name.toLowerCase()] === value ? undefined : refused(status));

/** @returns undefined if the request has the parameter once, with this value. */
export const queryRefusal = (
  { name, value, status = 401 }: Extract<Fault, { readonly _tag: 'requireQuery' }>,
  asked: AskedPage,
): Simulated | undefined => {
  const given = asked.query?.getAll(name) ?? [];
  return given.length === 1 && given[0] === value ? undefined : refused(status);
};

/** "Come back in so many seconds", in the form of the hint. */
export const tooMany = (status: number, hint: RetryHint, seconds: number, nowMs: number): Simulated => {
  const retryAtMs = announcedAtMs(hint, seconds, nowMs);
  return {
    ...plainAnswer(status, { message: 'Too many requests' }, hintHeaders(hint, seconds, nowMs)),
    ...(retryAtMs === undefined ? {} : { retryAtMs }),
  };
};
