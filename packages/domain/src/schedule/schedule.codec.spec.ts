import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { decodeSchedule } from './schedule.codec.ts';

const request = { url: 'https://partner.example/orders' };
const when = { cron: '0 3 * * *', timeZone: 'Europe/Rome' };
const errorsOf = (input: unknown) => {
  const decoded = decodeSchedule(input);
  return E.isLeft(decoded) ? decoded.left.errors : [];
};

describe('a schedule', () => {
  it('needs a time and a job request; the rest has its defaults', () => {
    expect(decodeSchedule({ when: { cron: '0 3 * * *' }, request })).toEqual(
      E.right({
        when: { cron: '0 3 * * *', timeZone: 'UTC' },
        request,
        overlap: 'skip',
        missed: 'run-once',
        incremental: null,
        paused: false,
      }),
    );
    expect(
      decodeSchedule({ when: { everySeconds: 60 }, request, incremental: { parameter: 'since' } }),
    ).toEqual(
      E.right({
        when: { everySeconds: 60 },
        request,
        overlap: 'skip',
        missed: 'run-once',
        incremental: {
          parameter: 'since',
          in: 'query',
          format: 'iso',
          overlapSeconds: 60,
          initial: null,
        },
        paused: false,
      }),
    );
  });

  it.each([
    ['nothing', {}, 'when', 'an object with "cron" or "everySeconds"'],
    [
      'an unknown field',
      { when, request, colour: 'red' },
      'colour',
      'no such field; there are: when, request, overlap, missed, incremental, paused',
    ],
    [
      'an unknown field of its time',
      { when: { ...when, zone: 'UTC' }, request },
      'when.zone',
      'no such field; there are: cron, timeZone, everySeconds',
    ],
    [
      'a cron expression that never comes',
      { when: { cron: '0 0 30 2 *' }, request },
      'when.cron',
      'a cron expression of five fields, or six with the seconds first, for which a time comes',
    ],
    [
      'a time zone that is none',
      { when: { cron: '0 3 * * *', timeZone: 'Mars/Base' }, request },
      'when.timeZone',
      'the name of a time zone, for example "Europe/Rome"',
    ],
    [
      'two times',
      { when: { ...when, everySeconds: 5 }, request },
      'when.everySeconds',
      'left out beside "cron"',
    ],
    [
      'a rate in a time zone',
      { when: { everySeconds: 5, timeZone: 'UTC' }, request },
      'when.timeZone',
      'left out beside "everySeconds"',
    ],
    [
      'a rate of no time',
      { when: { everySeconds: 0 }, request },
      'when.everySeconds',
      'a whole number from 1 to 31536000',
    ],
    ['no request', { when }, 'request', 'a job request'],
    [
      'a wrong request',
      { when, request: { ...request, limits: { attempts: 0 } } },
      'request.limits.attempts',
      'a whole number from 1 to 100',
    ],
    [
      'a since without a parameter',
      { when, request, incremental: {} },
      'incremental.parameter',
      'a text of 1 to 100 characters',
    ],
    [
      'a since in the body of a GET',
      { when, request, incremental: { parameter: 'since', in: 'body' } },
      'incremental.in',
      '"query", or the request\'s "method" must be "POST"',
    ],
    ['a pause that is a text', { when, request, paused: 'no' }, 'paused', 'true or false'],
  ])('with %s is refused by its field', (_, input, field, expected) =>
    expect(errorsOf(input)).toEqual([{ field, expected }]),
  );
});
